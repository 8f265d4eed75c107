// A lane in memory: the rules in force, calendar, entity sets, indicators and the keys that have been loaded. The scoring stage fills it from
// its tables, tests and the command line start it empty; fold.ts changes it.
import type { Ancestors } from '../calendar-spans.ts'
import type { Instant } from '../time.ts'
import { periodOriginOf } from './anchor.ts'
import type { CompiledSelector } from './compile.ts'
import { type DueQueue, schedule } from './due-queue.ts'
import type { LabelOf } from './evidence.ts'
import { addContribution, createKey, type KeyMemory, keyText } from './key-memory.ts'
import type {
  ActiveRule,
  Contribution,
  ContributionRef,
  EntityMember,
  KeyState,
  KeyValues,
  LaneCalendar,
  LaneSignal,
} from './lane.ts'
import { levelStates } from './levels.ts'
import { compileRules, type MatchIndex, matchSignal } from './match.ts'
import { addObservation } from './measures/indicator.ts'
import type { LaneFacts, Observation } from './measures/measure.ts'
import { nextDue } from './next-due.ts'
import { planRule, type RulePlan } from './plan.ts'
import { type Item, removeItem } from './series.ts'
import { readField } from './signal-fields.ts'

export interface LaneSettings {
  readonly process: string
  /** IANA zone of the process, or an offset such as -04:00. */
  readonly timeZone: string
  readonly monitoringStart: Instant
  /** The place whose calendar and series hold for keys without a place. */
  readonly country: string
  readonly ancestors: Ancestors
  readonly labelOf: LabelOf
}

export interface RuleMemory {
  readonly plan: RulePlan
  readonly keys: Map<string, KeyMemory>
}

export interface Located {
  readonly key: KeyMemory
  readonly item: Item
}

interface StoredKey {
  readonly values: KeyValues
  readonly contributions: readonly Contribution[]
  readonly state: KeyState | undefined
}

export interface LaneMemory {
  readonly settings: LaneSettings
  readonly facts: LaneFacts
  /** By rule id. */
  rules: readonly RuleMemory[]
  index: MatchIndex
  /** Of the entries that are being taken up; emptied by every fold. */
  readonly matches: Map<LaneSignal, readonly CompiledSelector[]>
  /** Keys of rule states that are not in force yet: taken up by their activation. */
  readonly waiting: Map<number, StoredKey[]>
  readonly located: Map<string, Located[]>
  /** Where the old revisions of corrected and withdrawn signals are stored. */
  readonly oldRefs: Map<string, readonly ContributionRef[]>
  readonly due: DueQueue
  /** Loaded since the last fold: their ticks are computed anew, so the next delta names them. */
  readonly loaded: Set<KeyMemory>
  lt: Instant
  pos: number
}

/** An empty lane. `lt` and `pos` are set by the first fold, or by resumeAt. */
export function createLane(settings: LaneSettings): LaneMemory {
  return {
    settings,
    facts: {
      process: settings.process,
      timeZone: settings.timeZone,
      monitoringStart: settings.monitoringStart,
      periodOrigin: periodOriginOf(settings.timeZone, settings.monitoringStart),
      calendar: { spans: [], milestones: {} },
      entities: new Map(),
      indicators: new Map(),
    },
    rules: [],
    index: compileRules([]),
    matches: new Map(),
    waiting: new Map(),
    located: new Map(),
    oldRefs: new Map(),
    due: { heap: [] },
    loaded: new Set(),
    lt: -Infinity,
    pos: 0,
  }
}

/** Sets the logical time and position that the stored state stands at; before loadKey, which computes ticks from it. */
export function resumeAt(lane: LaneMemory, lt: Instant, pos: number): void {
  lane.lt = lt
  lane.pos = pos
}

export function setCalendar(lane: LaneMemory, calendar: LaneCalendar): void {
  lane.facts.calendar = calendar
}

export function setEntities(lane: LaneMemory, set: string, members: readonly EntityMember[]): void {
  lane.facts.entities.set(set, members)
}

export function addIndicator(lane: LaneMemory, name: string, place: string, one: Observation): void {
  const places = lane.facts.indicators.get(name) ?? new Map<string, Observation[]>()
  const observations = places.get(place) ?? []
  addObservation(observations, one)
  places.set(place, observations)
  lane.facts.indicators.set(name, places)
}

/** Replaces all indicator values by the stored ones. */
export function setIndicators(
  lane: LaneMemory,
  values: readonly (Observation & { readonly name: string; readonly place: string })[],
): void {
  lane.facts.indicators.clear()
  for (const { name, place, ...one } of values) addIndicator(lane, name, place, one)
}

/** Puts the rules in force, without keys and without an evaluation; for the change itself, fold an activation entry. */
export function activate(lane: LaneMemory, rules: readonly ActiveRule[]): void {
  const sorted = rules.toSorted((left, right) =>
    left.rule.id < right.rule.id ? -1 : left.rule.id > right.rule.id ? 1 : 0,
  )
  lane.rules = sorted.map((active) => ({ plan: planRule(active), keys: new Map() }))
  lane.index = compileRules(sorted)
  lane.matches.clear()
  lane.located.clear()
  lane.due.heap.length = 0
}

/** The selectors that take a signal, computed once per entry and set of rules. */
export function matchesOf(lane: LaneMemory, signal: LaneSignal): readonly CompiledSelector[] {
  const known = lane.matches.get(signal)
  if (known !== undefined) return known
  const found = matchSignal(lane.index, signal)
  lane.matches.set(signal, found)
  return found
}

/** The group values of a signal in a rule; undefined when one of the fields is missing. */
export function groupValues(groupBy: readonly string[], signal: LaneSignal): KeyValues | undefined {
  const values: string[] = []
  for (const field of groupBy) {
    const value = readField(signal, field)
    if (value === undefined) return undefined
    values.push(typeof value === 'object' ? value.join(',') : String(value))
  }
  return values
}

/** From the most specific place field to the coarsest; all others derive from `place`. */
const placeFields = ['place', 'municipality', 'province', 'department']

function lineageOf(lane: LaneMemory, plan: RulePlan, values: KeyValues): readonly string[] {
  const { ancestors, country } = lane.settings
  const { groupBy } = plan.active.rule
  const field = placeFields.find((name) => groupBy.includes(name))
  if (field === undefined) return [country]
  const place = values[groupBy.indexOf(field)] ?? country
  const lineage = ancestors(place)
  return lineage.length > 0 ? lineage : [place, country]
}

const byState = new WeakMap<readonly RuleMemory[], ReadonlyMap<number, RuleMemory>>()

export function findRule(lane: LaneMemory, ruleState: number): RuleMemory | undefined {
  let found = byState.get(lane.rules)
  if (found === undefined) {
    found = new Map(lane.rules.map((rule) => [rule.plan.active.ruleState, rule]))
    byState.set(lane.rules, found)
  }
  return found.get(ruleState)
}

/** A key that is not kept: to read what a rule says of a key that no signal has reached. */
export function detachedKey(lane: LaneMemory, rule: RuleMemory, values: KeyValues): KeyMemory {
  return createKey(rule.plan, lane.facts, values, lineageOf(lane, rule.plan, values))
}

export function addKey(lane: LaneMemory, rule: RuleMemory, values: KeyValues): KeyMemory {
  const key = detachedKey(lane, rule, values)
  rule.keys.set(key.text, key)
  return key
}

export function placeContribution(lane: LaneMemory, key: KeyMemory, contribution: Contribution): void {
  const item = addContribution(key, contribution)
  if (item === undefined) return
  const places = lane.located.get(contribution.signalId)
  if (places === undefined) lane.located.set(contribution.signalId, [{ key, item }])
  else places.push({ key, item })
}

export function forgetLocation(lane: LaneMemory, item: Item): void {
  const { signalId } = item.contribution
  const rest = lane.located.get(signalId)?.filter((one) => one.item !== item) ?? []
  if (rest.length === 0) lane.located.delete(signalId)
  else lane.located.set(signalId, rest)
}

export function displaceContribution(lane: LaneMemory, { key, item }: Located): void {
  const series = key.series[item.contribution.selector]
  if (series !== undefined) removeItem(series, item)
  forgetLocation(lane, item)
}

/** Takes up stored rows in a key of a rule in force, matching levels by name. */
export function restoreKey(lane: LaneMemory, rule: RuleMemory, stored: StoredKey): KeyMemory {
  const key = addKey(lane, rule, stored.values)
  for (const one of stored.contributions) placeContribution(lane, key, one)
  if (stored.state !== undefined) {
    key.state = { ...stored.state, levels: levelStates(rule.plan.active.rule, stored.state.levels) }
  }
  return key
}

/**
 * Loads a stored key with its contributions from loadFrom() on. Rows of a rule state that is not in force wait for its activation.
 * A key that is already in memory is replaced.
 */
export function loadKey(
  lane: LaneMemory,
  ruleState: number,
  values: KeyValues,
  contributions: readonly Contribution[],
  state?: KeyState,
): void {
  const rule = findRule(lane, ruleState)
  const stored = { values, contributions, state }
  if (rule === undefined) {
    const others = lane.waiting.get(ruleState)?.filter((one) => keyText(one.values) !== keyText(values)) ?? []
    lane.waiting.set(ruleState, [...others, stored])
    return
  }
  forgetKey(lane, ruleState, values)
  const key = restoreKey(lane, rule, stored)
  lane.loaded.add(key)
  schedule(lane.due, key, nextDue(key, lane.lt))
}

export function hasKey(lane: LaneMemory, ruleState: number, values: KeyValues): boolean {
  return findRule(lane, ruleState)?.keys.has(keyText(values)) ?? false
}

/** Takes a key out of memory; what is stored stays. */
export function forgetKey(lane: LaneMemory, ruleState: number, values: KeyValues): void {
  const rule = findRule(lane, ruleState)
  const key = rule?.keys.get(keyText(values))
  if (rule === undefined || key === undefined) return
  for (const { all } of Object.values(key.series)) for (const item of all) forgetLocation(lane, item)
  key.due = Infinity
  lane.loaded.delete(key)
  rule.keys.delete(key.text)
}

/** From which event time on the contributions of a rule's keys have to be loaded; −Infinity = all. */
export function loadFrom(lane: LaneMemory, ruleState: number): Instant {
  const rule = findRule(lane, ruleState)
  return rule === undefined ? -Infinity : lane.lt - rule.plan.reach
}

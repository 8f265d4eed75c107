// The fold of a lane: entries in order, before each one the ticks that are due, after each one the touched keys (rule language §8). Total and
// deterministic: the same log gives the same changes and events however it is cut into batches.
import type { Instant } from '../time.ts'
import { addStandingKeys, evaluateAll, takeActivation } from './activation.ts'
import { type DeltaDraft, finishDelta, noteEvaluated, startDelta } from './delta.ts'
import { takeDue } from './due-queue.ts'
import { evaluateKey } from './evaluate-key.ts'
import { keyText } from './key-memory.ts'
import type { ContributionRef, Entry, FoldDelta, KeyValues } from './lane.ts'
import { addIndicator, forgetLocation, type LaneMemory, setCalendar, setEntities } from './lane-memory.ts'
import type { RulePlan } from './plan.ts'
import { pruneSeries } from './series.ts'
import { ruleMatches, takeRetraction, takeSignal } from './take-signal.ts'

export interface TouchedKeys {
  readonly keys: readonly { readonly ruleState: number; readonly key: KeyValues }[]
  /** Rule states of which every stored key has to be in memory. */
  readonly whole: readonly number[]
}

function touchesAll(entry: Entry, plan: RulePlan): boolean {
  switch (entry.kind) {
    case 'indicator':
      return plan.indicators.has(entry.name)
    case 'calendar':
      return plan.usesCalendar || plan.hasAbsent
    case 'entities':
      return plan.hasAbsent
    case 'activation':
      return true
    case 'signal':
    case 'correction':
    case 'retraction':
    case 'clock':
      return false
  }
}

function wholeStates(lane: LaneMemory, entry: Entry): readonly number[] {
  // what nearly every entry is; asking every rule would make each signal pay for the rules that do not match
  if ('signal' in entry || entry.kind === 'retraction') return []
  const inForce = lane.rules.filter(({ plan }) => touchesAll(entry, plan))
  const coming = entry.kind === 'activation' ? entry.rules.map(({ ruleState }) => ruleState) : []
  return [...inForce.map(({ plan }) => plan.active.ruleState), ...coming]
}

/**
 * What has to be in memory before these entries are folded, beside every key with a tick that is due by the last of them. `oldRefs` are the
 * stored contributions of the signals that the entries correct or retract; the lane keeps them for the fold.
 */
export function touchedKeys(
  lane: LaneMemory,
  entries: readonly Entry[],
  oldRefs: ReadonlyMap<string, readonly ContributionRef[]>,
): TouchedKeys {
  const keys = new Map<string, { ruleState: number; key: KeyValues }>()
  const note = (ruleState: number, key: KeyValues) =>
    keys.set(`${ruleState} ${keyText(key)}`, { ruleState, key })
  for (const [id, refs] of oldRefs) {
    lane.oldRefs.set(id, refs)
    for (const { ruleState, key } of refs) note(ruleState, key)
  }
  for (const entry of entries) {
    if (!('signal' in entry)) continue
    for (const { rule, values } of ruleMatches(lane, entry.signal)) {
      if (values !== undefined) note(rule.plan.active.ruleState, values)
    }
  }
  return {
    keys: [...keys.values()],
    whole: [...new Set(entries.flatMap((entry) => wholeStates(lane, entry)))],
  }
}

function runTicks(lane: LaneMemory, draft: DeltaDraft, by: Instant): void {
  for (let tick = takeDue(lane.due, by); tick !== undefined; tick = takeDue(lane.due, by)) {
    lane.lt = Math.max(lane.lt, tick.due)
    evaluateKey(lane, draft, tick.key, lane.lt)
  }
}

function evaluateRules(lane: LaneMemory, draft: DeltaDraft, entry: Entry): void {
  for (const rule of lane.rules) {
    if (!touchesAll(entry, rule.plan)) continue
    addStandingKeys(lane, draft, rule)
    evaluateAll(lane, draft, rule, lane.lt)
  }
}

function takeEntry(lane: LaneMemory, draft: DeltaDraft, entry: Entry): void {
  switch (entry.kind) {
    case 'signal':
    case 'correction':
      return takeSignal(lane, draft, entry.kind, entry.signal, lane.lt)
    case 'retraction':
      return takeRetraction(lane, draft, entry.id, lane.lt)
    case 'indicator':
      addIndicator(lane, entry.name, entry.place, {
        observedAt: entry.observedAt,
        pos: entry.pos,
        value: entry.value,
      })
      return evaluateRules(lane, draft, entry)
    case 'calendar':
      setCalendar(lane, entry.calendar)
      return evaluateRules(lane, draft, entry)
    case 'entities':
      setEntities(lane, entry.set, entry.members)
      return evaluateRules(lane, draft, entry)
    case 'activation':
      return takeActivation(lane, draft, entry.rules, lane.lt)
    case 'clock':
      return
  }
}

/** A series is cut when this many of its oldest items are out of every reach, and a sixteenth of it: cutting moves all that stays. */
const pruneAfter = 256

function prune(lane: LaneMemory, draft: DeltaDraft): void {
  for (const key of draft.evaluated.values()) {
    const horizon = lane.lt - key.plan.reach
    for (const series of Object.values(key.series)) {
      const old = series.all[Math.max(pruneAfter, series.all.length >>> 4)]
      if (old === undefined || old.at >= horizon) continue
      for (const item of pruneSeries(series, horizon)) forgetLocation(lane, item)
    }
  }
}

/**
 * Takes up the entries, then the ticks due by `ticksUntil`, if it is given. Keys that are touched must have been loaded; an unknown one is
 * taken for new.
 */
export function fold(lane: LaneMemory, entries: readonly Entry[], ticksUntil?: Instant): FoldDelta {
  const draft = startDelta()
  for (const key of lane.loaded) noteEvaluated(draft, key)
  lane.loaded.clear()
  for (const entry of entries) {
    runTicks(lane, draft, entry.lt)
    lane.lt = Math.max(lane.lt, entry.lt)
    lane.pos = entry.pos
    takeEntry(lane, draft, entry)
  }
  if (ticksUntil !== undefined) runTicks(lane, draft, ticksUntil)
  prune(lane, draft)
  lane.oldRefs.clear()
  lane.matches.clear()
  return finishDelta(draft, lane.lt)
}

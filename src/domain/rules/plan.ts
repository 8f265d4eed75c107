// What a rule revision is turned into once: its measures in order, how far back it reads, and which measures can move an idle or an active
// key by time alone (rule language §8, the rule of rules).
import { leavesOf } from './conditions.ts'
import { parseTemplate, type Template } from './explain.ts'
import type { ActiveRule } from './lane.ts'
import { dependsOnCalendar } from './lane-calendar.ts'
import { operatorOf } from './measure-table.ts'
import type { Operator } from './measures/measure.ts'
import type { Measure, Rule, When } from './rule.ts'

export interface PlannedMeasure {
  readonly name: string
  readonly measure: Measure
  readonly operator: Operator<Measure>
}

export interface RulePlan {
  readonly active: ActiveRule
  readonly measures: ReadonlyMap<string, PlannedMeasure>
  /** Selector → the fields that its contributions keep. */
  readonly keptFields: Readonly<Record<string, readonly string[]>>
  /** The longest time span in which a signal is in some measure. */
  readonly longestWindow: number
  /** How far back from now contributions can matter; Infinity = all of them. */
  readonly reach: number
  readonly usesCalendar: boolean
  readonly indicators: ReadonlySet<string>
  readonly hasAbsent: boolean
  /** The measures whose change instants count while some level is pending, firing or held. */
  readonly watchedActive: readonly PlannedMeasure[]
  /** Those that can raise a level of an idle key without an entry. */
  readonly watchedIdle: readonly PlannedMeasure[]
  readonly template: Template
}

type Direction = 'up' | 'down' | 'both'

/** Which way a measure has to move for a condition to become true, per comparison. */
function directions(when: When, flipped: boolean): readonly (readonly [string, Direction])[] {
  if ('not' in when) return directions(when.not, !flipped)
  if (!('measure' in when)) {
    return ('all' in when ? when.all : when.any).flatMap((part) => directions(part, flipped))
  }
  if (when.op === 'eq') return [[when.measure, 'both']]
  const wantsMore = when.op === 'gt' || when.op === 'gte'
  return [[when.measure, wantsMore === flipped ? 'down' : 'up']]
}

function factorsOf(measure: Measure): readonly string[] {
  return measure.kind === 'composite' ? measure.factors.map((factor) => factor.measure) : []
}

/** The measures that a measure is computed from: itself, or the factors of a composite. */
function leafMeasures(rule: Rule, name: string): readonly string[] {
  const measure = rule.measures[name]
  if (measure === undefined) return []
  return measure.kind === 'composite' ? factorsOf(measure) : [name]
}

/** Which of the measures behind `name` can, by time alone, move it in the direction. */
function movers(rule: Rule, name: string, direction: Direction): readonly string[] {
  const measure = rule.measures[name]
  if (measure === undefined) return []
  if (direction !== 'up') return leafMeasures(rule, name)
  if (measure.kind !== 'composite') return operatorOf(measure).onlyFalls ? [] : [name]
  return measure.factors
    .filter((factor) => {
      const input = rule.measures[factor.measure]
      const lowersWhenFalling =
        typeof factor.weight === 'number' && factor.weight > 0 && factor.scale.to > factor.scale.from
      // with `unknown: alert` a composite that becomes unknown raises too, and a falling factor can do that
      const isHarmless = lowersWhenFalling && rule.unknown !== 'alert'
      return !(isHarmless && input !== undefined && operatorOf(input).onlyFalls)
    })
    .map((factor) => factor.measure)
}

function keptFields(rule: Rule): Readonly<Record<string, readonly string[]>> {
  const kept: Record<string, Set<string>> = {}
  for (const name of Object.keys(rule.signals)) kept[name] = new Set()
  for (const measure of Object.values(rule.measures)) {
    if ('field' in measure) kept[measure.of]?.add(measure.field)
  }
  return Object.fromEntries(Object.entries(kept).map(([name, fields]) => [name, [...fields]]))
}

function reachOf(rule: Rule, measures: readonly PlannedMeasure[]): number {
  const caps = Object.values(rule.signals).map(({ capPerSource }) => capPerSource?.per ?? 0)
  const longest = Math.max(0, ...measures.map(({ measure, operator }) => operator.reach(measure)))
  // a late signal is looked at in its past, and a cap needs the whole period of the oldest signal that counts
  return longest + rule.lateness.allow + Math.max(0, ...caps)
}

export function planRule(active: ActiveRule): RulePlan {
  const { rule } = active
  const list = Object.entries(rule.measures).map(([name, measure]) => ({
    name,
    measure,
    operator: operatorOf(measure),
  }))
  const measures = new Map(list.map((one) => [one.name, one]))
  const only = (names: readonly string[]) => list.filter(({ name }) => names.includes(name))
  const conditions = rule.levels.flatMap(({ when, clearWhen }) =>
    clearWhen === undefined ? [when] : [when, clearWhen],
  )
  const used = conditions.flatMap(leavesOf).flatMap(({ measure }) => leafMeasures(rule, measure))
  const raising = rule.levels
    .flatMap(({ when }) => directions(when, false))
    .flatMap(([name, direction]) => movers(rule, name, direction))
  return {
    active,
    measures,
    keptFields: keptFields(rule),
    longestWindow: Math.max(0, ...list.map(({ measure, operator }) => operator.window(measure))),
    reach: reachOf(rule, list),
    usesCalendar: dependsOnCalendar(rule),
    indicators: new Set(
      list.map(({ measure }) => measure).flatMap((one) => (one.kind === 'indicator' ? [one.code] : [])),
    ),
    hasAbsent: list.some(({ measure }) => measure.kind === 'absent'),
    watchedActive: only(used),
    watchedIdle: only(raising),
    template: parseTemplate(rule.explain),
  }
}

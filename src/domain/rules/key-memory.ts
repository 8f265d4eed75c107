// One key of one rule in memory: its contributions, its accumulators and its stored state.
import type { Instant } from '../time.ts'
import type { Contribution, KeyState, KeyValues } from './lane.ts'
import { numberAt } from './lane-calendar.ts'
import { levelStates } from './levels.ts'
import type { Accumulator, KeyView, LaneFacts, ReadMeasure } from './measures/measure.ts'
import type { RulePlan } from './plan.ts'
import { round6 } from './rounding.ts'
import type { Dur, Num } from './rule.ts'
import { addItem, createSeries, type Item } from './series.ts'

export interface KeyMemory extends KeyView {
  readonly plan: RulePlan
  /** The group values as JSON: the name of the key, and its place in the order of keys. */
  readonly text: string
  readonly accumulators: Readonly<Record<string, Accumulator>>
  state: KeyState
  /** The next instant that may change the key without an entry; Infinity = none. */
  due: Instant
}

export function keyText(values: KeyValues): string {
  return JSON.stringify(values)
}

export function freshState(plan: RulePlan): KeyState {
  return { levels: levelStates(plan.active.rule, []), episode: 0, isOpen: false, version: 0 }
}

export function createKey(
  plan: RulePlan,
  facts: LaneFacts,
  values: KeyValues,
  lineage: readonly string[],
): KeyMemory {
  const { rule, params } = plan.active
  const series = Object.fromEntries(
    Object.entries(rule.signals).map(([name, { capPerSource }]) => [
      name,
      createSeries(capPerSource, facts.periodOrigin),
    ]),
  )
  const view: KeyView = { facts, rule, params, values, lineage, series }
  const accumulators: Record<string, Accumulator> = {}
  for (const { name, measure, operator } of plan.measures.values()) {
    const selectors = operator.selectors(measure).flatMap((one) => series[one] ?? [])
    const accumulator = selectors.length === 0 ? undefined : operator.start?.(measure, view)
    if (accumulator === undefined) continue
    accumulators[name] = accumulator
    for (const one of selectors) one.listeners.push(accumulator)
  }
  return { ...view, plan, text: keyText(values), accumulators, state: freshState(plan), due: Infinity }
}

/** Adds a contribution; undefined when the rule has no such selector any more. */
export function addContribution(key: KeyMemory, contribution: Contribution): Item | undefined {
  const series = key.series[contribution.selector]
  if (series === undefined) return undefined
  const item = { at: contribution.eventTime, pos: contribution.pos, contribution }
  addItem(series, item)
  return item
}

function reader(key: KeyMemory, at: Instant, accumulators: KeyMemory['accumulators']): ReadMeasure {
  const known = new Map<string, number | null>()
  const read: ReadMeasure = (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    const planned = key.plan.measures.get(name)
    if (planned === undefined) return null
    known.set(name, null) // a measure that reads itself, which no valid rule has, ends here
    const value = accumulators[name]?.valueAt(at) ?? planned.operator.scan(planned.measure, key, at, read)
    const rounded = value === null || !Number.isFinite(value) ? null : round6(value)
    known.set(name, rounded)
    return rounded
  }
  return read
}

/** The measures at an instant from the accumulators; cheap near the instant of the last reading. */
export function readMeasures(key: KeyMemory, at: Instant): ReadMeasure {
  return reader(key, at, key.accumulators)
}

/** The same from the contributions alone: slower, and without touching the accumulators. */
export function scanMeasures(key: KeyMemory, at: Instant): ReadMeasure {
  return reader(key, at, {})
}

export function thresholdAt(key: KeyMemory, at: Instant): (value: Num) => number {
  return (value) => numberAt(value, key, at)
}

/** A length of time that may be a parameter; durations are not tuned by calendar code. */
export function lengthOf(key: KeyMemory, value: Dur): number {
  if (typeof value === 'number') return value
  return key.params[value.param] ?? key.rule.params[value.param]?.default ?? 0
}

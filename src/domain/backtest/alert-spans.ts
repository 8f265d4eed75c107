// Events of evaluation → spans in which an alert stood at a level, and from them the days of a rule and its daily level.
import type { EvaluationEvent, KeyValues } from '../rules/lane.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import type { Instant } from '../time.ts'
import { type Day, daysOf, localDay } from './day.ts'

/** One stretch of an episode at one level. `to` is null while it stands open at the end of the record. */
export interface AlertSpan {
  readonly ruleId: string
  readonly key: KeyValues
  readonly episode: number
  readonly level: LevelName
  readonly from: Instant
  readonly to: Instant | null
  readonly isLate: boolean
}

const opening = new Set(['fired', 'reopened', 'raised', 'lowered'])
const closing = new Set(['resolved', 'expired'])

/** In the order in which they began. `events` are in the order in which they came about. */
export function alertSpans(events: readonly EvaluationEvent[]): readonly AlertSpan[] {
  const open = new Map<string, AlertSpan>()
  const spans: AlertSpan[] = []
  const close = (name: string, to: Instant) => {
    const span = open.get(name)
    if (span !== undefined) spans.push({ ...span, to })
    open.delete(name)
  }
  for (const event of events) {
    const name = JSON.stringify([event.ruleId, event.key])
    if (closing.has(event.kind)) close(name, event.lt)
    if (!opening.has(event.kind) || event.level === null) continue
    close(name, event.lt)
    const { ruleId, key, episode, level, lt, isLate } = event
    open.set(name, { ruleId, key, episode, level, from: lt, to: null, isLate })
  }
  return [...spans, ...open.values()].toSorted((a, b) => a.from - b.from || (a.ruleId < b.ruleId ? -1 : 1))
}

export interface DaySettings {
  readonly timeZone: string
  /** The last day of the record, for what stands open. */
  readonly lastDay: Day
  /** The departments that a key stands for: its own, or every one for a national key. */
  readonly departmentsOf: (ruleId: string, key: KeyValues) => readonly string[]
}

/** Department → local day → the highest level (1 = info … 4 = critical) that stood on it. */
export function dailyLevels(
  spans: readonly AlertSpan[],
  settings: DaySettings,
): ReadonlyMap<string, ReadonlyMap<Day, number>> {
  const levels = new Map<string, Map<Day, number>>()
  for (const span of spans) {
    const from = localDay(span.from, settings.timeZone)
    const to = span.to === null ? settings.lastDay : localDay(span.to, settings.timeZone)
    const rank = levelNames.indexOf(span.level) + 1
    for (const department of settings.departmentsOf(span.ruleId, span.key)) {
      const days = levels.get(department) ?? new Map<Day, number>()
      for (const day of daysOf({ from, to })) days.set(day, Math.max(days.get(day) ?? 0, rank))
      levels.set(department, days)
    }
  }
  return levels
}

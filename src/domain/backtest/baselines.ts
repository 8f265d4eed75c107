// What a rule has to beat: naive ways of saying «alarm» that need no rule. Each is a value per department-day and a threshold on it.
import type { LaneSignal } from '../rules/lane.ts'
import { readField } from '../rules/signal-fields.ts'
import { type Day, type DaySpan, daysOf, localDay } from './day.ts'
import type { OnDays, Outcome } from './judge.ts'

/** Department → day → value; a day that is missing has 0. */
export type DailyValues = ReadonlyMap<string, ReadonlyMap<Day, number>>

export interface ReceivedSignal {
  readonly signal: LaneSignal
  readonly department: string
  /** The local day on which it was received: a desk knows nothing earlier. */
  readonly day: Day
}

/** Signals with a department, by the day of their reception. */
export function receivedSignals(signals: readonly LaneSignal[], timeZone: string): readonly ReceivedSignal[] {
  return signals.flatMap((signal) => {
    const department = readField(signal, 'department')
    if (typeof department !== 'string') return []
    return [{ signal, department, day: localDay(signal.receivedAt, timeZone) }]
  })
}

function collect(
  departments: readonly string[],
  span: DaySpan,
  valueOf: (department: string, day: Day) => number,
) {
  return new Map(
    departments.map((department) => [
      department,
      new Map(
        daysOf(span).flatMap((day) => {
          const value = valueOf(department, day)
          return value === 0 ? [] : [[day, value] as const]
        }),
      ),
    ]),
  )
}

/** «Alarm» everywhere and always: the precision of knowing nothing. */
export function always(departments: readonly string[], span: DaySpan): DailyValues {
  return collect(departments, span, () => 1)
}

/** On for `days` days after an outcome in the same department, from the day after it. */
export function persistence(
  departments: readonly string[],
  span: DaySpan,
  outcomes: readonly Outcome[],
  days: number,
): DailyValues {
  return collect(departments, span, (department, day) =>
    outcomes.some((one) => one.department === department && one.day < day && day - one.day <= days) ? 1 : 0,
  )
}

/** On while one of the phases is open by the calendar as known then. */
export function calendarOnly(
  departments: readonly string[],
  span: DaySpan,
  phases: ReadonlySet<string>,
  phaseOf: (department: string, day: Day) => string,
): DailyValues {
  return collect(departments, span, (department, day) => (phases.has(phaseOf(department, day)) ? 1 : 0))
}

/** Signals of a category (all without one) received on the day. */
export function signalCount(signals: readonly ReceivedSignal[], category: string | undefined): DailyValues {
  const values = new Map<string, Map<Day, number>>()
  for (const { signal, department, day } of signals) {
    if (category !== undefined && readField(signal, 'category') !== category) continue
    const days = values.get(department) ?? new Map<Day, number>()
    days.set(day, (days.get(day) ?? 0) + 1)
    values.set(department, days)
  }
  return values
}

/** Severity runs from 1 to 5. */
const highestSeverity = 5

/**
 * In the manner of a factor tool: each factor that the record knows has a score, its worst report of the last `windowDays` days as a share of
 * the worst severity; the value is the mean over those factors, all weighing the same. It knows no phase, no trend and no silence.
 */
export function factorMean(
  signals: readonly ReceivedSignal[],
  departments: readonly string[],
  span: DaySpan,
  windowDays: number,
): DailyValues {
  const worst = new Map<string, number>()
  const factors = new Set<string>()
  for (const { signal, department, day } of signals) {
    const severity = Number(readField(signal, 'severity') ?? 0)
    for (const factor of [readField(signal, 'factor') ?? []].flat()) {
      factors.add(String(factor))
      const name = `${department} ${String(factor)} ${day}`
      worst.set(name, Math.max(worst.get(name) ?? 0, severity))
    }
  }
  const latest = (department: string, factor: string, day: Day) =>
    Math.max(
      ...daysOf({ from: day - windowDays + 1, to: day }).map(
        (one) => worst.get(`${department} ${factor} ${one}`) ?? 0,
      ),
    )
  return collect(departments, span, (department, day) => {
    const scores = [...factors].map((factor) => latest(department, factor, day) / highestSeverity)
    return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length
  })
}

export function onDaysOf(values: DailyValues, least: number): OnDays {
  return new Map(
    [...values].map(([department, days]) => [
      department,
      [...days].flatMap(([day, value]) => (value >= least ? [day] : [])).toSorted((a, b) => a - b),
    ]),
  )
}

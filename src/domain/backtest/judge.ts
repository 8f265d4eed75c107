// Days on which somebody says «alarm» × outcomes → alarms, hits, false alarms, outcomes found and missed, lead times.
// An outcome counts for an alarm when it lies in the same department in strictly later days, within the horizon. Only days are judged whose
// whole horizon lies in the record. After an alarm a department is silent for the cool-down: a long episode is one alarm, not one a day.
import type { Day, DaySpan } from './day.ts'
import { type Proportion, proportion, type Rate, rate } from './proportion.ts'

/** What a back-test is judged by: to the day and the department, never with a person. */
export interface Outcome {
  readonly day: Day
  readonly department: string
  /** Deaths, or 1 where the label set counts events. */
  readonly size: number
  /** Class within the label set (partisan, mining, …). */
  readonly kind: string
}

/** Department → days on which it is on, ascending. */
export type OnDays = ReadonlyMap<string, readonly Day[]>

export interface JudgeSettings {
  readonly span: DaySpan
  readonly horizonDays: number
  readonly cooldownDays: number
  readonly departments: readonly string[]
}

interface Alarm {
  readonly department: string
  readonly day: Day
  /** Days to the first outcome that follows; null = a false alarm. */
  readonly leadDays: number | null
  /** Indices of the outcomes that follow. */
  readonly outcomes: readonly number[]
}

export interface Judgement {
  /** By day, then department. */
  readonly alarms: readonly Alarm[]
  readonly hits: number
  readonly falseAlarms: number
  /** Indices of outcomes that some alarm preceded, ascending; the others are missed. */
  readonly found: readonly number[]
  readonly missed: readonly number[]
  readonly precision: Proportion
  readonly recall: Proportion
  readonly falsePerDepartmentWeek: Rate
}

/** The last day that is judged: a later one has outcomes that nobody has recorded yet. */
export function lastJudgedDay({ span, horizonDays }: Pick<JudgeSettings, 'span' | 'horizonDays'>): Day {
  return span.to - horizonDays
}

/** What is left of the days on when every alarm silences its department for the cool-down. */
export function alarmDays(onDays: readonly Day[], from: Day, to: Day, cooldownDays: number): readonly Day[] {
  const kept: Day[] = []
  for (const day of onDays) {
    const last = kept.at(-1)
    if (day < from || day > to || (last !== undefined && day - last <= cooldownDays)) continue
    kept.push(day)
  }
  return kept
}

/** Indices of the outcomes in the department in (day, day + horizon]. */
export function outcomesAfter(
  outcomes: readonly Outcome[],
  department: string,
  day: Day,
  horizonDays: number,
): readonly number[] {
  return outcomes.flatMap((one, index) =>
    one.department === department && one.day > day && one.day - day <= horizonDays ? [index] : [],
  )
}

export function judge(onDays: OnDays, outcomes: readonly Outcome[], settings: JudgeSettings): Judgement {
  const { span, horizonDays, cooldownDays, departments } = settings
  const last = lastJudgedDay(settings)
  const alarms = departments
    .flatMap((department) =>
      alarmDays(onDays.get(department) ?? [], span.from, last, cooldownDays).map((day): Alarm => {
        const after = outcomesAfter(outcomes, department, day, horizonDays)
        const days = after.flatMap((index) => outcomes[index]?.day ?? [])
        return {
          department,
          day,
          leadDays: days.length === 0 ? null : Math.min(...days) - day,
          outcomes: after,
        }
      }),
    )
    .toSorted((a, b) => a.day - b.day || (a.department < b.department ? -1 : 1))
  const hits = alarms.filter((alarm) => alarm.leadDays !== null).length
  const found = [...new Set(alarms.flatMap((alarm) => alarm.outcomes))].toSorted((a, b) => a - b)
  const inSpan = outcomes.flatMap((one, index) => (isWithin(one.day, span) ? [index] : []))
  const days = Math.max(0, last - span.from + 1)
  return {
    alarms,
    hits,
    falseAlarms: alarms.length - hits,
    found,
    missed: inSpan.filter((index) => !found.includes(index)),
    precision: proportion(hits, alarms.length),
    recall: proportion(found.length, inSpan.length),
    falsePerDepartmentWeek: rate(alarms.length - hits, (days * departments.length) / 7),
  }
}

export function isWithin(day: Day, span: DaySpan): boolean {
  return day >= span.from && day <= span.to
}

/** Department-days with an outcome in their horizon, of all that are judged. */
export function baseRate(outcomes: readonly Outcome[], settings: JudgeSettings): Proportion {
  const { span, horizonDays, departments } = settings
  const last = lastJudgedDay(settings)
  let followed = 0
  for (const department of departments) {
    for (let day = span.from; day <= last; day++) {
      if (outcomesAfter(outcomes, department, day, horizonDays).length > 0) followed += 1
    }
  }
  return proportion(followed, Math.max(0, last - span.from + 1) * departments.length)
}

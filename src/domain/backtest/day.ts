// Local calendar days as whole numbers: what a back-test judges by, because outcomes are dated to the day.
import type { Instant } from '../time.ts'

/** Days since 1970-01-01 in the zone of the back-test. */
export type Day = number

/** Both ends included. */
export interface DaySpan {
  readonly from: Day
  readonly to: Day
}

const dayMs = 86_400_000

export function localDay(at: Instant, timeZone: string): Day {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
  return dayOf(date)
}

function dayOf(date: Temporal.PlainDate): Day {
  return date.toZonedDateTime('UTC').epochMilliseconds / dayMs
}

/** `2020-08-13` → day; undefined when it is no date. */
export function parseDay(text: string): Day | undefined {
  try {
    return dayOf(Temporal.PlainDate.from(text))
  } catch {
    return undefined
  }
}

export function dayText(day: Day): string {
  return Temporal.Instant.fromEpochMilliseconds(day * dayMs)
    .toZonedDateTimeISO('UTC')
    .toPlainDate()
    .toString()
}

/** The first instant of a day in the zone. */
export function dayStart(day: Day, timeZone: string): Instant {
  return Temporal.PlainDate.from(dayText(day)).toZonedDateTime(timeZone).epochMilliseconds
}

/** Every day of a span, ascending. */
export function daysOf({ from, to }: DaySpan): readonly Day[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

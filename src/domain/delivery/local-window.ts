// Times of the day and the week in a zone: quiet hours and mutes.
import type { Instant } from '../time.ts'

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export interface LocalWindow {
  /** Days on which it begins; absent = every day. */
  readonly days?: readonly string[] | undefined
  readonly from: string
  /** Not after `from`: the day after. */
  readonly to: string
}

/** When the window that is open at `at` ends; undefined when none is. */
export function endOfWindow(window: LocalWindow, zone: string, at: Instant): Instant | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
  for (const day of [today.subtract({ days: 1 }), today]) {
    if (window.days !== undefined && !window.days.includes(weekdays[day.dayOfWeek - 1] ?? '')) continue
    const from = instantOf(day, window.from, zone)
    const to = instantOf(window.to > window.from ? day : day.add({ days: 1 }), window.to, zone)
    if (from <= at && at < to) return to
  }
  return undefined
}

function instantOf(day: Temporal.PlainDate, time: string, zone: string): Instant {
  return day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
}

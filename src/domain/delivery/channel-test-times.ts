// When a channel is tested by itself: every day in the morning of the country, and once more 48 hours before an election day.
import type { DurationMs, Instant } from '../time.ts'

/** Local time at which people are awake and have the day to repair what failed. */
const TEST_AT = '09:00'
const BEFORE_ELECTION_MS: DurationMs = 48 * 3_600_000

/** The next one after `after`. `electionDays`: the instants at which election days begin. */
export function nextTestAt(after: Instant, timeZone: string, electionDays: readonly Instant[]): Instant {
  const extra = electionDays.map((day) => day - BEFORE_ELECTION_MS).filter((at) => at > after)
  return Math.min(nextMorning(after, timeZone), ...extra)
}

function nextMorning(after: Instant, timeZone: string): Instant {
  const local = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone)
  const morning = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(TEST_AT) }).epochMilliseconds
  const today = morning(local.toPlainDate())
  return today > after ? today : morning(local.toPlainDate().add({ days: 1 }))
}

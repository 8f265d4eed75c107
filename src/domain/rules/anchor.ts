// From an anchor of a rule (a milestone, an edge of it, an offset in local calendar days and elapsed time) to an instant.
import type { Instant } from '../time.ts'
import type { LaneFacts } from './measures/measure.ts'
import type { Anchor } from './rule.ts'

const day = 86_400_000

/** The same time of day some calendar days later in the zone; undefined outside the range of dates. */
export function addLocalDays(at: Instant, days: number, timeZone: string): Instant | undefined {
  if (days === 0) return at
  try {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).add({ days })
      .epochMilliseconds
  } catch {
    return undefined
  }
}

/** The instant an anchor stands for; null when its milestone is not in the calendar. */
export function resolveAnchor(anchor: Anchor, facts: LaneFacts): Instant | null {
  const milestone = Object.hasOwn(facts.calendar.milestones, anchor.milestone)
    ? facts.calendar.milestones[anchor.milestone]
    : undefined
  if (milestone === undefined) return null
  const edge = anchor.edge === 'end' ? milestone.to : milestone.from
  const moved = addLocalDays(edge, anchor.offset.days, facts.timeZone)
  return moved === undefined ? null : moved + anchor.offset.ms
}

/**
 * Monday 1970-01-05 00:00 in the standard offset of the zone. The standard offset is the smaller one of January and July of the year
 * of `around`, because summer time adds.
 */
export function periodOriginOf(timeZone: string, around: Instant): Instant {
  const year = Temporal.Instant.fromEpochMilliseconds(around).toZonedDateTimeISO('UTC').year
  const offsets = [1, 7].map(
    (month) =>
      Temporal.PlainDateTime.from({ year, month, day: 1 }).toZonedDateTime(timeZone).offsetNanoseconds,
  )
  return 4 * day - Math.min(...offsets) / 1_000_000
}

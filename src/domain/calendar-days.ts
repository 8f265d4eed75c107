// The edges of a calendar as days. A day ends at the first instant of the next one: a reader is told the day, and no midnight.
import { openEnd } from './calendar.ts'
import type { MilestoneDefinition } from './pack.ts'
import type { Instant } from './time.ts'

interface Stretch {
  readonly from: Instant
  readonly to: Instant
}

/** Local days, as 2026-10-12; null: the edge lies within a day, or is not known. */
export interface DayEdges {
  readonly first: string | null
  /** Inclusive. */
  readonly last: string | null
}

/** The local day that begins at the instant; null where the instant lies within one. */
export function dayBeginningAt(at: Instant, zone: string): string | null {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  // Not by the hour: where the clocks change at midnight, a day begins at one.
  return local.equals(local.startOfDay()) ? local.toPlainDate().toString() : null
}

/** The local day that ends at the instant; null where the instant lies within one, or means that no end is known. */
export function dayEndingAt(at: Instant, zone: string): string | null {
  const next = at >= openEnd ? null : dayBeginningAt(at, zone)
  return next === null ? null : Temporal.PlainDate.from(next).subtract({ days: 1 }).toString()
}

/** Of a phase or a calendar window. */
export function daysOfSpan({ from, to }: Stretch, zone: string): DayEdges {
  return { first: dayBeginningAt(from, zone), last: dayEndingAt(to, zone) }
}

/** Of an act: one that is given by its day stands on that day, also where the end of the day is what counts. */
export function daysOfMilestone(
  { from, to }: Stretch,
  edge: MilestoneDefinition['dayEdge'],
  zone: string,
): DayEdges {
  if (from !== to) return daysOfSpan({ from, to }, zone)
  const day = edge === 'end' ? dayEndingAt(from, zone) : dayBeginningAt(from, zone)
  return { first: day, last: day }
}

// How routes give the stretches of a calendar: as instants, and by the days that they begin and end with.
import { z } from 'zod'
import { type DayEdges, daysOfMilestone, daysOfSpan } from '#domain/calendar-days.ts'
import type { CountryPack } from '#domain/pack.ts'
import type { Instant } from '#domain/time.ts'

export const stretchShape = {
  from: z.string(),
  to: z
    .string()
    .describe('The first instant that no longer belongs to it; an act at an instant has from = to'),
  first_day: z
    .string()
    .nullable()
    .describe('Local day of the process that it begins with; null = it begins within a day'),
  last_day: z
    .string()
    .nullable()
    .describe(
      'Local day of the process that it ends with, inclusive: «through 12 October», where `to` is the midnight after. null = it ends within a day, or no end is known',
    ),
}

export const stretchSchema = z.object(stretchShape).meta({ id: 'CalendarStretch' })

interface Stretch {
  readonly from: Instant
  readonly to: Instant
}

export function viewSpan(span: Stretch, zone: string) {
  return written(span, daysOfSpan(span, zone))
}

/** An act that is given by its day has that day for first and last, also where only the end of the day counts. */
export function viewMilestone(pack: CountryPack, code: string, one: Stretch, zone: string) {
  return written(one, daysOfMilestone(one, pack.milestones.get(code)?.dayEdge ?? 'start', zone))
}

function written({ from, to }: Stretch, { first, last }: DayEdges) {
  return { from: iso(from), to: iso(to), first_day: first, last_day: last }
}

export function iso(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString()
}

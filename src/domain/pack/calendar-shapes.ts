// What the calendar side of a country pack may say: phases and their limits, calendar windows, milestones, templates, electoral calendars.
import { z } from 'zod'
import {
  code,
  codes,
  instantText,
  labelled,
  localDate,
  note,
  offset,
  schemaVersion,
  text,
} from './basic-shapes.ts'

export const phasesFile = z.strictObject({
  schema: schemaVersion,
  periods: z.array(z.strictObject({ ...labelled, order: z.int() })),
  phases: z.array(z.strictObject({ ...labelled, number: z.int(), period: code, text })),
})

const round = z.int().min(1).max(9)
const limit = z.strictObject({
  milestone: code,
  offset: offset.optional(),
  edge: z.enum(['start', 'end']).optional(),
  if: codes.optional(),
  unless: codes.optional(),
  round: round.optional(),
})
export const phaseLimitsFile = z.strictObject({
  schema: schemaVersion,
  phase_limits: z.array(
    z.strictObject({
      phase: code,
      stops_when_suspended: z.boolean().optional(),
      open_ended: z.boolean().optional(),
      from: z.array(limit).min(1),
      to: z.array(limit).min(1),
    }),
  ),
})

const anchor = z.strictObject({ milestone: code, round: round.optional(), offset: offset.optional() })
export const windowsFile = z.strictObject({
  schema: schemaVersion,
  windows: z.array(
    z.strictObject({
      ...labelled,
      phase: code,
      resolution: z.enum(['day', 'hour']),
      clock: code.optional(),
      election_types: codes.optional(),
      rounds: z.array(round).optional(),
      scope: code.optional(),
      open_ended: z.boolean().optional(),
      from: anchor,
      to: anchor,
      else_from: anchor.optional(),
      else_to: anchor.optional(),
      note,
    }),
  ),
  clocks: z.array(z.strictObject(labelled)),
})

export const milestonesFile = z.strictObject({
  schema: schemaVersion,
  milestones: z.array(
    z.strictObject({
      ...labelled,
      day_edge: z.enum(['start', 'end', 'day']),
      phase: code,
      watch: z.boolean().optional(),
      observed: z.boolean().optional(),
      usual: z.string().optional(),
      else: anchor.optional(),
    }),
  ),
})

const proposed = z.strictObject({
  code,
  offset,
  seen: codes,
  process_wide: z.boolean().optional(),
  /** Takes place only where it is called; not proposed. */
  conditional: z.boolean().optional(),
})
export const templatesFile = z.strictObject({
  schema: schemaVersion,
  /** ISO: 1 = Monday, 7 = Sunday. */
  voting_weekday: z.int().min(1).max(7),
  common: z.array(proposed),
  types: z.array(
    z.strictObject({
      ...labelled,
      rounds: z.array(round).min(1),
      runoff: z.strictObject({
        possible: z.boolean(),
        days_after_first_round_seen: z.array(z.int()).optional(),
        scope: code.optional(),
        condition: text.optional(),
      }),
      campaign: code,
      scope: code,
      requires: codes,
      /** Its dates are those of this type. */
      as: code.optional(),
      milestones: z.array(proposed).optional(),
    }),
  ),
})
export type TemplatesFile = z.infer<typeof templatesFile>

/** Best first: what hangs on two dates is as sure as the weaker of them. */
export const confidences = ['official', 'press', 'encyclopaedia', 'derived', 'memory'] as const
const confidence = z.enum(confidences)
export type Confidence = z.infer<typeof confidence>

const scope = z.union([code, codes])
const moved = {
  date: localDate.nullable().optional(),
  at: instantText.optional(),
  confidence,
  source: z.array(z.string()),
  note: z.string().optional(),
}
const hasOneTime = (entry: { date?: string | null | undefined; at?: string | undefined }) =>
  (entry.date === undefined) !== (entry.at === undefined)
const oneTime = 'give either date or at'

const milestoneEntry = z
  .strictObject({
    code,
    round: round.optional(),
    ...moved,
    version: z.int().positive().optional(),
    superseded: z.boolean().optional(),
    process_part: code.optional(),
    scope: scope.optional(),
    held: z.union([z.boolean(), z.literal('unknown')]).optional(),
    revisions: z
      .array(z.strictObject({ version: z.int().positive(), ...moved }).refine(hasOneTime, oneTime))
      .optional(),
  })
  .refine(hasOneTime, oneTime)
export type MilestoneEntry = z.infer<typeof milestoneEntry>

export const calendarFile = z.strictObject({
  schema: schemaVersion,
  kind: z.literal('electoral_calendar'),
  process: code,
  country: code,
  type: code,
  name: text,
  time_zone: z.string(),
  utc_offset: z.string(),
  outcome: code,
  scope: z.strictObject({
    territories: scope,
    abroad: z.boolean(),
    round_2: scope.optional(),
    bodies: z.record(code, codes).optional(),
  }),
  sources: z.array(
    z.strictObject({
      id: z.string(),
      publisher: z.string(),
      public: z.string(),
      date: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
  versions: z
    .array(
      z.strictObject({
        version: z.int().positive(),
        known_from: localDate,
        status: z.enum(['in_force', 'suspended', 'superseded', 'annulled']),
        confidence: confidence.optional(),
        election_day: localDate.nullable().optional(),
        election_day_latest: localDate.optional(),
        act: text,
        source: z.array(z.string()).optional(),
      }),
    )
    .min(1),
  milestones: z.array(milestoneEntry),
  phase_intervals: z
    .array(
      z.strictObject({
        phase: code,
        round,
        version: z.int().positive().optional(),
        scope: scope.optional(),
        from: code,
        to: code,
        from_at: instantText,
        to_at: instantText,
        weakest: confidence,
        confidence: confidence.optional(),
        note: z.string().optional(),
      }),
    )
    .optional(),
  unknown: z.array(z.string()).optional(),
})
/** One electoral process with all versions of its calendar, as a pack file or a proposal holds it. */
export type CalendarFile = z.infer<typeof calendarFile>

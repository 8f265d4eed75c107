// What routes.yaml may say: who is told, by which channel, by when. Its shape is kept as written; delivery reads it.
import { z } from 'zod'
import { code, codes, duration, labelled, schemaVersion, text } from './basic-shapes.ts'
import { level, marking } from './vocabulary-shapes.ts'

const byLevel = z.partialRecord(level, duration)
const release = z.enum(['automatic', 'approval'])
const localTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 22:00')

const channel = z.strictObject({
  code,
  type: z.enum(['console', 'email', 'sms', 'webhook', 'cap', 'log', 'adapter']),
  to: z.string().optional(),
  view: code.optional(),
  tls_required: z.boolean().optional(),
  thin: z.boolean().optional(),
  language: z.enum(['es', 'en']).optional(),
  languages: z.array(z.enum(['es', 'en'])).optional(),
  signing: code.optional(),
  scope: z.enum(['Public', 'Restricted', 'Private']).optional(),
  /** How often the readers of a feed ask for it; not fetched for twice as long, its owner is told. */
  poll_every: duration.optional(),
  max_marking: marking,
})

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
const officeDays = z.array(weekday).min(1)
const isOpeningFirst = (hours: { from?: string | undefined; to?: string | undefined }) =>
  hours.from === undefined || hours.to === undefined || hours.from < hours.to
const openingFirst = 'business hours that close after they open, on the same day'
/** A time of the week, again and again: `to` before `from` runs past midnight, and belongs to the day it began. */
const muteWindow = z.strictObject({
  days: z.array(weekday).min(1).optional(),
  from: localTime,
  to: localTime,
  /** Levels that wait until it is over; critical never does. */
  holds: z.array(level.exclude(['critical'])).min(1),
  time_zone: z.string().optional(),
})
export type MuteWindow = z.infer<typeof muteWindow>

const anyAudience = z.strictObject({
  ...labelled,
  inside: z.boolean(),
  territory: z.enum(['all', 'own']),
  members_from: code.optional(),
  channels: codes.min(1),
  clearance: marking,
  consent: z.enum(['internal', 'ombudsman', 'un', 'public']).optional(),
  active_in: codes.optional(),
  quiet_hours: z.strictObject({ from: localTime, to: localTime, holds: z.array(level) }).optional(),
  /** When its offices work: digests and the low levels named wait for the next opening, nothing else does. */
  business_hours: z
    .strictObject({
      days: officeDays,
      from: localTime,
      to: localTime,
      holds: z.array(z.enum(['info', 'watch'])),
      /** What an office does otherwise. */
      offices: z
        .record(
          code,
          z
            .strictObject({
              days: officeDays.optional(),
              from: localTime.optional(),
              to: localTime.optional(),
            })
            .refine(isOpeningFirst, openingFirst),
        )
        .optional(),
    })
    .refine(isOpeningFirst, openingFirst)
    .optional(),
  /** Of the quiet hours; the country's when left out. */
  time_zone: z.string().optional(),
})

/** Two of the four answers are taken as a yes where nobody asked (decision 0039): on those, nothing leaves the institution. */
const audience = anyAudience.refine(
  ({ inside, consent }) => inside || (consent !== 'internal' && consent !== 'ombudsman'),
  {
    message: 'outside the institution nobody is told without un or public; leave consent out for public',
    path: ['consent'],
  },
)

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)])
const oneOrMoreOf = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)])
const match = z.strictObject({
  audience: oneOrMore.optional(),
  track: oneOrMore.optional(),
  window: oneOrMore.optional(),
  phase: oneOrMore.optional(),
  level: oneOrMoreOf(level).optional(),
  process: oneOrMore.optional(),
  department: oneOrMore.optional(),
  /** Codes of places of any level, each with everything inside it. */
  territory: oneOrMore.optional(),
  category: oneOrMore.optional(),
  rule: oneOrMore.optional(),
  tags: oneOrMore.optional(),
  marking: oneOrMoreOf(marking).optional(),
  /** Of the factors behind the alert. */
  nature: oneOrMoreOf(z.enum(['endogenous', 'exogenous'])).optional(),
})
export type RouteMatch = z.infer<typeof match>

const routeFields = {
  audience: code.optional(),
  group_by: z.array(z.string()).optional(),
  remind_every: byLevel.optional(),
  digest_after: byLevel.optional(),
  /** By calendar window or phase, then by level. */
  ack_within: z.record(code, byLevel).optional(),
  ladder: code.optional(),
  release: release.optional(),
  /** Persons that a release takes. */
  approvals: z.union([z.literal(1), z.literal(2)]).optional(),
  view: code.optional(),
  /** What an audience gets whose institution is an alleged actor: nothing, or the redacted form. */
  conflict: z.enum(['leave_out', 'redact']).optional(),
  do_not_broadcast: z.boolean().optional(),
  mute: z.array(muteWindow).optional(),
  continue: z.boolean().optional(),
}
const leaf = z.strictObject({ match, ...routeFields })
const branch = z.strictObject({ match, ...routeFields, routes: z.array(leaf).optional() })
export type RouteNode = z.infer<typeof branch>

export const routingFile = z.strictObject({
  schema: schemaVersion,
  languages: z.strictObject({ default: z.enum(['es', 'en']), available: z.array(z.enum(['es', 'en'])) }),
  clocks: z.record(code, byLevel),
  channels: z.array(channel),
  audiences: z.array(audience),
  route: z.strictObject({ ...routeFields, routes: z.array(branch) }),
  ladders: z.array(
    z.strictObject({
      code,
      steps: z
        .array(
          z.strictObject({
            order: z.int().positive(),
            to: code,
            role: code.optional(),
            ack: z.enum(['first', 'each']).optional(),
            within: byLevel.optional(),
            levels: z.array(level).optional(),
            release: release.optional(),
          }),
        )
        .min(1),
    }),
  ),
  conflict_of_interest: z.strictObject({ rule: text }),
  /** Per recipient and channel; 5 and 20 when left out. */
  storm: z
    .strictObject({
      criticals_per_minute: z.int().positive().optional(),
      others_per_hour: z.int().positive().optional(),
    })
    .optional(),
  /** Clocks under which quiet hours hold no warning and a draft has the short time. */
  urgent_clocks: z.array(code).optional(),
  /** How long a draft may wait before the people inside are told that it waits; it is never sent by time-out. */
  approve_within: z.strictObject({ urgent: duration, normal: duration }).optional(),
  fallback: z.strictObject({ channel_down: code, all_down: code }),
})
/** Routing of a pack, as written in routes.yaml; durations are text that parseDuration reads. */
export type RoutingFile = z.infer<typeof routingFile>

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

const audience = z.strictObject({
  ...labelled,
  inside: z.boolean(),
  territory: z.enum(['all', 'own']),
  members_from: code.optional(),
  channels: codes.min(1),
  clearance: marking,
  consent: z.enum(['internal', 'ombudsman', 'un', 'public']).optional(),
  active_in: codes.optional(),
  quiet_hours: z.strictObject({ from: localTime, to: localTime, holds: z.array(level) }).optional(),
})

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)])
const match = z.strictObject({
  audience: oneOrMore.optional(),
  track: oneOrMore.optional(),
  window: oneOrMore.optional(),
  phase: oneOrMore.optional(),
  level: oneOrMore.optional(),
  process: oneOrMore.optional(),
  department: oneOrMore.optional(),
  category: oneOrMore.optional(),
  rule: oneOrMore.optional(),
  tags: z.array(z.string()).min(1).optional(),
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
  view: code.optional(),
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
  fallback: z.strictObject({ channel_down: code, all_down: code }),
})
/** Routing of a pack, as written in routes.yaml; durations are text that parseDuration reads. */
export type RoutingFile = z.infer<typeof routingFile>

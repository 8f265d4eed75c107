// What delivery knows of an alert and of one change of it, as plain data; read from rows by delivery/, shown to planFor and render.
import { z } from 'zod'
import type { Marking } from '../pack.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import type { Text } from '../text.ts'
import type { Instant } from '../time.ts'

const text = z.object({ es: z.string(), en: z.string() })
const level = z.enum(levelNames)

/** What nobody said is not shared. */
const noConsent = { internal: false, ombudsman: false, un: false, public: false }

// Rows of older versions stay readable: what is missing or unknown falls back to the careful value, and nothing here throws.
const bodyShape = z.object({
  measures: z.record(z.string(), z.number().nullable()).catch({}),
  comparisons: z
    .array(
      z.object({
        measure: z.string(),
        op: z.string(),
        value: z.number().nullable(),
        threshold: z.number(),
        holds: z.boolean().nullable().catch(null),
      }),
    )
    .catch([]),
  /** What each compared measure is, by its name in the rule; changes from before this was kept have none. */
  measured: z
    .record(
      z.string(),
      z.object({
        kind: z.string(),
        field: z.string().optional().catch(undefined),
        window_ms: z.number().optional().catch(undefined),
      }),
    )
    .catch({}),
  evidence: z.object({ ids: z.array(z.string()), count: z.number() }).catch({ ids: [], count: 0 }),
  explain: text.catch({ es: '', en: '' }),
  recommended: z.array(z.object({ id: z.string(), to: z.string(), due_at: z.string(), text })).catch([]),
  audiences: z
    .array(
      z.object({
        audience: z.string(),
        from: level.catch('info'),
        ack_within_ms: z.number().nullable().catch(null),
        // An unreadable release keeps the message inside until a person looks at it.
        release: z.enum(['automatic', 'approval']).catch('approval'),
      }),
    )
    .catch([]),
  /** Of `corrected` where the numbers changed and no level: the signals that were corrected. */
  corrected: z.array(z.string()).catch([]),
  evidence_actors: z.array(z.string()).catch([]),
  consent: z
    .object({ internal: z.boolean(), ombudsman: z.boolean(), un: z.boolean(), public: z.boolean() })
    .catch(noConsent),
  certainty: z.string().catch('unknown'),
  phase: z.string().nullable().catch(null),
  window: z.string().nullable().catch(null),
  tracks: z.array(z.string()).catch([]),
  /** Of `escalated` and `reminded`: the step of the ladder that the event is addressed to. */
  step: z
    .object({
      order: z.number(),
      to: z.string(),
      role: z.string().nullable().catch(null),
      release: z.enum(['automatic', 'approval']).catch('approval'),
      due_at: z.string().nullable().catch(null),
      /** Who of the audience; null = everybody. `channels`: their own instead of the audience's. */
      people: z
        .array(
          z.object({
            recipient: z.string(),
            names: z.array(z.string()).catch([]),
            channels: z.array(z.string()).nullable().catch(null),
          }),
        )
        .nullable()
        .catch(null),
    })
    .nullable()
    .catch(null),
  /** Recipients whose inbox gets this besides the audiences, such as the author of a silence. */
  tell: z.array(z.string()).catch([]),
  silence: z
    .object({ id: z.string(), from: z.string(), to: z.string(), by: z.string(), reason: z.string() })
    .nullable()
    .catch(null),
  draft: z.object({ audience: z.string(), since: z.string() }).nullable().catch(null),
  /** Of `action_overdue`: the measures whose time is over. */
  overdue: z.array(z.object({ to: z.string(), due_at: z.string(), text })).catch([]),
})
export type EventBody = z.infer<typeof bodyShape>

/** Total: a body that says nothing usable is an empty one. */
export function readEventBody(body: unknown): EventBody {
  const result = bodyShape.safeParse(body)
  return result.success ? result.data : bodyShape.parse({})
}

export interface EventFacts {
  readonly ordinal: number
  /** fired, raised, reopened, resolved, expired, acknowledged, … */
  readonly kind: string
  readonly notify: boolean
  readonly at: Instant
  readonly body: EventBody
}

export interface AlertFacts {
  readonly id: string
  readonly process: string
  readonly ruleId: string
  readonly state: string
  readonly maxLevel: LevelName
  readonly place: string
  readonly title: Text
  readonly key: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  /** Codes of the rule and of its evidence. */
  readonly factors: readonly string[]
  readonly marking: Marking
  readonly isExercise: boolean
  readonly isLate: boolean
  readonly asOf: Instant
  readonly firedAt: Instant
}

/** The level that a message speaks of: that of the event, or the highest of the episode once none fires any more. */
export function levelOf(
  event: { readonly level: string | null },
  alert: { readonly maxLevel: LevelName },
): LevelName {
  return levelNames.find((name) => name === event.level) ?? alert.maxLevel
}

const closings = ['resolved', 'expired']
const corrections = ['evidence_withdrawn', 'corrected', 'consent_withdrawn']

/** News that somebody has to answer; a measure whose time is over asks for the measure, not for an acknowledgement. */
export const asksForAnswer = (kind: string): boolean => !isNotice(kind) && kind !== 'action_overdue'

export const isClosing = (kind: string): boolean => closings.includes(kind)

/** Told to whoever was told before, and to nobody else: closings, and notices that an earlier message no longer stands. */
export function isNotice(kind: string): boolean {
  return isClosing(kind) || corrections.includes(kind)
}

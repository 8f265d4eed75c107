// The signal contract: what a reporter may send. Shape only; what the codes mean and what follows from them is in derive-signal.ts.
import { z } from 'zod'
import { sourceIdentitySchema } from '../do-no-harm/source-identity.ts'
import { type Marking, markings } from '../pack.ts'

const code = z.string().min(1).max(64)
const text = (max: number) => z.string().max(max)
const count = z.int().min(0).max(10_000_000)
/** RFC 3339 with an offset; whether it is a real date is checked when it is read. */
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/)

export const timePrecisions = ['minute', 'hour', 'day', 'week', 'month', 'unknown'] as const
export const placePrecisions = [
  'point',
  'precinct',
  'municipality',
  'province',
  'department',
  'country',
  'unknown',
] as const
export const languages = ['es', 'en', 'ay', 'qu', 'gn'] as const
export const verifications = ['unverified', 'verified', 'rejected'] as const

/** The source as a stored body names it: never who is behind it. */
const source = {
  id: code.optional(),
  kind: code.optional(),
  root: z.string().min(1).max(128).optional(),
}

export const consentSchema = z.strictObject({
  internal: z.boolean().default(false),
  ombudsman: z.boolean().default(false),
  un: z.boolean().default(false),
  public: z.boolean().default(false),
})

/** Field names, types and limits of domain.md §3. Strict: an unknown field is refused. */
export const signalSchema = z.strictObject({
  id: z.uuid().optional().describe('Client-made UUID; may stand for external_id'),
  external_id: z.string().min(1).max(128).optional().describe("The sender's id; unique with the source"),
  process: code.optional().describe('Electoral process; absent: every one open at that place and time'),
  phase: z
    .union([code, z.array(code).max(8)])
    .optional()
    .describe('Only checked against the phases in force, never stored'),
  window: z
    .union([code, z.array(code).max(8)])
    .optional()
    .describe('Calendar window; only checked against those in force'),
  category: code.describe('Code of event-types.yaml'),
  topic: code.optional(),
  factor: z
    .union([code, z.array(code).min(1).max(3)])
    .optional()
    .describe('1–3 factor codes'),
  severity: z.int().min(1).max(5).optional(),
  features: z.array(code).max(20).optional(),
  polarity: z
    .enum(['risk', 'mitigating'])
    .optional()
    .describe("Another value than the category's needs the right to grade and a reason"),
  polarity_reason: text(500).optional(),
  event_time: moment.optional().describe('RFC 3339 with offset; default received_at'),
  event_end: moment.optional(),
  event_time_precision: z.enum(timePrecisions).optional(),
  place: z.string().min(1).max(120).optional().describe('P-code, as fine as known, or an alias'),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
  place_precision: z.enum(placePrecisions).optional(),
  station_id: z.string().min(1).max(32).optional(),
  actors: z
    .array(z.strictObject({ class: code }))
    .max(5)
    .optional()
    .describe('Classes, never persons'),
  target: z.strictObject({ kind: code.optional(), group: code.optional() }).optional(),
  populations: z.array(code).max(20).optional(),
  rights: z.array(code).max(20).optional(),
  counts: z
    .strictObject({
      killed: count.optional(),
      injured: count.optional(),
      arrested: count.optional(),
      participants: count.optional(),
    })
    .optional()
    .describe('Absent is not zero'),
  relatedness: z.array(code).max(6).optional(),
  title: text(160).optional(),
  narrative: text(4_000).optional().describe('Restricted'),
  public_text: text(4_000).optional().describe('A separate text that may be shown to others'),
  language: z.enum(languages).optional(),
  reliability: z.enum(['A', 'B', 'C', 'D', 'E', 'F']).optional().describe('Needs the right to grade'),
  credibility: z.int().min(1).max(6).optional().describe('Needs the right to grade'),
  verification: z.enum(verifications).optional().describe('Needs the right to grade'),
  source: z
    .strictObject(source)
    .optional()
    .describe('id and kind only from tokens that report for several sources'),
  evidence: z
    .array(
      z.strictObject({
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        media_type: text(100).optional(),
        captured_at: moment.optional(),
        url: z.url().max(2_000).optional(),
      }),
    )
    .max(10)
    .optional(),
  marking: z.enum(markings).optional(),
  consent: consentSchema
    .optional()
    .describe(
      'What the source agreed to; an answer left out is no. Without it: internal and ombudsman yes, un and public no',
    ),
  exercise: z.boolean().optional(),
})

/** As it is posted: beside the report, who is behind it. Taken out before anything is read, and never returned. */
export const postedSignalSchema = signalSchema.extend({
  source: z
    .strictObject({ ...source, identity: sourceIdentitySchema.optional() })
    .optional()
    .describe('id and kind only from tokens that report for several sources; identity goes into the vault'),
})

export type SignalBody = z.infer<typeof signalSchema>
export type Consent = z.infer<typeof consentSchema>

/** Fields that the engine derives; a client that sends one is told so instead of «unknown field». */
export const derivedFields: readonly string[] = [
  'rev',
  'received_at',
  'pos',
  'position',
  'department',
  'province',
  'municipality',
  'nature',
  'category_group',
  'scoring',
  'lawful_assembly',
  'track',
  'period',
  'phases',
  'windows',
  'round',
  'calendar_version',
  'discount',
  'grading_version',
  'relatedness_score',
  'fingerprint',
  'duplicate_of',
  'flags',
  'taxonomy_version',
  'gazetteer_version',
]

/** What intake adds to a body: everything that rules, lists and alerts read, as meant on the day it was taken in. */
export interface DerivedSignal {
  readonly place: string
  readonly department: string | null
  readonly eventTime: string
  readonly eventTimePrecision: (typeof timePrecisions)[number]
  readonly placePrecision: (typeof placePrecisions)[number]
  readonly categoryGroup: string
  readonly scoring: string
  readonly lawfulAssembly: boolean
  readonly track: string
  readonly polarity: 'risk' | 'mitigating' | null
  readonly severity: number
  readonly discount: number
  readonly marking: Marking
  readonly consent: Consent
  readonly verification: (typeof verifications)[number]
  readonly relatedness: readonly string[]
  readonly relatednessScore: number
  readonly fingerprint: string
  readonly flags: readonly string[]
  readonly actors: readonly string[]
  readonly versions: { readonly taxonomy: string; readonly gazetteer: string; readonly grading: string }
  /** Flat fields by the names of the rule language; phase and window are added per electoral process. */
  readonly fields: Readonly<Record<string, string | number | readonly string[]>>
  readonly processes: Readonly<Record<string, OpenCalendar>>
}

/** What is open at a signal's place and time in one electoral process, the deciding one first. */
export interface OpenCalendar {
  readonly period: string | null
  readonly phases: readonly string[]
  readonly windows: readonly string[]
  readonly rounds: readonly number[]
  readonly calendarVersion: number
}

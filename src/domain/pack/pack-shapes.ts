// What pack.yaml and the places files of a country pack may say.
import { z } from 'zod'
import { code, codes, duration, schemaVersion, text } from './basic-shapes.ts'

// Files lie in the pack's folder; a path that begins with core/ means the files that all countries share.
const path = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*\.yaml$/i,
    'a path of a .yaml file in this folder, or core/ and a file that all countries share',
  )
const topology = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*\.topo\.json$/i,
    'a path of a .topo.json file in this folder',
  )
const timeZone = z.string().refine((value) => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value)
    return true
  } catch {
    return false
  }
}, 'an IANA time zone such as America/Santiago')

/** What the first start of an embedded folder and `vigia process exercise` need to know of the country. */
const exercise = z.strictObject({
  /** What the analyst of the drill reports as: a kind of source. */
  source_kind: code,
  /** The audience that each of the two readers of alerts answers for; a country without a UN liaison leaves that one out. */
  offices: z.strictObject({ ombudsman: code, un_liaison: code.optional() }),
  /** The signal of the curl line that a start prints. */
  sample_signal: z.strictObject({
    category: code,
    target: code.optional(),
    severity: z.int().min(1).max(5),
    place: z.string().min(1),
  }),
})
export type ExerciseSettings = z.infer<typeof exercise>

/** What the canary of the silence alarm reports as; a pack without it has no canary. */
const canary = z.strictObject({ source_kind: code, category: code, topic: code.optional(), audience: code })
export type CanarySettings = z.infer<typeof canary>

/** What the legal clock reports as, and how long people have to record an act; a pack without it has no such clock. */
const deadlineWatch = z.strictObject({
  source_kind: code,
  missed: code,
  moved: code,
  factor: code,
  grace: z.strictObject({ day: duration, hour: duration }),
})

export const packFile = z.strictObject({
  schema: schemaVersion,
  country: code,
  names: text,
  time_zone: timeZone,
  default_language: z.enum(['es', 'en']),
  versions: z.strictObject({ taxonomy: z.string(), gazetteer: z.string(), grading: z.string() }),
  box: z.strictObject({
    south: z.number().min(-90).max(90),
    north: z.number().min(-90).max(90),
    west: z.number().min(-180).max(180),
    east: z.number().min(-180).max(180),
  }),
  places: z.strictObject({
    levels: z.array(z.strictObject({ level: code, length: z.int().positive() })).min(1),
    numeric_prefix: code.optional(),
  }),
  gazetteer: z
    .strictObject({
      levels: z.array(
        z.strictObject({
          level: code,
          code: z.string(),
          name: z.string(),
          aliases: z.array(z.string()).optional(),
        }),
      ),
      drop: codes,
    })
    .optional(),
  /** Ids of the rules of core/ that this country takes; the others are not looked at. */
  core_rules: codes,
  exercise,
  /** Calendar windows in which rules and channels are not changed, but by the emergency path. */
  change_freeze: codes.optional(),
  canary: canary.optional(),
  deadline_watch: deadlineWatch.optional(),
  files: z.strictObject({
    phases: path,
    phase_limits: path,
    windows: path,
    milestones: path,
    factors: path,
    event_types: path,
    target_kinds: path,
    source_kinds: path,
    grading: path,
    rights: path,
    populations: path,
    indicators: path,
    entity_sets: path,
    addressees: path,
    routes: path,
    calendar_templates: path,
    personal_data: path.optional(),
    places: z.array(path).min(1),
    /** Outlines of places as TopoJSON; a country may do without, and the console shows its table alone. */
    boundaries: z.array(topology).optional(),
    calendars: z.array(path),
  }),
})

export const placesFile = z.strictObject({
  schema: schemaVersion,
  gazetteer_version: z.string(),
  places: z.array(
    z.strictObject({
      code,
      level: code,
      parent: code.nullable(),
      name: z.string().min(1),
      aliases: z.array(z.string().min(1)),
    }),
  ),
})

// What pack.yaml and the places files of a country pack may say.
import { z } from 'zod'
import { code, codes, schemaVersion, text } from './basic-shapes.ts'

// Files lie in the pack's folder; the one way out of it is rules/core.
const path = z
  .string()
  .regex(
    /^(?:(?:\.\.\/)+(?:rules\/)?core\/)?[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*\.yaml$/i,
    'a path of a .yaml file in this folder or in rules/core',
  )
const timeZone = z.string().refine((value) => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value)
    return true
  } catch {
    return false
  }
}, 'an IANA time zone such as America/La_Paz')

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
    places: z.array(path).min(1),
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

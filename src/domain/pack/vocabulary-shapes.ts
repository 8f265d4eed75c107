// What the vocabulary files of a country pack may say: categories, factors, targets, sources, grades, rights, groups, series, sets, addressees.
import { z } from 'zod'
import { code, codes, duration, labelled, note, schemaVersion, text } from './basic-shapes.ts'

const polarity = z.enum(['risk', 'mitigating', 'none'])
export const marking = z.enum(['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'])
export const level = z.enum(['info', 'watch', 'warning', 'critical'])
const letter = z.enum(['A', 'B', 'C', 'D', 'E', 'F'])
const digit = z.int().min(1).max(6)
// 0.2 × 0.2: the least weight that any two grades may give; a signal is never worth nothing.
const share = z.number().min(0.2).max(1)

export const eventTypesFile = z.strictObject({
  schema: schemaVersion,
  groups: z.array(z.strictObject(labelled)),
  topics: z.array(z.strictObject({ ...labelled, categories: codes, polarity })),
  event_types: z.array(
    z.strictObject({
      ...labelled,
      group: code,
      polarity,
      scoring: z.enum(['score', 'count_only', 'mitigate', 'inform', 'clock']),
      lawful_assembly: z.boolean(),
      severity: z.int().min(1).max(5),
      track: z.enum(['conflict', 'protection', 'service', 'clock', 'monitoring']),
      acled: z.string().nullable(),
      acled_violent: z.string().optional(),
      factors: codes,
      rights: codes,
      note,
    }),
  ),
  acled_import: z
    .array(
      z.strictObject({
        acled: z.string(),
        category: code,
        features: codes.optional(),
        note: z.string().optional(),
      }),
    )
    .optional(),
})

const factor = z.strictObject({
  ...labelled,
  nature: z.enum(['endogenous', 'exogenous']),
  group: z.int().min(1).max(8).optional(),
  phases: z.union([z.literal('all'), codes]),
  origin: z.string(),
  why: text.optional(),
  signs: z.array(text),
  rights: codes,
})
export const factorsFile = z.strictObject({
  schema: schemaVersion,
  version: z.int().positive(),
  endogenous: z.array(factor),
  exogenous: z.array(factor),
})

export const targetKindsFile = z.strictObject({
  schema: schemaVersion,
  targets: z.array(
    z.strictObject({ ...labelled, electoral: z.boolean(), duty_of_care: z.boolean().optional() }),
  ),
  actors: z.array(
    z.strictObject({ ...labelled, state: z.boolean().optional(), party_ties: z.boolean().optional() }),
  ),
})

export const sourceKindsFile = z.strictObject({
  schema: schemaVersion,
  source_kinds: z.array(
    z.strictObject({
      ...labelled,
      /** The kind of a source that names none; exactly one has it. */
      default: z.boolean().optional(),
      default_reliability: letter,
      may_revise: z.boolean(),
      self_origin: z.boolean(),
      identity: z.enum(['none', 'office', 'vault']),
      default_marking: marking,
      consent_required: z.boolean().optional(),
      conflict_of_interest: codes.optional(),
    }),
  ),
})

const grade = {
  discount: share,
  default: z.boolean().optional(),
  labels: text,
  requires: z.string().optional(),
}
const described = z.strictObject({ code, text })
export const gradingFile = z.strictObject({
  schema: schemaVersion,
  version: z.int().positive(),
  calibrated: z.boolean(),
  reliability: z.array(z.strictObject({ code: letter, ...grade })),
  credibility: z.array(z.strictObject({ code: digit, ...grade })),
  discount: z.strictObject({
    formula: z.string(),
    range: z.tuple([z.number(), z.number()]),
    note: z.string().optional(),
  }),
  rules: z.array(described),
  severity: z.array(z.strictObject({ code: z.int().min(1).max(5), labels: text, text })),
  features: z.array(z.strictObject({ ...labelled, violent: z.boolean() })),
  relatedness: z.array(z.strictObject({ ...labelled, derived_from: z.string().optional() })),
  precision: z.strictObject({ place: codes, time: codes }),
  markings: z.array(marking),
  consent: z.array(z.strictObject(labelled)),
  alert_levels: z.array(z.strictObject({ code: level, labels: text, call_to_action: text })),
})

export const rightsFile = z.strictObject({
  schema: schemaVersion,
  rights: z.array(z.strictObject({ ...labelled, norms: z.array(z.string()) })),
})

export const populationsFile = z.strictObject({
  schema: schemaVersion,
  populations: z.array(
    z.strictObject({
      ...labelled,
      ohchr_spotlight: z.boolean().optional(),
      at_risk_2020: z.boolean().optional(),
    }),
  ),
})

export const indicatorsFile = z.strictObject({
  schema: schemaVersion,
  indicators: z.array(
    z.strictObject({
      ...labelled,
      factor: code.nullable(),
      unit: z.string(),
      cadence: z.string(),
      max_age: duration,
      territories: codes,
      direction: z.string(),
    }),
  ),
})

const member = z.object({ labels: text.optional() }).catchall(z.union([z.string(), z.array(z.string())]))
export const entitySetsFile = z.strictObject({
  schema: schemaVersion,
  entity_sets: z.array(
    z.strictObject({
      ...labelled,
      key: z.array(z.string()).min(1),
      members: z.array(member).optional(),
      members_from: code.optional(),
      note,
    }),
  ),
})

export const addresseesFile = z.strictObject({
  schema: schemaVersion,
  addressees: z.array(z.strictObject({ ...labelled, inside: z.boolean(), institution: code.nullable() })),
  roles: z.array(z.strictObject(labelled)),
  lines: z.array(z.strictObject(labelled)),
  ratings: codes,
})

const words = z.array(z.string().regex(/^[a-zñ]+$/, 'in lower case and without accents'))

export const personalDataFile = z.strictObject({
  schema: schemaVersion,
  phones: z.strictObject({
    country_prefix: z.string().regex(/^\d{1,3}$/),
    lengths: z.array(z.int().min(5).max(12)).min(1),
    first_digits: z.string().regex(/^\d{1,10}$/),
  }),
  identity_numbers: z.strictObject({
    words,
    min_digits: z.int().min(4).max(12),
    max_digits: z.int().min(4).max(15),
    suffixes: z.array(z.string().regex(/^[A-Z]{1,4}$/)),
  }),
  names: z.strictObject({ titles: words, given: words, surnames: words, not_after: words }),
})

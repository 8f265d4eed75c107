// A mapping declares how the rows of somebody else's table become signals of ours: which column is which field, in which time zone,
// under which external id. The shape of its file; map-row.ts applies it. Documented in rules/bo/mappings/README.md.
import { z } from 'zod'

/** Fields of the signal contract that a mapping may fill. `external_id` and `process` have their own place in it. */
export const fillable = [
  'category',
  'topic',
  'factor',
  'severity',
  'features',
  'polarity',
  'polarity_reason',
  'event_time',
  'event_end',
  'event_time_precision',
  'place',
  'lat',
  'lon',
  'place_precision',
  'station_id',
  'actors',
  'target.kind',
  'target.group',
  'populations',
  'rights',
  'counts.killed',
  'counts.injured',
  'counts.arrested',
  'counts.participants',
  'relatedness',
  'title',
  'narrative',
  'language',
  'reliability',
  'credibility',
  'verification',
  'marking',
  'consent',
  'exercise',
  'source.id',
  'source.kind',
  'source.root',
] as const

const texts = z.strictObject({ es: z.string().min(1), en: z.string().min(1) })
const cellTest = z.union([z.string(), z.array(z.string()).min(1)])
const when = z.record(z.string(), cellTest)
const otherwise = z.union([z.literal('omit'), z.literal('refuse'), z.strictObject({ value: z.json() })])

/** How a cell is read; a list has its codes between `;` or `|`. */
export const cellForms = ['text', 'number', 'time', 'list'] as const
/** How dates that are not ISO 8601 are written: day or month first. ISO is taken in any case. */
export const dateOrders = ['iso', 'dmy', 'mdy'] as const
export const decimalMarks = ['.', ','] as const

const constantRecipe = z.strictObject({ constant: z.json() })
const columnRecipe = z.strictObject({
  column: z.string(),
  as: z.enum(cellForms).default('text'),
  prefix: z.string().optional(),
  /** The cell must match, else the field is left out; a half code is no place. */
  pattern: z.string().optional(),
})
const tableRecipe = z.strictObject({
  column: z.string(),
  table: z.record(z.string(), z.json()),
  otherwise: otherwise.default('refuse'),
})
const caseRecipe = z.strictObject({
  cases: z.array(z.strictObject({ when, value: z.json() })).min(1),
  otherwise: otherwise.default('refuse'),
})
const templateRecipe = z.strictObject({
  template: z.string().min(1),
  max: z.int().min(1).max(4000).default(160),
})
const recipe = z.union([constantRecipe, columnRecipe, tableRecipe, caseRecipe, templateRecipe])
export type Recipe = z.infer<typeof recipe>
export type ColumnRecipe = z.infer<typeof columnRecipe>
export type Otherwise = z.infer<typeof otherwise>
export type CellTests = z.infer<typeof when>

const shape = z.strictObject({
  schema: z.literal(1),
  kind: z.literal('mapping'),
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  title: texts,
  credit: z.string().min(1),
  delimiter: z.string().length(1).default(','),
  /** IANA zone of times that carry no offset; a time with an offset keeps its own. */
  time_zone: z.string().refine(isTimeZone, 'unknown time zone'),
  dates: z.enum(dateOrders).default('iso'),
  decimal: z.enum(decimalMarks).default('.'),
  columns: z.array(z.string().min(1)).min(1),
  source: z.strictObject({
    id: z.string().min(1),
    kind: z.string().min(1),
    root: z.string().min(1).max(128),
  }),
  process: z.string().optional(),
  external_id: z.strictObject({
    prefix: z.string().max(32),
    columns: z.union([z.literal('all'), z.array(z.string()).min(1)]),
  }),
  received_at: z.strictObject({ column: z.string() }),
  fields: z.partialRecord(z.enum(fillable), recipe),
  refuse: z.array(z.strictObject({ when, reason: texts })).default([]),
})

/** A mapping file after YAML: every column it speaks of is declared in `columns`. */
export const mappingSchema = shape.superRefine((mapping, context) => {
  const declared = new Set(mapping.columns)
  for (const column of columnsUsed(mapping)) {
    if (!declared.has(column))
      context.addIssue({ code: 'custom', message: `column ${column} is not declared` })
  }
})
export type Mapping = z.infer<typeof shape>

export function isTimeZone(name: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId.length > 0
  } catch {
    return false
  }
}

function columnsUsed(mapping: Mapping): string[] {
  const used = [mapping.received_at.column, ...mapping.refuse.flatMap((filter) => Object.keys(filter.when))]
  if (mapping.external_id.columns !== 'all') used.push(...mapping.external_id.columns)
  return [...used, ...Object.values(mapping.fields).flatMap(columnsOf)]
}

/** The columns from which a field is made. */
export function columnsOf(how: Recipe): string[] {
  if ('column' in how) return [how.column]
  if ('cases' in how) return how.cases.flatMap((one) => Object.keys(one.when))
  if ('template' in how) return [...how.template.matchAll(/\{([^{}]+)\}/gu)].map((hit) => hit[1] ?? '')
  return []
}

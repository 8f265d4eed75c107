// A mapping declares how the rows of somebody else's table become signals of ours: which column is which field, in which time zone,
// under which external id. Pure: the reader of the file splits the rows and brings the digest. Documented in rules/bo/mappings/README.md.
import { z } from 'zod'
import type { Text } from './text.ts'

/** Fields of the signal contract that a mapping may fill. `external_id`, `source` and `process` have their own place in it. */
const fillable = [
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
] as const

const texts = z.strictObject({ es: z.string().min(1), en: z.string().min(1) })
const cellTest = z.union([z.string(), z.array(z.string()).min(1)])
const when = z.record(z.string(), cellTest)
const otherwise = z.union([z.literal('omit'), z.literal('refuse'), z.strictObject({ value: z.json() })])

const constantRecipe = z.strictObject({ constant: z.json() })
const columnRecipe = z.strictObject({
  column: z.string(),
  as: z.enum(['text', 'number', 'time']).default('text'),
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
type Recipe = z.infer<typeof recipe>

const shape = z.strictObject({
  schema: z.literal(1),
  kind: z.literal('mapping'),
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  title: texts,
  credit: z.string().min(1),
  delimiter: z.string().length(1).default(','),
  /** IANA zone of times that carry no offset; a time with an offset keeps its own. */
  time_zone: z.string().refine(isTimeZone, 'unknown time zone'),
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

export type MappedRow =
  | { readonly signal: Record<string, unknown>; readonly received_at: string }
  | { readonly refused: Text }

/** A stable digest of a text in lower-case hexadecimal, at least 32 digits. Given by the caller: the domain holds no cryptography. */
export type Digest = (text: string) => string

type Row = Readonly<Record<string, string>>
type Filled = { readonly value: unknown } | { readonly refused: Text } | undefined

/**
 * One row → one signal as its sender would send it, or the reason why not. Cells go on as they are, also wrong ones (0,0 coordinates, no
 * place): intake judges them. Equal rows get the same external id; `rowNumber` is only named in reasons.
 */
export function mapRow(mapping: Mapping, row: Row, rowNumber: number, digest: Digest): MappedRow {
  const missing = mapping.columns.find((column) => row[column] === undefined)
  if (missing !== undefined) {
    return refusal(rowNumber, `falta la columna «${missing}»`, `column “${missing}” is missing`)
  }
  const ruled = mapping.refuse.find((filter) => matches(filter.when, row))
  if (ruled !== undefined) return refusal(rowNumber, ruled.reason.es, ruled.reason.en)

  const receivedAt = timeOf(cell(row, mapping.received_at.column), mapping.time_zone)
  if (receivedAt === undefined) return badTime(rowNumber, mapping.received_at.column)

  const signal: Record<string, unknown> = {
    external_id: externalId(mapping, row, digest),
    ...(mapping.process === undefined ? {} : { process: mapping.process }),
    source: { root: mapping.source.root },
  }
  for (const [name, how] of Object.entries(mapping.fields)) {
    const filled = fill(how, row, mapping.time_zone, rowNumber)
    if (filled === undefined) continue
    if ('refused' in filled) return filled
    put(signal, name, filled.value)
  }
  return { signal, received_at: receivedAt }
}

function externalId(mapping: Mapping, row: Row, digest: Digest): string {
  const { columns, prefix } = mapping.external_id
  const names = columns === 'all' ? mapping.columns : columns
  // JSON keeps ["a","b,c"] and ["a,b","c"] apart, which a plain join would not.
  return prefix + digest(JSON.stringify(names.map((name) => cell(row, name)))).slice(0, 32)
}

function fill(how: Recipe, row: Row, timeZone: string, rowNumber: number): Filled {
  if ('constant' in how) return { value: how.constant }
  if ('template' in how) return { value: fromTemplate(how.template, row).slice(0, how.max) }
  if ('cases' in how) {
    const found = how.cases.find((one) => matches(one.when, row))
    return found === undefined ? fallback(how.otherwise, rowNumber, 'cases') : { value: found.value }
  }
  const text = cell(row, how.column)
  if ('table' in how) {
    return Object.hasOwn(how.table, text)
      ? { value: how.table[text] }
      : fallback(how.otherwise, rowNumber, `${how.column} = ${text}`)
  }
  return fromColumn(how, text, timeZone, rowNumber)
}

function fromColumn(
  how: z.infer<typeof columnRecipe>,
  text: string,
  timeZone: string,
  rowNumber: number,
): Filled {
  if (text === '') return undefined
  if (how.pattern !== undefined && !new RegExp(how.pattern, 'u').test(text)) return undefined
  if (how.as === 'time') {
    const time = timeOf(text, timeZone)
    return time === undefined ? badTime(rowNumber, how.column) : { value: time }
  }
  if (how.as === 'number') {
    const number = Number(text)
    return { value: Number.isFinite(number) ? number : text }
  }
  return { value: (how.prefix ?? '') + text }
}

function fallback(rule: z.infer<typeof otherwise>, rowNumber: number, what: string): Filled {
  if (rule === 'omit') return undefined
  if (rule === 'refuse')
    return refusal(rowNumber, `valor no previsto: ${what}`, `value not foreseen: ${what}`)
  return { value: rule.value }
}

function fromTemplate(template: string, row: Row): string {
  return template.replaceAll(/\{([^{}]+)\}/gu, (_whole, name: string) => cell(row, name))
}

function matches(tests: z.infer<typeof when>, row: Row): boolean {
  return Object.entries(tests).every(([name, wanted]) => {
    const text = cell(row, name)
    return typeof wanted === 'string' ? text === wanted : wanted.includes(text)
  })
}

function cell(row: Row, name: string): string {
  return row[name] ?? ''
}

/** `target.kind` → signal.target.kind; no field lies deeper. */
function put(signal: Record<string, unknown>, name: string, value: unknown): void {
  const [head = name, tail] = name.split('.')
  if (tail === undefined) {
    signal[head] = value
    return
  }
  const held = signal[head]
  signal[head] = { ...(typeof held === 'object' && held !== null ? held : {}), [tail]: value }
}

/** RFC 3339 with an offset stays that instant; `2020-08-07 03:05:12` is read in the zone. Both come back with an offset. */
function timeOf(text: string, timeZone: string): string | undefined {
  try {
    const zoned = /(?:Z|[+-]\d{2}:\d{2})$/u.test(text)
      ? Temporal.Instant.from(text).toZonedDateTimeISO(timeZone)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone, { disambiguation: 'reject' })
    return zoned.toString({ timeZoneName: 'never' })
  } catch {
    return undefined
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId.length > 0
  } catch {
    return false
  }
}

function columnsUsed(mapping: Mapping): string[] {
  const used = [mapping.received_at.column, ...mapping.refuse.flatMap((filter) => Object.keys(filter.when))]
  if (mapping.external_id.columns !== 'all') used.push(...mapping.external_id.columns)
  for (const how of Object.values(mapping.fields)) {
    if ('column' in how) used.push(how.column)
    if ('cases' in how) used.push(...how.cases.flatMap((one) => Object.keys(one.when)))
    if ('template' in how)
      used.push(...[...how.template.matchAll(/\{([^{}]+)\}/gu)].map((hit) => hit[1] ?? ''))
  }
  return used
}

function badTime(rowNumber: number, column: string): { readonly refused: Text } {
  return refusal(
    rowNumber,
    `la columna «${column}» no es una fecha y hora`,
    `column “${column}” is no date and time`,
  )
}

function refusal(rowNumber: number, es: string, en: string): { readonly refused: Text } {
  return { refused: { es: `fila ${rowNumber}: ${es}`, en: `row ${rowNumber}: ${en}` } }
}

// One row of somebody else's table → one signal as its sender would send it, by a mapping. Pure: the reader of the file splits the rows and
// brings the digest.
import type { CellTests, ColumnRecipe, Mapping, Otherwise, Recipe } from './mapping.ts'
import type { Text } from './text.ts'

/** `column`: where in the row the reason stands, if it stands in one cell. */
export interface RefusedRow {
  readonly refused: Text
  readonly column?: string
}
export type MappedRow =
  | { readonly signal: Record<string, unknown>; readonly received_at: string }
  | RefusedRow

/** What a row is mapped by; a table that is imported today needs no time of its reception. */
export type RowMapping = Pick<
  Mapping,
  'columns' | 'time_zone' | 'dates' | 'decimal' | 'external_id' | 'fields' | 'refuse'
> & { readonly process?: string | undefined; readonly source?: Pick<Mapping['source'], 'root'> | undefined }

/** A stable digest of a text in lower-case hexadecimal, at least 32 digits. Given by the caller: the domain holds no cryptography. */
export type Digest = (text: string) => string

type Row = Readonly<Record<string, string>>
type Filled = { readonly value: unknown } | RefusedRow | undefined

/**
 * One row → one signal as its sender would send it, or the first reason why not. Cells go on as they are, also wrong ones (0,0 coordinates, no
 * place): intake judges them. Equal rows get the same external id; `rowNumber` is only named in reasons.
 */
export function mapRow(mapping: Mapping, row: Row, rowNumber: number, digest: Digest): MappedRow {
  const mapped = mapFields(mapping, row, rowNumber, digest)
  if ('refusals' in mapped) return mapped.refusals[0]
  const { column } = mapping.received_at
  const receivedAt = timeOf(cell(row, column), mapping)
  return receivedAt === undefined ? badTime(rowNumber, column) : { ...mapped, received_at: receivedAt }
}

/**
 * The same for a table that is imported now, and so received now; with every reason why not, and the rest of the signal, in which intake may
 * find more.
 */
export function mapFields(
  mapping: RowMapping,
  row: Row,
  rowNumber: number,
  digest: Digest,
):
  | { readonly signal: Record<string, unknown> }
  | {
      readonly refusals: readonly [RefusedRow, ...RefusedRow[]]
      readonly rest?: Record<string, unknown>
    } {
  const missing = mapping.columns.find((column) => row[column] === undefined)
  if (missing !== undefined) {
    const es = `falta la columna «${missing}»`
    return { refusals: [refusal(rowNumber, es, `column “${missing}” is missing`, missing)] }
  }
  const ruled = mapping.refuse.find((filter) => matches(filter.when, row))
  if (ruled !== undefined) return { refusals: [refusal(rowNumber, ruled.reason.es, ruled.reason.en)] }
  const signal: Record<string, unknown> = {
    external_id: externalId(mapping, row, digest),
    ...(mapping.process === undefined ? {} : { process: mapping.process }),
    ...(mapping.source === undefined ? {} : { source: { root: mapping.source.root } }),
  }
  const refusals: RefusedRow[] = []
  for (const [name, how] of Object.entries(mapping.fields)) {
    const filled = fill(how, row, mapping, rowNumber)
    if (filled === undefined) continue
    if ('refused' in filled) refusals.push(filled)
    else put(signal, name, filled.value)
  }
  const [first, ...others] = refusals
  return first === undefined ? { signal } : { refusals: [first, ...others], rest: signal }
}

function externalId(mapping: RowMapping, row: Row, digest: Digest): string {
  const { columns, prefix } = mapping.external_id
  const names = columns === 'all' ? mapping.columns : columns
  // JSON keeps ["a","b,c"] and ["a,b","c"] apart, which a plain join would not.
  return prefix + digest(JSON.stringify(names.map((name) => cell(row, name)))).slice(0, 32)
}

function fill(how: Recipe, row: Row, mapping: RowMapping, rowNumber: number): Filled {
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
      : fallback(how.otherwise, rowNumber, `${how.column} = ${text}`, how.column)
  }
  return fromColumn(how, text, mapping, rowNumber)
}

function fromColumn(how: ColumnRecipe, text: string, mapping: RowMapping, rowNumber: number): Filled {
  if (text === '') return undefined
  if (how.pattern !== undefined && !new RegExp(how.pattern, 'u').test(text)) return undefined
  switch (how.as) {
    case 'time': {
      const time = timeOf(text, mapping)
      return time === undefined ? badTime(rowNumber, how.column) : { value: time }
    }
    case 'number':
      return { value: numberOf(text, mapping) }
    case 'list': {
      const items = text
        .split(/[;|]/u)
        .map((one) => one.trim())
        .filter((one) => one !== '')
      return items.length === 0 ? undefined : { value: items }
    }
    case 'text':
      return { value: (how.prefix ?? '') + text }
  }
}

/** What is no number goes on as text, for intake to refuse. A point before a decimal comma parts thousands; without a comma it is the mark. */
function numberOf(text: string, { decimal }: Pick<RowMapping, 'decimal'>): number | string {
  const plain = decimal === ',' && text.includes(',') ? text.replaceAll('.', '').replace(',', '.') : text
  const number = Number(plain)
  return Number.isFinite(number) ? number : text
}

function fallback(rule: Otherwise, rowNumber: number, what: string, column?: string): Filled {
  if (rule === 'omit') return undefined
  if (rule === 'refuse')
    return refusal(rowNumber, `valor no previsto: ${what}`, `value not foreseen: ${what}`, column)
  return { value: rule.value }
}

function fromTemplate(template: string, row: Row): string {
  return template.replaceAll(/\{([^{}]+)\}/gu, (_whole, name: string) => cell(row, name))
}

function matches(tests: CellTests, row: Row): boolean {
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
function timeOf(text: string, mapping: Pick<RowMapping, 'time_zone' | 'dates'>): string | undefined {
  const { time_zone: timeZone } = mapping
  const iso = isoOf(text.trim(), mapping.dates)
  try {
    const zoned = /(?:Z|[+-]\d{2}:\d{2})$/u.test(iso)
      ? Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone)
      : Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone, { disambiguation: 'reject' })
    return zoned.toString({ timeZoneName: 'never' })
  } catch {
    return undefined
  }
}

const written = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/u

/** `7/8/2020 3:05` → `2020-08-07T03:05:00`, by what the mapping says of the order. */
function isoOf(text: string, dates: RowMapping['dates']): string {
  const found = dates === 'iso' ? null : written.exec(text)
  if (found === null) return text
  const [, first = '', second = '', year = '', hour = '0', minute = '00', seconds = '00'] = found
  const [day, month] = dates === 'dmy' ? [first, second] : [second, first]
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${seconds}`
}

function two(digits: string): string {
  return digits.padStart(2, '0')
}

function badTime(rowNumber: number, column: string): RefusedRow {
  return refusal(
    rowNumber,
    `la columna «${column}» no es una fecha y hora`,
    `column “${column}” is no date and time`,
    column,
  )
}

function refusal(rowNumber: number, es: string, en: string, column?: string): RefusedRow {
  const refused = { es: `fila ${rowNumber}: ${es}`, en: `row ${rowNumber}: ${en}` }
  return column === undefined ? { refused } : { refused, column }
}

// A file that somebody chose → columns and rows, numbered as their spreadsheet numbers them. Reads CSV with any usual delimiter and NDJSON, in
// UTF-8, UTF-16 or Windows-1252.
import { parse } from 'csv-parse/browser/esm/sync'

export interface TableRow {
  /** As a spreadsheet or an editor counts it: the header is row 1. */
  readonly row: number
  readonly cells: readonly string[]
  /** The line of an NDJSON file as it is. */
  readonly object?: Readonly<Record<string, unknown>>
}

/** Why a row or the file cannot be read; the view has the words. */
export type Unreadable =
  | { readonly kind: 'cells'; readonly row: number; readonly read: number; readonly expected: number }
  | { readonly kind: 'json'; readonly row: number }
  | { readonly kind: 'characters'; readonly row: number; readonly column: string }
  | { readonly kind: 'quote'; readonly row: number | undefined }
  | { readonly kind: 'empty' }
  | { readonly kind: 'workbook' }
  | { readonly kind: 'big'; readonly megabytes: number }
  | { readonly kind: 'long'; readonly rows: number }

export interface FileTable {
  readonly name: string
  readonly format: 'csv' | 'ndjson'
  readonly encoding: string
  readonly delimiter: string
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
  /** Rows that were left aside, each with its reason. */
  readonly faults: readonly { readonly cells: readonly string[]; readonly why: Unreadable }[]
}

/** What a correction file of ours adds in front; it is left out when that file comes back. */
export const addedColumns = ['vigia_fila', 'vigia_motivo'] as const

export const delimiters = [',', ';', '\t', '|'] as const

const megabyte = 1_048_576
export const mostMegabytes = 20
// The browser holds every row and what becomes of it: 50,000 stay within 300 MB.
export const mostRows = 50_000

export function readTable(name: string, bytes: Uint8Array, delimiter?: string): FileTable | Unreadable {
  if (bytes.byteLength > mostMegabytes * megabyte)
    return { kind: 'big', megabytes: Math.ceil(bytes.byteLength / megabyte) }
  if (isWorkbook(bytes)) return { kind: 'workbook' }
  const { text, encoding } = decoded(bytes)
  if (text.trim() === '') return { kind: 'empty' }
  const isLines = /\.(ndjson|jsonl|json)$/iu.test(name) || /^\s*\{/u.test(text)
  const read = isLines ? readLines(text) : readCells(text, delimiter ?? delimiterOf(text))
  if ('kind' in read) return read
  if (read.rows.length > mostRows) return { kind: 'long', rows: read.rows.length }
  if (read.rows.length + read.faults.length === 0) return { kind: 'empty' }
  return { name, encoding, ...read }
}

/** The first bytes of a packed file, as workbooks are today, and of the workbooks of before. */
function isWorkbook(bytes: Uint8Array): boolean {
  return [
    [0x50, 0x4b, 0x03, 0x04],
    [0xd0, 0xcf, 0x11, 0xe0],
  ].some((first) => first.every((one, index) => bytes[index] === one))
}

type Read = Omit<FileTable, 'name' | 'encoding'>

/** Old spreadsheets write Windows-1252, which takes any byte: it is tried when the bytes are no UTF-8. */
function decoded(bytes: Uint8Array): { text: string; encoding: string } {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' }
  }
}

/** The one that the first line has most of, outside of quotes. */
export function delimiterOf(text: string): string {
  const [head = ''] = text.split(/\r?\n/u, 1)
  const bare = head.replaceAll(/"[^"]*"/gu, '')
  const counted = delimiters.map((one) => ({ one, count: bare.split(one).length - 1 }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one
}

function readCells(text: string, delimiter: string): Read | Unreadable {
  let records: string[][]
  try {
    records = parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    })
  } catch (error) {
    return { kind: 'quote', row: lineOf(error) }
  }
  const filled = records.flatMap((cells, index) =>
    cells.every((one) => one.trim() === '') ? [] : [{ row: index + 1, cells }],
  )
  const [head, ...below] = filled
  if (head === undefined) return { kind: 'empty' }
  const body = below.filter(({ cells }, index) => index > 0 || !areTags(cells))
  const kept = head.cells.flatMap((name, index) =>
    addedColumns.some((one) => one === name.trim()) ? [] : [index],
  )
  const columns = named(kept.map((index) => head.cells[index] ?? ''))
  const rows: TableRow[] = []
  const faults: { cells: readonly string[]; why: Unreadable }[] = []
  for (const { row, cells: all } of body) {
    const cells = kept.map((index) => all[index] ?? '')
    const why =
      all.length === head.cells.length
        ? oddCharacters(row, cells, columns)
        : ({ kind: 'cells', row, read: all.length, expected: head.cells.length } as const)
    if (why === undefined) rows.push({ row, cells })
    else faults.push({ cells, why })
  }
  return { format: 'csv', delimiter, columns, rows, faults }
}

/** The row of hashtags (HXL) that humanitarian tables have below their header says what columns are, and reports nothing. */
function areTags(cells: readonly string[]): boolean {
  return cells.every((one) => one.trim() === '' || /^\s*#[a-z]+\b/iu.test(one))
}

function lineOf(error: unknown): number | undefined {
  const lines = typeof error === 'object' && error !== null && 'lines' in error ? error.lines : undefined
  return typeof lines === 'number' ? lines : undefined
}

/** Each with a name of its own: «#3» for one without, «fecha (2)» for a second one. */
function named(heads: readonly string[]): string[] {
  const used = new Set<string>()
  return heads.map((head, index) => {
    const plain = head.trim() === '' ? `#${index + 1}` : head.trim()
    let name = plain
    for (let count = 2; used.has(name); count += 1) name = `${plain} (${count})`
    used.add(name)
    return name
  })
}

/** Characters that no database holds; the API refuses a whole request for one of them. */
function oddCharacters(
  row: number,
  cells: readonly string[],
  columns: readonly string[],
): Unreadable | undefined {
  const at = cells.findIndex((one) => one.includes('\0') || !one.isWellFormed())
  return at === -1 ? undefined : { kind: 'characters', row, column: columns[at] ?? '' }
}

function readLines(text: string): Read {
  const objects: { row: number; object: Readonly<Record<string, unknown>> }[] = []
  const faults: { cells: readonly string[]; why: Unreadable }[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const object = objectOf(line)
    if (object === undefined) faults.push({ cells: [line.trim()], why: { kind: 'json', row: index + 1 } })
    else objects.push({ row: index + 1, object })
  }
  const columns = [...new Set(objects.flatMap(({ object }) => Object.keys(object)))]
  const rows = objects.map(({ row, object }) => ({
    row,
    object,
    cells: columns.map((name) => (Object.hasOwn(object, name) ? cellOf(object[name]) : '')),
  }))
  return { format: 'ndjson', delimiter: '', columns, rows, faults }
}

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function cellOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** Different texts of a column, with how often each stands there, the most frequent first. */
export function valuesOf(table: FileTable, column: string): readonly { text: string; count: number }[] {
  const at = table.columns.indexOf(column)
  const counts = new Map<string, number>()
  for (const { cells } of table.rows) {
    const text = cells[at] ?? ''
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => ({ text, count })).toSorted((a, b) => b.count - a.count)
}

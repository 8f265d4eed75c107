// Rows as CSV that a spreadsheet opens as text: no cell begins a formula.
import { stringify } from 'csv-stringify/sync'
import type { ExportRow } from './export-store.ts'

/** The first line says what the figures are; the second names the columns. */
export function writeCsv(caveat: string, columns: readonly string[], rows: readonly ExportRow[]): string {
  const lines = rows.map((row) => columns.map((name) => cell(row[name] ?? null)))
  return stringify([[`# ${caveat}`], [...columns], ...lines], { record_delimiter: 'windows', bom: true })
}

/** A text that a spreadsheet would compute gets an apostrophe in front; numbers and truth values are ours. */
export function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  return /^[\s]*[=+\-@|\t\r]/.test(value) ? `'${value}` : value
}

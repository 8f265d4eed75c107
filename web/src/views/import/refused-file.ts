// The rows that were not taken, as a file to correct and bring back: the own columns as they were, with the row and the reasons in front.
import { addedColumns, type FileTable } from './read-table.ts'

export interface RefusedLine {
  readonly row: number
  readonly cells: readonly string[]
  readonly reasons: readonly string[]
}

/**
 * Cells stay as they came, also one that a spreadsheet would compute: they come from this person's own file and go back into it, and a mark in
 * front of «-17.2» would change it.
 */
export function refusedFile(table: FileTable, lines: readonly RefusedLine[]): string {
  const delimiter = table.delimiter === '' ? ',' : table.delimiter
  const write = (cells: readonly string[]) => cells.map((one) => quoted(one, delimiter)).join(delimiter)
  const head = write([...addedColumns, ...table.columns])
  const body = lines.map(({ row, cells, reasons }) => write([String(row), reasons.join(' · '), ...cells]))
  // With a byte order mark spreadsheets read UTF-8 as what it is.
  return `\uFEFF${[head, ...body].join('\r\n')}\r\n`
}

/** Lines of signals go back as lines of signals. */
export function refusedSignals(table: FileTable, lines: readonly RefusedLine[]): string {
  const objects = new Map(table.rows.map(({ row, object }) => [row, object]))
  return lines
    .map(({ row, cells }) => {
      const object = objects.get(row)
      return object === undefined ? cells.join('') : JSON.stringify(object)
    })
    .join('\n')
}

function quoted(text: string, delimiter: string): string {
  const isPlain = !/["\r\n]/u.test(text) && !text.includes(delimiter)
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}

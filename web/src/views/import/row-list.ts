// Numbers of rows in words: the first few, and how many more.
import type { Format } from '../../format.ts'

const rowsNamed = 6

export function rowList(
  rows: readonly number[],
  format: Pick<Format, 'list' | 'number'>,
  andMore: (count: string) => string,
): string {
  // One more than fits is named too: «and 1 more» says less than its number.
  const named = rows.slice(0, rows.length === rowsNamed + 1 ? rows.length : rowsNamed)
  const rest = rows.length - named.length
  return format.list([...named.map(String), ...(rest === 0 ? [] : [andMore(format.number(rest))])])
}

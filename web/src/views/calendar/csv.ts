// What the chart shows, as a CSV file.
import { hasEnd, type Kind, type Stretch } from './lanes.ts'
import type { calendarTexts } from './texts.ts'

export interface Row {
  readonly key: string
  readonly kind: Kind
  readonly label: string
  readonly from: number
  readonly to: number
  /** Of a part of the calendar. */
  readonly stretch?: Stretch | undefined
}

const iso = (at: number): string => (hasEnd(at) ? new Date(at).toISOString() : '')

/** A day stands as a day, the last one inclusive; an hour as an instant. */
export function csvOf(rows: readonly Row[], words: typeof calendarTexts.es): string {
  const lines = rows.map(({ label, kind, from, to, stretch }) => [
    label,
    words.kinds[kind],
    stretch?.first_day ?? iso(from),
    stretch?.last_day ?? iso(to),
  ])
  return [[words.what, words.kind, words.from, words.to], ...lines]
    .map((line) => line.map(guarded).join(','))
    .join('\r\n')
}

/** Quoted, and never taken for a formula by a spreadsheet. */
function guarded(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return `"${safe.replaceAll('"', '""')}"`
}

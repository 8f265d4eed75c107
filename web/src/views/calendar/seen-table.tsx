// What the chart shows, as a table for those who read rather than look, and as a CSV file.
import { Table } from '../../design/table.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { edgesText } from './days.ts'
import { hasEnd, type Kind, type Lane, overlaps, type Period } from './lanes.ts'
import { calendarTexts } from './texts.ts'

interface Row {
  readonly key: string
  readonly kind: Kind
  readonly label: string
  readonly from: number
  readonly to: number
}

// A table of hundreds of signals is no summary; the file has them all.
const rowsShown = 60

export function rowsSeen(lanes: readonly Lane[], period: Period): readonly Row[] {
  const all = lanes.flatMap((lane): readonly Row[] =>
    'band' in lane
      ? [{ ...lane.band, kind: lane.kind }]
      : lane.marks.map(({ key, label, at }) => ({ key, kind: lane.kind, label, from: at, to: at })),
  )
  return all
    .filter((row) =>
      row.from === row.to ? row.from >= period.from && row.from <= period.to : overlaps(row, period),
    )
    .toSorted((a, b) => a.from - b.from)
}

export function SeenTable({ lanes, period }: { readonly lanes: readonly Lane[]; readonly period: Period }) {
  const words = useTexts(calendarTexts)
  const session = useSession()
  const rows = rowsSeen(lanes, period)
  const shown = rows.filter((row) => row.kind !== 'signal').slice(0, rowsShown)
  const edges = (row: Row): readonly [string, string] => {
    if (row.from === row.to) return [session.format.moment(new Date(row.from).toISOString()), '–']
    const { first, last } = edgesText(row, session, words.noEnd)
    return [first, last]
  }
  return (
    <details className="calendar-table">
      <summary>{words.table}</summary>
      {shown.length === 0 ? (
        <p className="soft">{words.nothing}</p>
      ) : (
        <Table
          caption={words.table}
          heads={[words.what, words.kind, words.from, words.to]}
          rows={shown.map((row) => ({
            key: `${row.kind} ${row.key}`,
            cells: [row.label, words.kinds[row.kind], ...edges(row)],
          }))}
        />
      )}
      <p className="soft small">{words.first200}</p>
      <button type="button" onClick={() => download(words.csvName, csvOf(rows, words))}>
        {words.csv}
      </button>
    </details>
  )
}

const iso = (at: number): string => (hasEnd(at) ? new Date(at).toISOString() : '')

function csvOf(rows: readonly Row[], words: typeof calendarTexts.es): string {
  const lines = rows.map((row) => [row.label, words.kinds[row.kind], iso(row.from), iso(row.to)])
  return [[words.what, words.kind, words.from, words.to], ...lines]
    .map((line) => line.map(guarded).join(','))
    .join('\r\n')
}

/** Quoted, and never taken for a formula by a spreadsheet. */
function guarded(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return `"${safe.replaceAll('"', '""')}"`
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([`\uFEFF${text}`], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

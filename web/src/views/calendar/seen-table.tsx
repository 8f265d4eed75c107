// What the chart shows, as a table for those who read rather than look, and as a CSV file.
import { Table } from '../../design/table.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { csvOf, type Row } from './csv.ts'
import { actText, edgesText, inTime } from './days.ts'
import { type Lane, overlaps, type Period } from './lanes.ts'
import { calendarTexts } from './texts.ts'

// A table of hundreds of signals is no summary; the file has them all.
const rowsShown = 60

export function rowsSeen(lanes: readonly Lane[], period: Period): readonly Row[] {
  const all = lanes.flatMap((lane): readonly Row[] =>
    'band' in lane
      ? [{ ...lane.band, kind: lane.kind }]
      : lane.marks.map(({ key, label, at, stretch }) => ({
          key,
          kind: lane.kind,
          label,
          from: at,
          to: at,
          stretch,
        })),
  )
  return all
    .filter((row) =>
      row.from === row.to ? row.from >= period.from && row.from <= period.to : overlaps(row, period),
    )
    .toSorted((a, b) => inTime(begun(a), begun(b)))
}

const begun = ({ from, stretch }: Row) => ({ at: from, day: stretch?.first_day })

export function SeenTable({ lanes, period }: { readonly lanes: readonly Lane[]; readonly period: Period }) {
  const words = useTexts(calendarTexts)
  const session = useSession()
  const rows = rowsSeen(lanes, period)
  const shown = rows.filter((row) => row.kind !== 'signal').slice(0, rowsShown)
  const edges = ({ from, to, stretch }: Row): readonly [string, string] => {
    if (stretch === undefined) return [session.format.moment(new Date(from).toISOString()), '–']
    if (from === to) return [actText(stretch, session), '–']
    const { first, last } = edgesText(stretch, session, words)
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

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([`\uFEFF${text}`], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

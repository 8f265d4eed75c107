// The numbers of the map as a table: one row per place, the same answer of the API.
import type { PlaceSituation } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { useAge } from './age.ts'
import { isUnknown } from './measure.ts'
import { mapTexts } from './texts.ts'

const order = ['info', 'watch', 'warning', 'critical'] as const

const rank = (row: PlaceSituation): number => (row.level === null ? -1 : order.indexOf(row.level))

/** Worst first, then most unanswered, then by name. */
export function worstFirst(
  rows: readonly PlaceSituation[],
  nameOf: (code: string) => string,
): readonly PlaceSituation[] {
  return rows.toSorted(
    (a, b) =>
      rank(b) - rank(a) ||
      b.unanswered - a.unanswered ||
      (b.signals ?? 0) - (a.signals ?? 0) ||
      nameOf(a.place).localeCompare(nameOf(b.place)),
  )
}

interface Props {
  readonly rows: readonly PlaceSituation[]
  readonly addressOf: (place: string) => string
  readonly selected?: string | undefined
  /** Levels and alerts only: the short form of the situation. */
  readonly isShort?: boolean
}

export function PlaceTable({ rows, addressOf, selected, isShort = false }: Props) {
  const words = useTexts(mapTexts)
  const { labels, format } = useSession()
  const hasSignals = rows.some((row) => row.signals !== null)
  return (
    <Table
      caption={words.table}
      heads={[
        words.place,
        words.level,
        words.open,
        ...(hasSignals ? [words.signals] : []),
        ...(isShort || !hasSignals ? [] : [words.sources, words.coverage]),
      ]}
      rows={worstFirst(rows, labels.place).map((row) => ({
        key: row.place,
        cells: [
          <Link
            key="place"
            href={addressOf(row.place)}
            aria-current={row.place === selected ? 'true' : undefined}
          >
            {labels.place(row.place)}
          </Link>,
          <span key="level">
            {row.level === null ? (
              <span className="soft">{isUnknown(row) ? words.noDataLevel : words.noLevel}</span>
            ) : (
              <LevelMark level={row.level} />
            )}
            <Trend row={row} />
          </span>,
          <span key="open">
            {format.number(row.open_alerts)}
            {row.unanswered > 0 && (
              <span className="small strong nowrap">
                {' '}
                · {row.unanswered} {words.unanswered}
              </span>
            )}
          </span>,
          ...(hasSignals ? [<Signals key="signals" row={row} isShort={isShort} />] : []),
          ...(isShort || !hasSignals
            ? []
            : [<Sources key="sources" row={row} />, <Coverage key="coverage" row={row} />]),
        ],
      }))}
    />
  )
}

/** Where nobody reports there is no number, not even zero. */
function Signals({ row, isShort }: { readonly row: PlaceSituation; readonly isShort: boolean }) {
  const words = useTexts(mapTexts)
  const { format } = useSession()
  if (row.signals === null || row.coverage === 'unheard') {
    return <span className="soft small">{row.signals === null ? words.noRight : words.noData}</span>
  }
  return (
    <>
      {format.number(row.signals)}
      {!isShort && row.expected !== null && (
        <span className="soft small block">{words.usual(format.number(row.expected))}</span>
      )}
    </>
  )
}

function Sources({ row }: { readonly row: PlaceSituation }) {
  const words = useTexts(mapTexts)
  return (
    <>
      {row.sources === null
        ? '–'
        : row.coverage === 'unheard'
          ? words.nobody
          : words.of(row.sources, row.sources_known ?? row.sources)}
      {row.listed_sources !== null && (
        <span className="soft small block">
          {words.listed}: {words.of(row.listed_heard ?? 0, row.listed_sources)}
        </span>
      )}
    </>
  )
}

function Coverage({ row }: { readonly row: PlaceSituation }) {
  const words = useTexts(mapTexts)
  const age = useAge()
  if (row.coverage === null) return '–'
  return (
    <span className={row.coverage === 'silent' ? 'strong' : undefined}>
      {words.coverages[row.coverage]}
      {row.last_received !== null && (
        <span className="soft small block">{words.last(age(row.last_received))}</span>
      )}
    </span>
  )
}

function Trend({ row }: { readonly row: PlaceSituation }) {
  const words = useTexts(mapTexts)
  const { texts } = useSpeech()
  const { level, level_before: before } = row
  if (level === before) return null
  const was = before === null ? '' : wordFor(texts.codes.level, before).toLowerCase()
  const isUp = before === null || (level !== null && order.indexOf(level) > order.indexOf(before))
  const text =
    before === null
      ? words.trends.from
      : level === null
        ? words.trends.to(was)
        : isUp
          ? words.trends.up(was)
          : words.trends.down(was)
  return (
    <span className={isUp ? 'small strong block' : 'small soft block'}>
      {isUp ? '↑' : '↓'} {text}
    </span>
  )
}

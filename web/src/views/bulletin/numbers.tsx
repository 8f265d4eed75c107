// The frozen numbers of a bulletin, a part for each of its sections. They are the API's, number by number.
import { LevelMark } from '../../design/level-mark.tsx'
import { Fact, MarkingLabel } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { MapFigure } from '../map/figure.tsx'
import { isUnknown } from '../map/measure.ts'
import { bulletinTexts } from './texts.ts'
import type { Numbers, SectionName } from './types.ts'

const levelsDown = ['critical', 'warning', 'watch', 'info'] as const

interface Props {
  readonly numbers: Numbers
}

export function SectionNumbers({ section, numbers }: Props & { readonly section: SectionName }) {
  switch (section) {
    case 'summary':
      return <Summary numbers={numbers} />
    case 'map':
      return <MapFigure rows={numbers.places} measure="level" />
    case 'places':
      return <Places numbers={numbers} />
    case 'alerts':
      return <Alerts numbers={numbers} />
    case 'response':
      return <Response numbers={numbers} />
  }
}

function Summary({ numbers: { totals } }: Props) {
  const { facts } = useTexts(bulletinTexts)
  const { labels, format } = useSession()
  const notHeard = totals.not_heard.map((one) => labels.place(one))
  return (
    <>
      <dl className="facts">
        <Fact term={facts.fired}>{format.number(totals.fired)}</Fact>
        <Fact term={facts.open}>{facts.openCount(totals.open, totals.unanswered, format.number)}</Fact>
        {totals.signals !== null && (
          <>
            <Fact term={facts.signals}>{format.number(totals.signals)}</Fact>
            <Fact term={facts.notHeard}>{notHeard.length === 0 ? facts.nowhere : format.list(notHeard)}</Fact>
          </>
        )}
      </dl>
      {totals.fired + totals.open > 0 && (
        <Table
          isSmall
          caption={facts.byLevel}
          heads={[facts.level, facts.firedShort, facts.openShort]}
          rows={levelsDown.map((level) => ({
            key: level,
            cells: [
              <LevelMark key="level" level={level} />,
              format.number(totals.fired_by_level[level]),
              format.number(totals.open_by_level[level]),
            ],
          }))}
        />
      )}
    </>
  )
}

type PlaceRow = Numbers['places'][number]

function Places({ numbers }: Props) {
  const { table, sections } = useTexts(bulletinTexts)
  const { labels, format } = useSession()
  return (
    <Table
      caption={sections.places}
      heads={[
        table.place,
        table.level,
        table.open,
        table.unanswered,
        table.signals,
        table.sources,
        table.coverage,
      ]}
      rows={numbers.places.map((row) => ({
        key: row.place,
        cells: [
          labels.place(row.place),
          <PlaceLevel key="level" row={row} />,
          format.number(row.open_alerts),
          format.number(row.unanswered),
          <Reports key="signals" row={row} />,
          row.coverage === 'unheard' || row.sources === null ? (
            <NoData key="sources" />
          ) : (
            format.number(row.sources)
          ),
          <Coverage key="coverage" row={row} />,
        ],
      }))}
    />
  )
}

function NoData() {
  const { table } = useTexts(bulletinTexts)
  return <span className="soft">{table.noData}</span>
}

function Coverage({ row: { coverage } }: { readonly row: PlaceRow }) {
  const { table } = useTexts(bulletinTexts)
  if (coverage === null || coverage === 'unheard') return <NoData />
  return (
    <span className={coverage === 'silent' ? 'strong' : undefined}>{wordFor(table.coverages, coverage)}</span>
  )
}

function PlaceLevel({ row }: { readonly row: PlaceRow }) {
  const { table } = useTexts(bulletinTexts)
  const { texts } = useSpeech()
  const { level, level_before: before } = row
  const was = before === null ? table.noLevelBefore : wordFor(texts.codes.level, before).toLowerCase()
  return (
    <>
      {isUnknown(row) ? (
        <NoData />
      ) : level === null ? (
        <span className="soft">{table.noLevel}</span>
      ) : (
        <LevelMark level={level} />
      )}
      {level !== before && <span className="soft small block">{table.before(was)}</span>}
    </>
  )
}

/** Where nobody reports there is no number, not even zero. */
function Reports({ row }: { readonly row: PlaceRow }) {
  const { table } = useTexts(bulletinTexts)
  const { format } = useSession()
  if (row.signals === null || row.coverage === 'unheard') return <NoData />
  return (
    <>
      {format.number(row.signals)}
      {row.expected !== null && (
        <span className="soft small block">{table.usual(format.number(row.expected))}</span>
      )}
    </>
  )
}

type AlertRow = Numbers['alerts'][number]

function Alerts({ numbers }: Props) {
  const { table, sections } = useTexts(bulletinTexts)
  const { texts } = useSpeech()
  const { labels } = useSession()
  if (numbers.alerts.length === 0) return <p className="soft">{table.noAlerts}</p>
  return (
    <>
      <Table
        caption={sections.alerts}
        heads={[table.alert, table.place, table.highest, table.since, table.state]}
        rows={numbers.alerts.map((one) => ({
          key: one.id,
          cells: [
            <AlertName key="alert" alert={one} />,
            labels.place(one.place),
            <LevelMark key="level" level={one.max_level} />,
            <Since key="since" alert={one} />,
            wordFor(texts.codes.alertState, one.state),
          ],
        }))}
      />
      {numbers.alerts_left_out > 0 && <p className="soft small">{table.leftOut(numbers.alerts_left_out)}</p>}
    </>
  )
}

function AlertName({ alert }: { readonly alert: AlertRow }) {
  const { table } = useTexts(bulletinTexts)
  const { language } = useSpeech()
  return (
    <>
      <Link href={`/alerts/${alert.id}`}>{alert.title === null ? table.quiet : alert.title[language]}</Link>
      {alert.explain !== null && <span className="soft small block">{alert.explain[language]}</span>}
      <span className="small block">
        <MarkingLabel marking={alert.marking} />
      </span>
    </>
  )
}

function Since({ alert }: { readonly alert: AlertRow }) {
  const { table } = useTexts(bulletinTexts)
  const { format } = useSession()
  return (
    <>
      <time dateTime={alert.fired_at} className="moment">
        {format.moment(alert.fired_at)}
      </time>
      {!alert.in_period && <span className="soft small block">{table.earlier}</span>}
    </>
  )
}

type IndexRow = Numbers['response']['institutions'][number]

function Response({ numbers: { response } }: Props) {
  const { table, sections } = useTexts(bulletinTexts)
  const { labels, format } = useSession()
  const rows: readonly (readonly [string, IndexRow])[] = [
    ...response.institutions.map((one) => [labels.of('addressees', one.group), one] as const),
    ...(response.all === null ? [] : [[table.all, response.all] as const]),
  ]
  if (rows.length === 0) return <p className="soft">{table.noMeasures}</p>
  return (
    <Table
      caption={sections.response}
      heads={[table.institution, table.due, table.index, table.overdue, table.notYetDue]}
      rows={rows.map(([name, row], index) => ({
        key: `${index} ${row.group}`,
        cells: [
          name,
          format.number(row.n),
          row.index === null ? (
            <NoData key="index" />
          ) : (
            table.indexOf(format.number(row.index), format.number(row.low), format.number(row.high))
          ),
          format.number(row.overdue),
          format.number(row.not_yet_due),
        ],
      }))}
    />
  )
}

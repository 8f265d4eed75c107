// The numbers of now as a page that prints to A4: map, tables and method note, every number from the same answers of the API. Nothing is stored.
import type { Alert, Page, Situation } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { ExerciseTag, Fact, Live, MarkingLabel, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { MapFigure } from '../map/figure.tsx'
import { PlaceTable } from '../map/place-table.tsx'
import { nowTexts } from './now-texts.ts'
import { Parts } from './parts.tsx'
import { Period } from './period.tsx'

const daysOf = { daily: 1, weekly: 7 } as const
type Kind = keyof typeof daysOf
// A bulletin is read, not watched.
const everyMs = 60_000
const markings = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED']

export function NumbersOfNow() {
  const words = useTexts(nowTexts)
  const { api } = useSession()
  const { query } = useAddress()
  const kind: Kind = query.get('kind') === 'daily' ? 'daily' : 'weekly'
  const situation = usePolled<Situation>(api, `/v1/situation?days=${daysOf[kind]}`, everyMs)
  const alerts = usePolled<Page<Alert>>(api, '/v1/alerts?limit=200', everyMs)
  return (
    <>
      <h1>{words.heading[kind]}</h1>
      <Parts here="now" />
      <form className="filters" aria-label={words.kind}>
        <label>
          {words.kind}
          <select
            value={kind}
            onChange={(event) => goTo(`/bulletin/now?kind=${event.target.value}`, 'replace')}
          >
            {(['daily', 'weekly'] as const).map((one) => (
              <option key={one} value={one}>
                {words.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="primary" onClick={() => print()}>
          {words.print}
        </button>
      </form>
      <Live polled={situation}>
        {(data) => <Live polled={alerts}>{({ items }) => <Sheet data={data} alerts={items} />}</Live>}
      </Live>
    </>
  )
}

interface SheetProps {
  readonly data: Situation
  readonly alerts: readonly Alert[]
}

function Sheet({ data, alerts }: SheetProps) {
  const words = useTexts(nowTexts)
  const { format } = useSession()
  const fired = alerts.filter((one) => one.fired_at >= data.from && one.fired_at <= data.as_of)
  const open = alerts.filter((one) => one.state === 'firing' || one.state === 'acknowledged')
  const marking = strictest([...fired, ...open])
  const isExercise = alerts.length > 0 && alerts.every((one) => one.exercise)
  const label = (
    <>
      <MarkingLabel marking={marking} /> {isExercise && <ExerciseTag />}
    </>
  )
  return (
    <div className="bulletin">
      <div className="bulletin-marking bulletin-head" aria-hidden="true">
        {label}
      </div>
      <div className="bulletin-marking bulletin-foot" aria-hidden="true">
        {label}
      </div>
      <p>
        <Period from={data.from} to={data.as_of} /> <span className="bulletin-moment">{label}</span>
      </p>
      <p className="notice">{words.draft}</p>
      <Contents />
      <Summary data={data} fired={fired} open={open} />
      <section aria-labelledby="bulletin-map">
        <h2 id="bulletin-map">{words.map}</h2>
        <MapFigure rows={data.items} measure="level" />
      </section>
      <section aria-labelledby="bulletin-table">
        <h2 id="bulletin-table">{words.table}</h2>
        <PlaceTable rows={data.items} addressOf={(place) => `/map?place=${encodeURIComponent(place)}`} />
      </section>
      <Fired alerts={fired} />
      <section aria-labelledby="bulletin-method">
        <h2 id="bulletin-method">{words.method}</h2>
        <ul>
          {[...words.methodLines, words.ofReader].map((line) => (
            <li key={line}>{line}</li>
          ))}
          {alerts.length >= 200 && <li>{words.first200}</li>}
        </ul>
        <p className="soft small">
          {words.asOf}: {format.moment(data.as_of)}
        </p>
      </section>
    </div>
  )
}

/** What is said of several alerts together is as strict as the strictest of them. */
function strictest(alerts: readonly Alert[]): string {
  const rank = Math.max(1, ...alerts.map((one) => markings.indexOf(one.marking)))
  return markings[rank] ?? 'TLP:AMBER'
}

function Contents() {
  const words = useTexts(nowTexts)
  const parts = [
    ['bulletin-summary', words.summary],
    ['bulletin-map', words.map],
    ['bulletin-table', words.table],
    ['bulletin-alerts', words.alerts],
    ['bulletin-method', words.method],
  ]
  return (
    <nav className="bulletin-contents" aria-label={words.contents}>
      <ol>
        {parts.map(([id, name]) => (
          <li key={id}>
            <a href={`#${id}`}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Summary({
  data,
  fired,
  open,
}: {
  readonly data: Situation
  readonly fired: readonly Alert[]
  readonly open: readonly Alert[]
}) {
  const words = useTexts(nowTexts)
  const { labels, format } = useSession()
  const counted = data.items.flatMap((row) => row.signals ?? [])
  const silent = data.items.filter((row) => row.coverage === 'silent' || row.coverage === 'unheard')
  return (
    <section aria-labelledby="bulletin-summary">
      <h2 id="bulletin-summary">{words.summary}</h2>
      <dl className="facts">
        <Fact term={words.fired}>{fired.length}</Fact>
        <Fact term={words.open}>
          {words.openCount(open.length, open.filter((one) => one.state === 'firing').length, format.number)}
        </Fact>
        {counted.length > 0 && (
          <Fact term={words.signals}>{format.number(counted.reduce((sum, one) => sum + one, 0))}</Fact>
        )}
        {silent.length > 0 && (
          <Fact term={words.notHeard}>{format.list(silent.map((row) => labels.place(row.place)))}</Fact>
        )}
      </dl>
    </section>
  )
}

function Fired({ alerts }: { readonly alerts: readonly Alert[] }) {
  const words = useTexts(nowTexts)
  const { texts, language } = useSpeech()
  const { labels } = useSession()
  return (
    <section aria-labelledby="bulletin-alerts">
      <h2 id="bulletin-alerts">{words.alerts}</h2>
      {alerts.length === 0 ? (
        <p>{words.noAlerts}</p>
      ) : (
        <Table
          caption={words.alerts}
          heads={[words.alert, words.level, words.when, words.state]}
          rows={alerts.map((one) => ({
            key: one.id,
            cells: [
              <span key="alert">
                <Link href={`/alerts/${one.id}`}>
                  {one.title[language]} – {labels.place(one.place)}
                </Link>
                <span className="soft small block">{one.explain[language]}</span>
              </span>,
              <LevelMark key="level" level={one.max_level} />,
              <Moment key="when" at={one.fired_at} withAge={false} />,
              wordFor(texts.codes.alertState, one.state),
            ],
          }))}
        />
      )}
    </section>
  )
}

// What is on fire and who has it: alerts that wait, territories on the map and by trend, who is not heard; then each process and its phase.
import type { ElectoralProcess, Page, PlaceSituation, Situation } from '../../api-types.ts'
import { Empty, Live } from '../../design/parts.tsx'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { MapFigure } from '../map/figure.tsx'
import { PlaceTable } from '../map/place-table.tsx'
import { LevelCounts, Unanswered, useOpenAlerts } from './open-alerts.tsx'
import { ProcessPanel } from './process-panel.tsx'
import { situationTexts } from './texts.ts'
import './situation.css'

const everyMs = 15_000

export function SituationView() {
  const { texts } = useSpeech()
  const { api, me, can } = useSession()
  const processes = usePolled<Page<ElectoralProcess>>(api, '/v1/processes')
  return (
    <>
      <h1>{texts.situation.title}</h1>
      {can('alerts:read') && <Now />}
      <Live polled={processes}>
        {({ items }) => {
          const own = items.filter(
            (one) => one.state === 'open' && (me.processes === null || me.processes.includes(one.id)),
          )
          if (own.length === 0) {
            return <Empty title={texts.situation.none}>{texts.situation.noneLine}</Empty>
          }
          return own.map((one) => <ProcessPanel key={one.id} process={one} />)
        }}
      </Live>
    </>
  )
}

function Now() {
  const words = useTexts(situationTexts)
  const { texts } = useSpeech()
  const { api } = useSession()
  const { firing, taken } = useOpenAlerts()
  const situation = usePolled<Situation>(api, '/v1/situation?days=7', everyMs)
  return (
    <div className="now">
      <section className="panel now-waiting" aria-labelledby="waiting">
        <h2 id="waiting">{words.unanswered}</h2>
        <Unanswered firing={firing} />
        <h3>{texts.situation.openAlerts}</h3>
        <LevelCounts firing={firing} taken={taken} />
        <p>
          <Link href="/alerts">{texts.situation.toAlerts}</Link> · <Link href="/wall">{words.wall}</Link>
        </p>
      </section>
      <section className="panel now-table" aria-labelledby="now-table">
        <h2 id="now-table">{words.table}</h2>
        <Live polled={situation}>
          {({ items }) => (
            <>
              <Coverage rows={items} />
              <PlaceTable
                isShort
                rows={items}
                addressOf={(place) => `/map?place=${encodeURIComponent(place)}`}
              />
              <p className="soft small">{words.period}</p>
            </>
          )}
        </Live>
      </section>
      <section className="panel now-map" aria-labelledby="now-map">
        <h2 id="now-map">{words.map}</h2>
        <Live polled={situation}>{({ items }) => <MapFigure rows={items} measure="level" />}</Live>
        <p>
          <Link href="/map">{words.toMap}</Link>
        </p>
      </section>
    </div>
  )
}

/** Who is not heard, said before any number. */
export function Coverage({ rows }: { readonly rows: readonly PlaceSituation[] }) {
  const words = useTexts(situationTexts)
  const { labels, format } = useSession()
  if (rows.every((row) => row.coverage === null)) return null
  const silent = rows.filter((row) => row.coverage === 'silent')
  const unheard = rows.filter((row) => row.coverage === 'unheard')
  const names = (some: typeof rows) =>
    format.list(
      some.map((row) => labels.place(row.place)).toSorted((a, b) => a.localeCompare(b, format.locale)),
    )
  if (silent.length + unheard.length === 0) return <p className="soft">{words.covered}</p>
  return (
    <ul className="plain coverage">
      {silent.length > 0 && (
        <li className="strong">
          <Link href="/map?show=coverage">{words.silent(silent.length)}</Link>: {names(silent)}
        </li>
      )}
      {unheard.length > 0 && (
        <li>
          <Link href="/map?show=coverage">{words.unheard(unheard.length)}</Link>: {names(unheard)}
        </li>
      )}
    </ul>
  )
}

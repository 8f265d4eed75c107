// The screen on the wall of the election-day room: read from five metres, touched by nobody, one page without scrolling.
import { useEffect, useState } from 'react'
import type { Alert, ElectoralProcess, InForce, Level, Page, Situation } from '../../api-types.ts'
import { ExerciseBanner } from '../../banners.tsx'
import { LevelMark } from '../../design/level-mark.tsx'
import { Live } from '../../design/parts.tsx'
import { usePolled } from '../../live.ts'
import { PipelineFoot } from '../../pipeline-foot.tsx'
import { SignOut } from '../../reader.tsx'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { MapFigure } from '../map/figure.tsx'
import { countOf, Unanswered, useOpenAlerts } from './open-alerts.tsx'
import { Coverage } from './situation.tsx'
import { situationTexts } from './texts.ts'
import './situation.css'

const levels: readonly Level[] = ['critical', 'warning', 'watch', 'info']
const everyMs = 15_000
const secondMs = 1_000

export function WallView() {
  const words = useTexts(situationTexts)
  const { api } = useSession()
  const { firing, taken } = useOpenAlerts()
  const situation = usePolled<Situation>(api, '/v1/situation?days=7', everyMs)
  return (
    <div className="wall">
      <ExerciseBanner />
      <header className="wall-head">
        <h1>{words.wall}</h1>
        <Phase />
        <Clock />
        <Link href="/">{words.leave}</Link>
        <SignOut />
      </header>
      <div className="wall-columns">
        <div>
          <section aria-labelledby="wall-levels">
            <h2 id="wall-levels">{words.counts}</h2>
            <Live polled={firing}>{() => <Counts firing={firing} taken={taken} />}</Live>
          </section>
          <section aria-labelledby="wall-waiting">
            <h2 id="wall-waiting">{words.unansweredCount(unanswered(firing.data))}</h2>
            <Unanswered firing={firing} most={8} />
            <h2>{words.coverage}</h2>
            <Live polled={situation}>{({ items }) => <Coverage rows={items} />}</Live>
          </section>
        </div>
        <section aria-labelledby="wall-map">
          <h2 id="wall-map">{words.map}</h2>
          <Live polled={situation}>{({ items }) => <MapFigure rows={items} measure="level" />}</Live>
        </section>
      </div>
      <PipelineFoot />
    </div>
  )
}

function Counts({ firing, taken }: ReturnType<typeof useOpenAlerts>) {
  return (
    <ul className="wall-counts">
      {levels.map((level) => (
        <li key={level}>
          <strong>{countOf(firing, level) + countOf(taken, level)}</strong> <LevelMark level={level} />
        </li>
      ))}
    </ul>
  )
}

function unanswered(page: Page<Alert> | undefined): number {
  return page?.items.length ?? 0
}

function Clock() {
  const { format } = useSession()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), secondMs)
    return () => clearInterval(timer)
  }, [])
  const iso = new Date(now).toISOString()
  return (
    <time className="wall-clock" dateTime={iso}>
      {format.moment(iso)}
    </time>
  )
}

/** The first open process that the reader belongs to, and its phase. */
function Phase() {
  const { language } = useSpeech()
  const { api, me, labels } = useSession()
  const processes = usePolled<Page<ElectoralProcess>>(api, '/v1/processes', everyMs)
  const own = processes.data?.items.find(
    (one) => one.state === 'open' && (me.processes === null || me.processes.includes(one.id)),
  )
  const path = own === undefined ? undefined : `/v1/processes/${encodeURIComponent(own.id)}/phases`
  const inForce = usePolled<InForce>(api, path, everyMs)
  const [phase] = inForce.data?.phases ?? []
  if (own === undefined) return null
  return (
    <p className="wall-phase">
      {own.name[language]}
      {phase !== undefined && <> · {labels.of('phases', phase)}</>}
    </p>
  )
}

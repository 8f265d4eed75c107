// What is going on: each running electoral process with its phase, the calendar windows in force and what comes next; open alerts.
import type { Alert, Calendar, ElectoralProcess, InForce, Level, Page } from '../api-types.ts'
import { LevelMark } from '../design/level-mark.tsx'
import { Empty, ExerciseTag, Live } from '../design/parts.tsx'
import { Table } from '../design/table.tsx'
import { useNow, usePolled } from '../live.ts'
import { Link } from '../route.tsx'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'

// As many as fit without scrolling beside the phases.
const milestonesShown = 7

export function SituationView() {
  const { texts } = useSpeech()
  const { api, me, can } = useSession()
  const processes = usePolled<Page<ElectoralProcess>>(api, '/v1/processes')
  return (
    <>
      <h1>{texts.situation.title}</h1>
      {can('alerts:read') && <OpenAlerts />}
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

const levels: readonly Level[] = ['critical', 'warning', 'watch', 'info']

function OpenAlerts() {
  const { texts } = useSpeech()
  const { api } = useSession()
  const firing = usePolled<Page<Alert>>(api, '/v1/alerts?state=firing&limit=200')
  const taken = usePolled<Page<Alert>>(api, '/v1/alerts?state=acknowledged&limit=200')
  const count = (polled: typeof firing, level: Level): number =>
    polled.data?.items.filter((one) => one.level === level).length ?? 0
  const used = levels.filter((level) => count(firing, level) + count(taken, level) > 0)
  return (
    <section className="panel" aria-labelledby="open-alerts">
      <h2 id="open-alerts">{texts.situation.openAlerts}</h2>
      <Live polled={firing}>
        {() =>
          used.length === 0 ? (
            <p className="soft">{texts.situation.noOpenAlerts}</p>
          ) : (
            <Table
              isSmall
              caption={texts.situation.openAlerts}
              heads={[texts.alerts.level, texts.situation.unanswered, texts.situation.answered]}
              rows={used.map((level) => ({
                key: level,
                cells: [
                  <Link key="level" href={`/alerts?level=${level}`}>
                    <LevelMark level={level} />
                  </Link>,
                  count(firing, level),
                  count(taken, level),
                ],
              }))}
            />
          )
        }
      </Live>
      <p>
        <Link href="/alerts">{texts.situation.toAlerts}</Link>
      </p>
    </section>
  )
}

function ProcessPanel({ process }: { readonly process: ElectoralProcess }) {
  const { language } = useSpeech()
  const { api, labels } = useSession()
  const path = `/v1/processes/${encodeURIComponent(process.id)}`
  const inForce = usePolled<InForce>(api, `${path}/phases`)
  const calendar = usePolled<Calendar>(api, `${path}/calendar`)
  return (
    <section className="panel" aria-labelledby={`process-${process.id}`}>
      <h2 id={`process-${process.id}`}>
        {process.name[language]} {process.exercise && <ExerciseTag />}
      </h2>
      <p className="soft">
        {process.exercise ? '' : `${labels.of('electionTypes', process.kind)} · `}
        {labels.place(process.territory)}
      </p>
      <div className="columns">
        <Live polled={inForce}>{(now) => <ForcePart now={now} calendar={calendar.data} />}</Live>
        <Live polled={calendar}>{(data) => <Milestones calendar={data} />}</Live>
      </div>
    </section>
  )
}

function ForcePart({ now, calendar }: { readonly now: InForce; readonly calendar: Calendar | undefined }) {
  const { texts } = useSpeech()
  const { labels } = useSession()
  const [deciding, ...others] = now.phases
  return (
    <div>
      <h3>{texts.situation.phase}</h3>
      {deciding === undefined ? (
        <p>{texts.situation.noPhase}</p>
      ) : (
        <p className="figure">
          {labels.of('phases', deciding)}
          <Until type="phase" code={deciding} calendar={calendar} />
        </p>
      )}
      {others.length > 0 && (
        <>
          <h3>{texts.situation.phases}</h3>
          <ul className="plain">
            {others.map((code) => (
              <li key={code}>
                {labels.of('phases', code)}
                <Until type="phase" code={code} calendar={calendar} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{texts.situation.windows}</h3>
      {now.windows.length === 0 && <p className="soft">{texts.situation.noWindows}</p>}
      <ul className="plain">
        {now.windows.map((code) => (
          <li key={code}>
            {labels.of('windows', code)}
            <Until type="window" code={code} calendar={calendar} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** When a span that is running ends; nothing when the calendar does not say. */
function Until({
  type,
  code,
  calendar,
}: {
  readonly type: 'phase' | 'window'
  readonly code: string
  readonly calendar: Calendar | undefined
}) {
  const { texts } = useSpeech()
  const { format } = useSession()
  const now = useNow()
  const span = calendar?.spans.find(
    (one) =>
      one.type === type && one.code === code && Date.parse(one.from) <= now && now < Date.parse(one.to),
  )
  if (span === undefined) return null
  // A span ends with its last instant, so midnight belongs to the day before.
  const last = new Date(Date.parse(span.to) - 1).toISOString()
  return <span className="soft small"> {texts.situation.until(format.day(last))}</span>
}

function Milestones({ calendar }: { readonly calendar: Calendar }) {
  const { texts } = useSpeech()
  const { labels, format } = useSession()
  const now = useNow()
  const next = Object.entries(calendar.milestones)
    .map(([code, { from }]) => ({ code, from }))
    .filter(({ from }) => Date.parse(from) > now)
    .toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from))
    .slice(0, milestonesShown)
  return (
    <div>
      <h3>{texts.situation.milestones}</h3>
      {next.length === 0 ? (
        <p className="soft">{texts.situation.noMilestones}</p>
      ) : (
        <Table
          caption={texts.situation.milestones}
          heads={[texts.situation.milestone, texts.situation.date, texts.situation.remaining]}
          rows={next.map(({ code, from }) => ({
            key: code,
            cells: [
              labels.of('milestones', code),
              <time key="date" dateTime={from}>
                {format.moment(from)}
              </time>,
              format.relative(from, now),
            ],
          }))}
        />
      )}
      <p className="soft small">{texts.situation.calendar(calendar.version)}</p>
    </div>
  )
}

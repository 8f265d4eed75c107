// One electoral process: its phase, the calendar windows in force, and what comes next.
import { Fragment } from 'react'
import type { Calendar, ElectoralProcess, InForce } from '../../api-types.ts'
import { ExerciseTag, Live } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { dayText } from '../../format.ts'
import { useNow, usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useSpeech } from '../../texts/texts.tsx'
import { actText, awayText, dayOfAct, inTime } from '../calendar/days.ts'
import { hasEnd } from '../calendar/lanes.ts'

// As many as fit without scrolling beside the phases.
const milestonesShown = 7

export function ProcessPanel({ process }: { readonly process: ElectoralProcess }) {
  const { language } = useSpeech()
  const { api, labels } = useSession()
  const path = `/v1/processes/${encodeURIComponent(process.id)}`
  const inForce = usePolled<InForce>(api, `${path}/phases`)
  const calendar = usePolled<Calendar>(api, `${path}/calendar`)
  return (
    <section className="panel process" aria-labelledby={`process-${process.id}`}>
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
  const session = useSession()
  const now = useNow()
  const span = calendar?.spans.find(
    (one) =>
      one.type === type && one.code === code && Date.parse(one.from) <= now && now < Date.parse(one.to),
  )
  if (span === undefined || !hasEnd(Date.parse(span.to))) return null
  const { last_day: day, to } = span
  const { until, through } = texts.situation
  return (
    <span className="soft small">
      {' '}
      {day === null ? until(session.format.moment(to)) : through(dayText(day, session))}
    </span>
  )
}

const begun = ({ from, first_day: day }: Calendar['milestones'][string]) => ({
  at: Date.parse(from),
  day,
})

function Milestones({ calendar }: { readonly calendar: Calendar }) {
  const { texts } = useSpeech()
  const session = useSession()
  const { labels } = session
  const now = useNow()
  const next = Object.entries(calendar.milestones)
    .filter(([, { from }]) => Date.parse(from) > now)
    .toSorted(([, a], [, b]) => inTime(begun(a), begun(b)))
    .slice(0, milestonesShown)
  return (
    <div>
      <h3>{texts.situation.milestones}</h3>
      {next.length === 0 ? (
        <p className="soft">{texts.situation.noMilestones}</p>
      ) : (
        <Table
          caption={texts.situation.milestones}
          heads={[texts.situation.milestone, texts.situation.date]}
          rows={next.map(([code, act]) => ({
            key: code,
            cells: [
              labels.of('milestones', code),
              <Fragment key="date">
                <time dateTime={dayOfAct(act) ?? act.from}>{actText(act, session)}</time>
                <span className="soft small block">{awayText(act, now, session)}</span>
              </Fragment>,
            ],
          }))}
        />
      )}
      <p className="soft small">{texts.situation.calendar(calendar.version)}</p>
    </div>
  )
}

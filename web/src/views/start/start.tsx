// The first tour: each step says by what the server answers whether it is done.
import '../../design/act.css'
import './start.css'
import type { Alert, ElectoralProcess, Page } from '../../api-types.ts'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { startTexts } from './texts.ts'

/** Undefined: the reader's token does not see it. */
type Progress = boolean | undefined

/** So many signals of different origins raise the alert of the tour. */
const enough = 3

function useProgress(): Readonly<Record<'exercise' | 'signals' | 'alert' | 'answer', Progress>> {
  const { api, can } = useSession()
  const ask = (scope: string, path: string): string | undefined => (can(scope) ? path : undefined)
  const processes = usePolled<Page<ElectoralProcess>>(api, ask('registry:read', '/v1/processes'))
  const signals = usePolled<Page<unknown>>(api, ask('signals:read', `/v1/signals?limit=${enough}`))
  const alerts = usePolled<Page<Alert>>(api, ask('alerts:read', '/v1/alerts?limit=50'))
  const hasAlert = alerts.data === undefined ? undefined : alerts.data.items.length > 0
  const exercise = processes.data?.items.some((one) => one.exercise && one.state === 'open')
  const sent = signals.data === undefined ? hasAlert : signals.data.items.length >= enough
  return {
    exercise,
    // An alert says that its signals are there, to whoever may not see them.
    signals: hasAlert === true ? true : sent,
    alert: hasAlert,
    answer: alerts.data?.items.some(({ state }) => state === 'acknowledged'),
  }
}

const steps = ['exercise', 'signals', 'alert', 'answer'] as const
const links = {
  signals: { href: '/signals/new', scope: 'signals:write' },
  alert: { href: '/alerts', scope: 'alerts:read' },
  answer: { href: '/response', scope: 'alerts:read' },
} as const

export function StartView() {
  const texts = useTexts(startTexts)
  const { can } = useSession()
  const progress = useProgress()
  const current = steps.find((one) => progress[one] !== true)
  return (
    <div className="narrow">
      <h1>{texts.title}</h1>
      <p className="lead">{texts.lead}</p>
      <ol className="tour">
        {steps.map((step) => {
          const isDone = progress[step] === true
          const link = step === 'exercise' ? undefined : links[step]
          return (
            <li
              key={step}
              className={isDone ? 'tour-done' : undefined}
              aria-current={step === current ? 'step' : undefined}
            >
              <h2>{texts[step]}</h2>
              <p className="small" role="status">
                {isDone ? `✓ ${texts.done}` : progress[step] === undefined ? texts.unseen : texts.open}
              </p>
              <p className="soft">{texts[`${step}Line`]}</p>
              {step !== 'exercise' && link !== undefined && can(link.scope) && (
                <p>
                  <Link className="button-link" href={link.href}>
                    {texts[`${step}Link`]}
                  </Link>
                </p>
              )}
            </li>
          )
        })}
      </ol>
      <p className="notice">{texts.tokens}</p>
      <h2>{texts.real}</h2>
      <p>{texts.realLine}</p>
      <p>
        <Link href="/help">{texts.help}</Link>
      </p>
    </div>
  )
}

// The first tour: each step says by what the server answers whether it is done.
import '../../design/act.css'
import './start.css'
import type { Alert, ElectoralProcess, Page } from '../../api-types.ts'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { RealSteps } from './real-steps.tsx'
import { type Progress, Step } from './step.tsx'
import { startTexts } from './texts.ts'

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
      <h2 id="tour">{texts.exerciseTour}</h2>
      <ol className="tour" aria-labelledby="tour">
        {steps.map((step) => {
          const link = step === 'exercise' ? undefined : links[step]
          return (
            <Step
              key={step}
              title={texts[step]}
              progress={progress[step]}
              isCurrent={step === current}
              link={
                step !== 'exercise' && link !== undefined && can(link.scope)
                  ? { href: link.href, name: texts[`${step}Link`] }
                  : undefined
              }
            >
              {texts[`${step}Line`]}
            </Step>
          )
        })}
      </ol>
      <p className="notice">{texts.tokens}</p>
      <h2 id="real">{texts.real}</h2>
      <p>{texts.realLine}</p>
      <RealSteps />
      <p>
        <Link href="/help">{texts.help}</Link>
      </p>
    </div>
  )
}

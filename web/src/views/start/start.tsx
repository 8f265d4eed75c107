// The first tour: each step says by what the server answers whether it is done.
import '../../design/act.css'
import './start.css'
import type { Alert, ElectoralProcess, Page } from '../../api-types.ts'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Coded } from './coded.tsx'
import { RealSteps } from './real-steps.tsx'
import { currentOf, type Progress, progressOf, Step } from './step.tsx'
import { startTexts } from './texts.ts'

/** So many signals of different origins raise the alert of the tour. */
const enough = 3

function useProgress(): Readonly<Record<'exercise' | 'signals' | 'alert' | 'answer', Progress>> {
  const { api, can } = useSession()
  const ask = (scope: string, path: string): string | undefined => (can(scope) ? path : undefined)
  const processes = usePolled<Page<ElectoralProcess>>(api, ask('registry:read', '/v1/processes'))
  const signals = usePolled<Page<unknown>>(api, ask('signals:read', `/v1/signals?limit=${enough}`))
  const alerts = usePolled<Page<Alert>>(api, ask('alerts:read', '/v1/alerts?limit=50'))
  const alert = progressOf(can('alerts:read'), alerts, ({ items }) => items.length > 0)
  const sent = progressOf(can('signals:read'), signals, ({ items }) => items.length >= enough)
  return {
    exercise: progressOf(can('registry:read'), processes, ({ items }) =>
      items.some((one) => one.exercise && one.state === 'open'),
    ),
    // An alert says that its signals are there, to whoever may not see them.
    signals: alert === true || sent === 'unseen' ? alert : sent,
    alert,
    answer: progressOf(can('alerts:read'), alerts, ({ items }) =>
      items.some(({ state }) => state === 'acknowledged'),
    ),
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
  const current = currentOf(steps, progress)
  return (
    <div className="narrow start">
      <h1>{texts.title}</h1>
      <p>{texts.lead}</p>
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
      <p>
        <Coded text={texts.tokens} />
      </p>
      <h2 id="real">{texts.real}</h2>
      <p>
        <Coded text={texts.realLine} />
      </p>
      <RealSteps />
      <p>
        <Link href="/help">{texts.help}</Link>
      </p>
    </div>
  )
}

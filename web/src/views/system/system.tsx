// Would a warning get through now, and what stands in its way.
import { Fact, Live } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { type Polled, useNow, usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { healthTexts } from './texts.ts'

interface Chain {
  readonly status: string
  readonly canary_age_seconds: number | null
  readonly watchdog_age_seconds: number | null
  readonly canary_counter: number
  readonly limit_seconds: number
  readonly findings: readonly string[]
}

interface Ready {
  readonly status: string
  readonly role: string
  readonly database: string
  readonly pokes: string
  readonly durability: string
}

/** A probe that answers 503 says what is wrong in the same form as one that answers 200. */
function asProbe<Answer>(polled: Polled<Answer>): Polled<Answer> {
  const { error } = polled
  if (error?.status !== 503 || error.problem === undefined) return polled
  return { ...polled, error: undefined, data: error.problem as unknown as Answer, answeredAt: Date.now() }
}

export function HealthView() {
  const texts = useTexts(healthTexts)
  const { api } = useSession()
  const chain = asProbe(usePolled<Chain>(api, '/health/pipeline'))
  const ready = asProbe(usePolled<Ready>(api, '/readyz'))
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      <Live polled={chain}>{(data) => <ChainPart chain={data} />}</Live>
      <h2>{texts.service}</h2>
      <Live polled={ready}>{(data) => <ReadyPart ready={data} />}</Live>
      <p className="soft small">{texts.metrics}</p>
    </>
  )
}

/** A chain that nobody tests is no failure: it is not known. */
const noticeOf: Readonly<Record<string, string>> = {
  flowing: 'notice notice-good',
  silent: 'notice notice-bad',
}

function ChainPart({ chain }: { readonly chain: Chain }) {
  const texts = useTexts(healthTexts)
  const { format } = useSession()
  const now = useNow()
  const ago = (seconds: number): string =>
    seconds < 60
      ? texts.ago(format.number(Math.round(seconds)))
      : format.relative(new Date(now - seconds * 1_000).toISOString(), now)
  const { canary_age_seconds: canary, watchdog_age_seconds: watchdog } = chain
  return (
    <>
      <p className={noticeOf[chain.status] ?? 'notice'}>{wordFor(texts.status, chain.status)}</p>
      {chain.findings.length > 0 && (
        <>
          <h2>{texts.findings}</h2>
          <ul>
            {chain.findings.map((code) => (
              <li key={code} className="late">
                {wordFor(texts.finding, code)}
              </li>
            ))}
          </ul>
        </>
      )}
      <dl className="facts">
        <Fact term={texts.canary}>{canary === null ? texts.noTest : ago(canary)}</Fact>
        <Fact term={texts.watchdog}>{watchdog === null ? texts.never : ago(watchdog)}</Fact>
        <Fact term={texts.counter}>{format.number(chain.canary_counter)}</Fact>
        <Fact term={texts.limit}>{texts.minutes(format.number(chain.limit_seconds / 60))}</Fact>
      </dl>
    </>
  )
}

function ReadyPart({ ready }: { readonly ready: Ready }) {
  const texts = useTexts(healthTexts)
  return (
    <dl className="facts">
      <Fact term={texts.state}>{wordFor(texts.ready, ready.status)}</Fact>
      <Fact term={texts.database}>{wordFor(texts.part, ready.database)}</Fact>
      <Fact term={texts.pokes}>{wordFor(texts.part, ready.pokes)}</Fact>
      <Fact term={texts.role}>{wordFor(texts.roles, ready.role)}</Fact>
      <Fact term={texts.durability}>{wordFor(texts.durabilities, ready.durability)}</Fact>
    </dl>
  )
}

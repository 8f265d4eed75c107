// From the exercise to real work: the first administrator, a passkey, and a way out that was proven.
import type { Answers } from '../../api-schema.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { currentOf, type Progress, progressOf, Step } from './step.tsx'
import { startTexts } from './texts.ts'

const everyMs = 15_000

function useRealProgress(): Readonly<Record<'account' | 'passkey' | 'channel', Progress>> {
  const { api, can, person } = useSession()
  const isPerson = person !== undefined
  const own = usePolled<Answers['GET /v1/auth/credentials']>(
    api,
    isPerson ? '/v1/auth/credentials' : undefined,
    everyMs,
  )
  const recipients = usePolled<Answers['GET /v1/recipients']>(
    api,
    can('delivery:read') ? '/v1/recipients' : undefined,
    everyMs,
  )
  return {
    // Whoever is here with a token of the exercise has not come in as somebody yet.
    account: isPerson,
    // A passkey belongs to a person: a token has none.
    passkey: isPerson && progressOf(true, own, ({ passkeys }) => passkeys.length > 0),
    channel: progressOf(can('delivery:read'), recipients, ({ items }) =>
      items.some(({ channels }) => channels.some((one) => one.proven_at !== null)),
    ),
  }
}

export function RealSteps() {
  const texts = useTexts(startTexts)
  const { can, person } = useSession()
  const progress = useRealProgress()
  const current = currentOf(['account', 'passkey', 'channel'], progress)
  return (
    <ol className="tour" aria-labelledby="real">
      <Step
        title={texts.account}
        progress={progress.account}
        isCurrent={current === 'account'}
        link={person === undefined ? { href: '/enrol', name: texts.accountLink } : undefined}
      >
        {texts.accountLine} <code className="block">{texts.accountCommand}</code>
      </Step>
      <Step
        title={texts.passkey}
        progress={progress.passkey}
        isCurrent={current === 'passkey'}
        link={person === undefined ? undefined : { href: '/account', name: texts.passkeyLink }}
      >
        {texts.passkeyLine}
      </Step>
      <Step
        title={texts.channel}
        progress={progress.channel}
        isCurrent={current === 'channel'}
        link={can('delivery:read') ? { href: '/channels', name: texts.channelLink } : undefined}
      >
        {texts.channelLine}
      </Step>
    </ol>
  )
}

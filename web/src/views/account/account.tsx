// One's own account: passkeys, password, recovery codes, open sessions. What changes them asks for both factors anew.
import '../../access/access.css'
import type { Answers } from '../../api-schema.ts'
import { Empty, Live } from '../../design/parts.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { OwnInstitution } from './own-institution.tsx'
import { OwnPasskeys } from './own-passkeys.tsx'
import { OwnPassword } from './own-password.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { accountTexts } from './texts.ts'

const everyMs = 30_000

export function AccountView() {
  const texts = useTexts(accountTexts)
  const { api, person } = useSession()
  const path = person === undefined ? undefined : '/v1/auth/credentials'
  const polled = usePolled<Answers['GET /v1/auth/credentials']>(api, path, everyMs)
  const linked = usePolled<Answers['GET /v1/auth/oidc-links']>(
    api,
    person === undefined ? undefined : '/v1/auth/oidc-links',
    everyMs,
  )
  if (person === undefined) {
    return (
      <>
        <h1>{texts.title}</h1>
        <Empty title={texts.tokenOnly}>{texts.tokenOnlyLine}</Empty>
      </>
    )
  }
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      <p>
        {person.name} · {texts.handle}: <code>{person.handle}</code>
      </p>
      <Live polled={polled}>
        {(own) => (
          <>
            <OwnPasskeys passkeys={own.passkeys} onDone={polled.refresh} />
            <OwnPassword own={own} onDone={polled.refresh} />
          </>
        )}
      </Live>
      <Live polled={linked}>{(own) => <OwnInstitution own={own} onDone={linked.refresh} />}</Live>
      <OwnSessions />
    </>
  )
}

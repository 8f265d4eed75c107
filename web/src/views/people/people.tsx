// Who has an account and what each may do; invitations, grants for a second person, and «Cerrar todo».
import type { Page } from '../../api-types.ts'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty } from '../../design/parts.tsx'
import { usePolled } from '../../live.ts'
import { useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { AccountPart } from './account.tsx'
import { CloseOffice } from './close-office.tsx'
import { GrantProposals } from './grant-proposals.tsx'
import { Invite } from './invite.tsx'
import { PersonOnly } from './person-only.tsx'
import { peopleTexts } from './texts.ts'
import type { Account } from './types.ts'

const parts = ['accounts', 'proposals', 'closing'] as const

export function PeopleView() {
  const texts = useTexts(peopleTexts)
  const { can } = useSession()
  const { query } = useAddress()
  const offered = parts.filter((one) => (one === 'closing' ? can('office:close') : can('admin:people')))
  const part = offered.find((one) => one === query.get('part')) ?? offered[0]
  return (
    <>
      <h1>{texts.title}</h1>
      <PartLinks
        parts={offered.map((one) => ({
          href: one === 'accounts' ? '/people' : `/people?part=${one}`,
          name: texts.parts[one],
          isHere: one === part,
        }))}
      />
      {part === 'accounts' && <Accounts />}
      {part === 'proposals' && <GrantProposals />}
      {part === 'closing' && <CloseOffice />}
    </>
  )
}

function Accounts() {
  const texts = useTexts(peopleTexts)
  const { api } = useSession()
  const polled = usePolled<Page<Account>>(api, '/v1/accounts?limit=200', 30_000)
  return (
    <>
      <p className="soft narrow">{texts.lead}</p>
      <PersonOnly polled={polled}>
        {({ items }) => (
          <>
            <Invite onDone={polled.refresh} />
            {items.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            {items.map((one) => (
              <AccountPart key={one.id} account={one} onDone={polled.refresh} />
            ))}
          </>
        )}
      </PersonOnly>
    </>
  )
}

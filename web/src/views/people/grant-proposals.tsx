// Grants that wait for a second person.
import type { Page } from '../../api-types.ts'
import { NotDone, useAct } from '../../design/act.tsx'
import { Empty, MarkingLabel, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { PersonOnly } from './person-only.tsx'
import { peopleTexts } from './texts.ts'
import type { GrantProposal } from './types.ts'

export function GrantProposals() {
  const texts = useTexts(peopleTexts)
  const { api } = useSession()
  const polled = usePolled<Page<GrantProposal>>(api, '/v1/grant-proposals?state=open', 15_000)
  return (
    <PersonOnly polled={polled}>
      {({ items }) => (
        <>
          {items.length === 0 && <Empty title={texts.noProposals}>{texts.noProposalsLine}</Empty>}
          <ul className="rows messages">
            {items.map((one) => (
              <ProposalRow key={one.id} proposal={one} onDone={polled.refresh} />
            ))}
          </ul>
        </>
      )}
    </PersonOnly>
  )
}

function ProposalRow({
  proposal,
  onDone,
}: {
  readonly proposal: GrantProposal
  readonly onDone: () => void
}) {
  const texts = useTexts(peopleTexts)
  const { texts: common } = useSpeech()
  const { labels, format, me } = useSession()
  const act = useAct(onDone)
  const { role = '', territory = [], marking } = proposal.wanted
  return (
    <li className="row">
      <p className="row-top">
        <strong>{wordFor(common.codes.role, role)}</strong>
        {marking !== undefined && <MarkingLabel marking={marking} />}
        <span>{format.list(territory.map((code) => labels.place(code)))}</span>
      </p>
      <p>{proposal.reason}</p>
      <p className="soft small">
        {texts.until} <Moment at={proposal.expires_at} />
      </p>
      {proposal.proposer_person === me.person ? (
        <p className="notice">{texts.own}</p>
      ) : (
        <div className="acts">
          {(['approve', 'reject'] as const).map((decision) => (
            <button
              key={decision}
              type="button"
              className={decision === 'approve' ? 'primary' : undefined}
              aria-disabled={act.sending === 'sending'}
              onClick={() =>
                act.post(`/v1/grant-proposals/${encodeURIComponent(proposal.id)}/approvals`, { decision })
              }
            >
              {texts[decision]}
            </button>
          ))}
        </div>
      )}
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </li>
  )
}

// What is proposed for a rule, and its decision by another person, with a comment in either case.
import { type FormEvent, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, NotDone, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Backtest } from './backtest-line.tsx'
import { Difference } from './difference.tsx'
import { rulesTexts } from './texts.ts'
import type { Proposal, Revision, RuleLife } from './types.ts'

interface Props {
  readonly rule: RuleLife
  readonly onChanged: () => void
}

export function Proposals({ rule, onChanged }: Props) {
  const texts = useTexts(rulesTexts)
  const { api } = useSession()
  const polled = usePolled<Page<Proposal>>(
    api,
    `/v1/proposals?target=${encodeURIComponent(rule.id)}&limit=50`,
  )
  function changed(): void {
    polled.refresh()
    onChanged()
  }
  return (
    <Live polled={polled}>
      {({ items }) => (
        <>
          {items.length === 0 && <Empty title={texts.noProposals}>{texts.noProposalsLine}</Empty>}
          <ul className="rows">
            {items.map((one) => (
              <ProposalRow key={one.id} proposal={one} rule={rule} onChanged={changed} />
            ))}
          </ul>
        </>
      )}
    </Live>
  )
}

function ProposalRow({ proposal, rule, onChanged }: Props & { readonly proposal: Proposal }) {
  const texts = useTexts(rulesTexts)
  const act = proposal.subject.act ?? proposal.kind.split('.').at(-1) ?? ''
  return (
    <li className="row">
      <p className="row-top">
        <strong>{wordFor(texts.acts, act)}</strong>
        <span>{wordFor(texts.proposalState, proposal.state)}</span>
        <span className="soft small">
          <Moment at={proposal.created_at} />
        </span>
      </p>
      <p>{proposal.proposer_person === null ? texts.fileProposal : proposal.reason}</p>
      <ul className="events">
        {proposal.approvals.map((one) => (
          <li key={`${one.person} ${one.at}`}>
            <Moment at={one.at} /> <strong>{wordFor(texts.decisions, one.decision)}</strong>
            {one.note !== null && <span className="block">{one.note}</span>}
          </li>
        ))}
      </ul>
      {proposal.backtest !== null && <Backtest backtest={proposal.backtest} />}
      {proposal.state === 'open' && (
        <>
          <p className="soft small">
            {texts.expires} <Moment at={proposal.expires_at} />
          </p>
          <Proposed proposal={proposal} rule={rule} />
          <Decide proposal={proposal} onDone={onChanged} />
        </>
      )}
    </li>
  )
}

/** The words that would change, for whoever approves them. */
function Proposed({ proposal, rule }: { readonly proposal: Proposal; readonly rule: RuleLife }) {
  const texts = useTexts(rulesTexts)
  const { api } = useSession()
  const path = `/v1/rules/${encodeURIComponent(rule.id)}/revisions/`
  const hash = proposal.subject.hash
  const base = rule.in_force?.revision
  const own = usePolled<Revision>(api, hash === undefined ? undefined : path + hash.slice(0, 16), 3_600_000)
  const active = usePolled<Revision>(
    api,
    base === undefined ? undefined : path + base.slice(0, 16),
    3_600_000,
  )
  if (own.data === undefined || (base !== undefined && active.data === undefined)) return null
  return (
    <Difference
      before={active.data?.yaml ?? ''}
      after={own.data.yaml}
      title={texts.differenceOf(own.data.version)}
    />
  )
}

function Decide({ proposal, onDone }: { readonly proposal: Proposal; readonly onDone: () => void }) {
  const texts = useTexts(rulesTexts)
  const { can, me } = useSession()
  const [decision, setDecision] = useState<'approve' | 'reject'>('approve')
  const act = useAct(onDone)
  const isOwn = proposal.author_person === me.person || proposal.proposer_person === me.person
  const why = isOwn ? texts.ownProposal : can('rules:approve') ? undefined : texts.mayNot
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (why !== undefined) return
    const note = textOf(new FormData(event.currentTarget), `note-${proposal.id}`)
    act.post(`/v1/proposals/${encodeURIComponent(proposal.id)}/approvals`, { decision, note })
  }
  return (
    <form onSubmit={submit} className="rule-decide">
      {why !== undefined && (
        <p className="notice" id={`why-${proposal.id}`}>
          {why}
        </p>
      )}
      {why === undefined && (
        <Field
          name={`note-${proposal.id}`}
          label={texts.comment}
          hint={texts.commentHint}
          error={faultAt(act.sending, '/note')}
        >
          {(field) => <textarea {...field} rows={2} required minLength={3} maxLength={1_000} />}
        </Field>
      )}
      <div className="form-acts">
        {(['approve', 'reject'] as const).map((one) => (
          <button
            key={one}
            type="submit"
            className={one === 'approve' ? 'primary' : undefined}
            disabled={why !== undefined}
            aria-describedby={why === undefined ? undefined : `why-${proposal.id}`}
            onClick={() => setDecision(one)}
          >
            {texts[one]}
          </button>
        ))}
      </div>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}

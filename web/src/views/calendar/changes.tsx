// Proposed changes of the calendar: each with its effect, decided by another person than the one who proposed it.
import { type FormEvent, useState } from 'react'
import type { Answers } from '../../api-schema.ts'
import { faultAt, NotDone, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Live, Moment } from '../../design/parts.tsx'
import type { Polled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { EffectTable } from './effect-table.tsx'
import { calendarTexts } from './texts.ts'

export type Proposals = Answers['GET /v1/processes/{id}/calendar/proposals']
type Proposal = Proposals['items'][number]

export function Changes({
  path,
  polled,
  onChanged,
}: {
  readonly path: string
  readonly polled: Polled<Proposals>
  readonly onChanged: () => void
}) {
  const words = useTexts(calendarTexts)
  return (
    <section className="panel" aria-labelledby="changes">
      <h2 id="changes">{words.changes}</h2>
      <Live polled={polled}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{words.noChanges}</p>
          ) : (
            <ul className="rows">
              {items.map((one) => (
                <Row key={one.id} path={path} proposal={one} onChanged={onChanged} />
              ))}
            </ul>
          )
        }
      </Live>
    </section>
  )
}

function Row({
  path,
  proposal,
  onChanged,
}: {
  readonly path: string
  readonly proposal: Proposal
  readonly onChanged: () => void
}) {
  const words = useTexts(calendarTexts)
  const { language } = useSpeech()
  return (
    <li className="row">
      <p className="row-top">
        <strong>{proposal.act[language]}</strong>
        <span className="soft small">
          <Moment at={proposal.created_at} />
        </span>
      </p>
      <p>{proposal.origin === 'file' ? words.ofFile : proposal.reason}</p>
      {proposal.moved === null ? (
        <p className="notice">{words.unfit}</p>
      ) : (
        <EffectTable moved={proposal.moved} />
      )}
      <p className="soft small">
        {words.expires} <Moment at={proposal.expires_at} />
      </p>
      <Decide path={path} proposal={proposal} onDone={onChanged} />
    </li>
  )
}

function Decide({
  path,
  proposal,
  onDone,
}: {
  readonly path: string
  readonly proposal: Proposal
  readonly onDone: () => void
}) {
  const words = useTexts(calendarTexts)
  const { can } = useSession()
  const [decision, setDecision] = useState<'approve' | 'reject'>('approve')
  const act = useAct(onDone)
  const why = proposal.own ? words.ownProposal : can('rules:approve') ? undefined : words.mayNot
  if (why !== undefined) return <p className="notice">{why}</p>
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const note = textOf(new FormData(event.currentTarget), `note-${proposal.id}`)
    act.post(`${path}/calendar/proposals/${proposal.id}/approvals`, { decision, note })
  }
  return (
    <form onSubmit={submit}>
      <Field name={`note-${proposal.id}`} label={words.comment} error={faultAt(act.sending, '/note')}>
        {(field) => <textarea {...field} rows={2} required minLength={3} maxLength={1_000} />}
      </Field>
      <div className="form-acts">
        {(['approve', 'reject'] as const).map((one) => (
          <button
            key={one}
            type="submit"
            className={one === 'approve' ? 'primary' : undefined}
            onClick={() => setDecision(one)}
          >
            {words.decide[one]}
          </button>
        ))}
      </div>
      <NotDone sending={act.sending} refusals={words.refusals} />
    </form>
  )
}

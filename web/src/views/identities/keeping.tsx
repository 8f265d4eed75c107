// How long identities are kept: the figure in force, and another one that two persons set.
import { type FormEvent, useState } from 'react'
import type { IdentityRetention } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Moment } from '../../design/parts.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { identitiesTexts } from './texts.ts'
import { Reviewed, Who } from './who.tsx'

const path = '/v1/identity-retention'

export function Keeping() {
  const texts = useTexts(identitiesTexts)
  const { api, can, format } = useSession()
  const [isOpen, setOpen] = useState(false)
  const polled = usePolled<IdentityRetention>(api, can('identity:review') ? path : undefined, 15_000)
  return (
    <>
      {can('identity:keep') && (
        <Reveal isMain label={texts.propose} isOpen={isOpen} onToggle={setOpen}>
          <Propose
            onDone={() => {
              setOpen(false)
              polled.refresh()
            }}
          />
        </Reveal>
      )}
      <Reviewed polled={polled}>
        {({ days, since, waiting }) => (
          <>
            <section className="panel narrow identities-keeping">
              <p className="lead">{texts.keepingNow(format.number(days))}</p>
              <p>{texts.keepingLine}</p>
              <p className="soft small">
                {since === null ? (
                  texts.keepingDefault
                ) : (
                  <>
                    {texts.keepingSince} <Moment at={since} />
                  </>
                )}
              </p>
            </section>
            <h2 className="group-title">{texts.keepingWaiting}</h2>
            {waiting.length === 0 && <p className="soft">{texts.noWaiting}</p>}
            <ul className="rows narrow">
              {waiting.map((one) => (
                <WaitingRow key={one.proposal} waiting={one} onDone={polled.refresh} />
              ))}
            </ul>
          </>
        )}
      </Reviewed>
    </>
  )
}

function WaitingRow({
  waiting,
  onDone,
}: {
  readonly waiting: IdentityRetention['waiting'][number]
  readonly onDone: () => void
}) {
  const texts = useTexts(identitiesTexts)
  const { can, me, format } = useSession()
  const act = useAct(onDone)
  return (
    <li className="row">
      <p className="row-top">
        <strong>{texts.days(format.number(waiting.days))}</strong>
      </p>
      <p>{waiting.reason}</p>
      <p className="soft small">
        {texts.proposedBy}: <Who person={waiting.person} />, <Moment at={waiting.proposed_at} /> ·{' '}
        {texts.lapses} <Moment at={waiting.expires_at} />
      </p>
      {can('identity:keep') &&
        (waiting.person === me.person ? (
          <p className="soft small">{texts.proposeOwn}</p>
        ) : (
          <div className="acts">
            {(['approve', 'reject'] as const).map((decision) => (
              <button
                key={decision}
                type="button"
                className={decision === 'approve' ? 'primary' : undefined}
                aria-disabled={act.sending === 'sending'}
                onClick={() =>
                  act.post(`${path}/${encodeURIComponent(waiting.proposal)}/decisions`, { decision })
                }
              >
                {decision === 'approve' ? texts.agree : texts.reject}
              </button>
            ))}
          </div>
        ))}
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </li>
  )
}

function Propose({ onDone }: { readonly onDone: () => void }) {
  const texts = useTexts(identitiesTexts)
  const act = useAct(onDone)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    act.post(path, { days: Number(textOf(data, 'keeping-days')), reason: textOf(data, 'keeping-reason') })
  }
  return (
    <form onSubmit={submit}>
      <Field
        name="keeping-days"
        label={texts.proposeDays}
        hint={texts.proposeDaysHint}
        error={faultAt(act.sending, '/days')}
      >
        {(field) => <input {...field} type="number" required min={1} max={3_650} step={1} />}
      </Field>
      <Field
        name="keeping-reason"
        label={texts.reason}
        hint={texts.reasonHint}
        error={faultAt(act.sending, '/reason')}
      >
        {(field) => (
          <textarea {...field} rows={2} required autoComplete="off" minLength={10} maxLength={1_000} />
        )}
      </Field>
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {texts.proposeSend}
      </button>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}

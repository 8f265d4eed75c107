// Agreements between parties, and whether they are kept.
import { type FormEvent, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { withOffset } from '../../format.ts'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { AgreementForm } from './agreement-form.tsx'
import { responseTexts } from './texts.ts'
import type { Agreement, FollowUp } from './types.ts'

export function AgreementsPart() {
  const texts = useTexts(responseTexts)
  const { api, can, me } = useSession()
  const [isOpen, setOpen] = useState(false)
  const polled = usePolled<Page<Agreement>>(api, '/v1/agreements?limit=200')
  const mayAct = can('alerts:act') && me.role !== 'un_liaison'
  return (
    <>
      <p className="soft narrow">{texts.agreements.lead}</p>
      {mayAct && (
        <Reveal isMain label={texts.agreements.add} isOpen={isOpen} onToggle={setOpen}>
          <AgreementForm
            onDone={() => {
              setOpen(false)
              polled.refresh()
            }}
          />
        </Reveal>
      )}
      <Live polled={polled}>
        {({ items }) => (
          <>
            {items.length === 0 && <Empty title={texts.agreements.none}>{texts.agreements.noneLine}</Empty>}
            <ul className="rows messages">
              {items.map((one) => (
                <AgreementRow key={one.id} agreement={one} mayAct={mayAct} onDone={polled.refresh} />
              ))}
            </ul>
          </>
        )}
      </Live>
    </>
  )
}

function AgreementRow({
  agreement,
  mayAct,
  onDone,
}: {
  readonly agreement: Agreement
  readonly mayAct: boolean
  readonly onDone: () => void
}) {
  const texts = useTexts(responseTexts)
  const { language } = useSpeech()
  const { labels, format } = useSession()
  return (
    <li className="row">
      <p className="row-top small">
        <strong>{wordFor(texts.agreements.kinds, agreement.kind)}</strong>
        <span className="soft">
          {labels.place(agreement.place)} · <Moment at={agreement.agreed_at} />
        </span>
      </p>
      <p>{agreement.text[language]}</p>
      <p className="soft small">
        {texts.agreements.parties}: {format.list(agreement.parties)} ·{' '}
        <Link href={`/alerts/${agreement.alert_id}`}>{texts.openAlert}</Link>
      </p>
      {agreement.follow_ups.length > 0 && (
        <ul className="events" aria-label={texts.agreements.follow}>
          {agreement.follow_ups.map((one) => (
            <li key={one.id}>
              <Moment at={one.due_at} />{' '}
              <strong className={one.overdue ? 'late' : undefined}>
                {one.result === null ? texts.agreements.open : wordFor(texts.agreements.results, one.result)}
              </strong>
              {one.note !== null && <span className="block">{one.note}</span>}
              {one.result === null && mayAct && (
                <Check agreement={agreement.id} followUp={one} onDone={onDone} />
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function Check({
  agreement,
  followUp,
  onDone,
}: {
  readonly agreement: string
  readonly followUp: FollowUp
  readonly onDone: () => void
}) {
  const texts = useTexts(responseTexts)
  const { timeZone } = useSession()
  const [isOpen, setOpen] = useState(false)
  const act = useAct(onDone)
  const name = (field: string): string => `${field}-${followUp.id}`
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const next = textOf(data, name('next'))
    act.post(
      `/v1/agreements/${encodeURIComponent(agreement)}/follow-ups/${encodeURIComponent(followUp.id)}`,
      {
        result: textOf(data, name('result')),
        note: textOf(data, name('note')),
        ...(next === '' ? {} : { next_at: withOffset(next, timeZone) }),
      },
    )
  }
  return (
    <Reveal label={texts.agreements.check} isOpen={isOpen} onToggle={setOpen}>
      <form onSubmit={submit}>
        <Field name={name('result')} label={texts.agreements.result} error={undefined}>
          {(field) => (
            <select {...field} required>
              {Object.entries(texts.agreements.results).map(([code, label]) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name={name('note')} label={texts.agreements.noteNeeded} error={faultAt(act.sending, '/note')}>
          {(field) => <textarea {...field} rows={2} required minLength={3} maxLength={2_000} />}
        </Field>
        <Field name={name('next')} label={texts.agreements.next} error={faultAt(act.sending, '/next_at')}>
          {(field) => <input {...field} type="datetime-local" />}
        </Field>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {texts.agreements.save}
        </button>
        <NotDone sending={act.sending} refusals={texts.refusals} />
      </form>
    </Reveal>
  )
}

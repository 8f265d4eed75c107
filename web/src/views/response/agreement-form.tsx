// Records what parties agreed on after an alert, with a date to look at it again.
import type { FormEvent } from 'react'
import { faultAt, NotDone, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { withOffset } from '../../format.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { AlertField } from './new-measure.tsx'
import { responseTexts } from './texts.ts'

function agreementFrom(data: FormData, timeZone: string): object {
  const look = textOf(data, 'agreement-look')
  const parties = textOf(data, 'agreement-parties').split('\n')
  return {
    alert_id: textOf(data, 'new-alert'),
    kind: textOf(data, 'agreement-kind'),
    text: { es: textOf(data, 'agreement-es'), en: textOf(data, 'agreement-en') },
    parties: parties.map((one) => one.trim()).filter((one) => one !== ''),
    agreed_at: withOffset(textOf(data, 'agreement-at'), timeZone),
    follow_up_at: look === '' ? [] : [withOffset(look, timeZone)],
  }
}

export function AgreementForm({ onDone }: { readonly onDone: () => void }) {
  const { agreements: words, refusals } = useTexts(responseTexts)
  const { timeZone } = useSession()
  const act = useAct(onDone)
  const { sending } = act
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    act.post('/v1/agreements', agreementFrom(data, timeZone))
  }
  return (
    <form onSubmit={submit}>
      <AlertField />
      <Field name="agreement-kind" label={words.kind} error={undefined}>
        {(field) => (
          <select {...field} required>
            {Object.entries(words.kinds).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="agreement-es" label={words.es} error={faultAt(sending, '/text/es')}>
        {(field) => <textarea {...field} rows={3} required maxLength={4_000} lang="es" />}
      </Field>
      <Field name="agreement-en" label={words.en} error={faultAt(sending, '/text/en')}>
        {(field) => <textarea {...field} rows={3} required maxLength={4_000} lang="en" />}
      </Field>
      <Field
        name="agreement-parties"
        label={words.parties}
        hint={words.partiesHint}
        error={faultAt(sending, '/parties')}
      >
        {(field) => <textarea {...field} rows={3} required />}
      </Field>
      <div className="form-row">
        <Field name="agreement-at" label={words.agreedAt} error={faultAt(sending, '/agreed_at')}>
          {(field) => <input {...field} type="datetime-local" required />}
        </Field>
        <Field name="agreement-look" label={words.followUp} error={faultAt(sending, '/follow_up_at/0')}>
          {(field) => <input {...field} type="datetime-local" />}
        </Field>
      </div>
      <button type="submit" className="primary" aria-disabled={sending === 'sending'}>
        {words.submit}
      </button>
      <NotDone sending={sending} refusals={refusals} />
    </form>
  )
}

// A measure that a person recommends for an alert, or records as taken.
import { type FormEvent, useState } from 'react'
import type { Alert, Page } from '../../api-types.ts'
import { faultAt, NotDone, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { withOffset } from '../../format.ts'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { responseTexts } from './texts.ts'

export function NewMeasure() {
  const texts = useTexts(responseTexts)
  const { timeZone } = useSession()
  const part = useFocusOnArrival<HTMLElement>('new')
  const [isTaken, setTaken] = useState(false)
  const act = useAct<{ readonly id: string }>(({ id }) => goTo(`/response/${id}`, 'replace'))
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const wall = textOf(data, 'new-due')
    const line = textOf(data, 'new-line')
    act.post(`/v1/alerts/${encodeURIComponent(textOf(data, 'new-alert'))}/actions`, {
      text: { es: textOf(data, 'new-es'), en: textOf(data, 'new-en') },
      addressee: textOf(data, 'new-addressee'),
      class: textOf(data, 'new-class'),
      ...(line === '' ? {} : { line }),
      ...(isTaken || wall === '' ? {} : { due_at: withOffset(wall, timeZone) }),
      taken: isTaken,
    })
  }
  return (
    <article ref={part} tabIndex={-1} className="narrow">
      <p className="back">
        <Link href="/response">← {texts.back}</Link>
      </p>
      <h1>{texts.fresh.title}</h1>
      <form onSubmit={submit}>
        <AlertField />
        <TextFields sending={act.sending} />
        <CodeFields sending={act.sending} />
        <label className="check field">
          <input type="checkbox" checked={isTaken} onChange={(event) => setTaken(event.target.checked)} />
          {texts.fresh.taken}
        </label>
        {!isTaken && (
          <Field
            name="new-due"
            label={texts.fresh.due}
            hint={texts.fresh.dueHint(timeZone)}
            error={faultAt(act.sending, '/due_at')}
          >
            {(field) => <input {...field} type="datetime-local" required />}
          </Field>
        )}
        <NotDone sending={act.sending} refusals={texts.refusals} />
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {isTaken ? texts.fresh.submitTaken : texts.fresh.submit}
        </button>
      </form>
    </article>
  )
}

/** The open alerts; `?alert=<id>` chooses one. */
export function AlertField() {
  const texts = useTexts(responseTexts)
  const { language, texts: common } = useSpeech()
  const { api, labels } = useSession()
  const { query } = useAddress()
  const { data } = usePolled<Page<Alert>>(api, '/v1/alerts?limit=200')
  const [chosen, setChosen] = useState(query.get('alert') ?? '')
  const items = data?.items.filter((one) => one.id === chosen || one.closed_at === null) ?? []
  return (
    <Field name="new-alert" label={texts.fresh.alert} error={undefined}>
      {(field) => (
        <select {...field} required value={chosen} onChange={(event) => setChosen(event.target.value)}>
          <option value="">{texts.fresh.chooseAlert}</option>
          {items.map((one) => (
            <option key={one.id} value={one.id}>
              {wordFor(common.codes.level, one.level ?? one.max_level)} · {one.title[language]} –{' '}
              {labels.place(one.place)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function TextFields({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(responseTexts)
  return (
    <>
      <Field name="new-es" label={texts.fresh.es} error={faultAt(sending, '/text/es')}>
        {(field) => <textarea {...field} rows={3} required maxLength={2_000} lang="es" />}
      </Field>
      <Field
        name="new-en"
        label={texts.fresh.en}
        hint={texts.fresh.enHint}
        error={faultAt(sending, '/text/en')}
      >
        {(field) => <textarea {...field} rows={3} required maxLength={2_000} lang="en" />}
      </Field>
    </>
  )
}

function CodeFields({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(responseTexts)
  const { labels } = useSession()
  const lines = labels.options('responseLines')
  return (
    <div className="form-row">
      <Field name="new-addressee" label={texts.fresh.addressee} error={faultAt(sending, '/addressee')}>
        {(field) => (
          <select {...field} required defaultValue="">
            <option value="" />
            {labels.options('addressees').map(({ code, label }) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="new-class" label={texts.class} error={faultAt(sending, '/class')}>
        {(field) => (
          <select {...field} required>
            {Object.entries(texts.classes).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      {lines.length > 0 && (
        <Field name="new-line" label={texts.fresh.line} error={faultAt(sending, '/line')}>
          {(field) => (
            <select {...field}>
              <option value="">{texts.fresh.noLine}</option>
              {lines.map(({ code, label }) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </div>
  )
}

// What may be done with a measure in its state; the server says what it allows.
import { type FormEvent, useState } from 'react'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { EvidenceForm } from './evidence-form.tsx'
import { MeasureEdit } from './measure-edit.tsx'
import { responseTexts } from './texts.ts'
import type { ActProps } from './types.ts'

type Form = 'decline' | 'evidence' | 'rate' | 'edit'
const steps = ['issue', 'accept', 'start'] as const

export function MeasureActs({ measure, onDone }: ActProps) {
  const texts = useTexts(responseTexts)
  const { can, me } = useSession()
  const [opened, setOpened] = useState<Form>()
  const step = useAct(onDone)
  if (!can('alerts:act') || me.role === 'un_liaison') return null
  const allows = (verb: string): boolean => measure.allows.includes(verb)
  function done(): void {
    setOpened(undefined)
    onDone()
  }
  const reveal = (form: Form) => ({
    label: texts.verbs[form],
    isOpen: opened === form,
    onToggle: (isOpen: boolean) => setOpened(isOpen ? form : undefined),
  })
  const path = `/v1/actions/${encodeURIComponent(measure.id)}`
  const [first] = steps.filter(allows)
  return (
    <>
      <div className="acts">
        {steps.filter(allows).map((verb) => (
          <button
            key={verb}
            type="button"
            className={verb === first ? 'primary' : undefined}
            aria-disabled={step.sending === 'sending'}
            onClick={() => step.post(`${path}:${verb}`, {})}
          >
            {texts.verbs[verb]}
          </button>
        ))}
        {allows('decline') && (
          <Reveal {...reveal('decline')}>
            <Decline measure={measure} onDone={done} />
          </Reveal>
        )}
        {allows('evidence') && (
          <Reveal {...reveal('evidence')}>
            <EvidenceForm measure={measure} onDone={done} />
          </Reveal>
        )}
        {allows('rate') && (
          <Reveal {...reveal('rate')}>
            <Rate measure={measure} onDone={done} />
          </Reveal>
        )}
        {allows('edit') && (
          <Reveal {...reveal('edit')}>
            <MeasureEdit measure={measure} onDone={done} />
          </Reveal>
        )}
      </div>
      <NotDone sending={step.sending} refusals={texts.refusals} />
    </>
  )
}

function Decline({ measure, onDone }: ActProps) {
  const texts = useTexts(responseTexts)
  const act = useAct(onDone)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const reason = textOf(new FormData(event.currentTarget), 'decline-reason')
    act.post(`/v1/actions/${encodeURIComponent(measure.id)}:decline`, { reason })
  }
  return (
    <form onSubmit={submit}>
      <Field
        name="decline-reason"
        label={texts.reason}
        hint={texts.reasonHint}
        error={faultAt(act.sending, '/reason')}
      >
        {(field) => <textarea {...field} rows={3} required minLength={3} maxLength={2_000} />}
      </Field>
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {texts.confirmDecline}
      </button>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}

function Rate({ measure, onDone }: ActProps) {
  const texts = useTexts(responseTexts)
  const act = useAct(onDone)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const rating = Number(textOf(data, 'rating'))
    const reason = textOf(data, 'rating-reason')
    act.post(`/v1/actions/${encodeURIComponent(measure.id)}/ratings`, { rating, reason })
  }
  return (
    <form onSubmit={submit}>
      <fieldset className="field">
        <legend>{texts.ratingLabel}</legend>
        {Object.entries(texts.ratings).map(([value, label]) => (
          <label key={value} className="check">
            <input type="radio" name="rating" value={value} required />
            {value} · {label}
          </label>
        ))}
      </fieldset>
      <Field
        name="rating-reason"
        label={texts.reason}
        hint={texts.ratingHint}
        error={faultAt(act.sending, '/reason')}
      >
        {(field) => <textarea {...field} rows={3} required minLength={3} maxLength={2_000} />}
      </Field>
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {texts.rate}
      </button>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}

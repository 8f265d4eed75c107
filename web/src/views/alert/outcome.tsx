// What came of a closed alert: what people said, the lead times that follow from it, and the form for saying so.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Alert, Outcome } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Fact, Moment } from '../../design/parts.tsx'
import { withOffset } from '../../format.ts'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { outcomeTexts } from './outcome-texts.ts'

const hourSeconds = 3_600
type Label = Outcome['labels'][number]

/** From the moment an alert is closed: what came of it, and by when somebody has to say so. */
export function OutcomePart({ alert, path }: { readonly alert: Alert; readonly path: string }) {
  const words = useTexts(outcomeTexts)
  const { api, can, me } = useSession()
  const polled = usePolled<Outcome>(api, `${path}/outcome`)
  const isClosed = alert.closed_at !== null
  if (polled.data === undefined) return null
  const { outcome, task, labels, notes } = polled.data
  // Of an open alert only what worked before is told; a label without a closing is one of an alert that opened again.
  if (!isClosed && labels.length + notes.length === 0) return null
  const mayAct = can('alerts:act') && me.role !== 'un_liaison'
  const hasLabelled = labels.some((one) => one.person === me.person)
  return (
    <section aria-labelledby="outcome">
      <h2 id="outcome">{words.outcomeTitle}</h2>
      {isClosed && <Standing outcome={outcome} task={task} />}
      {isClosed && mayAct && <OutcomeForm path={path} hasLabelled={hasLabelled} onDone={polled.refresh} />}
      {labels.map((one) => (
        <GivenLabel key={one.id} label={one} />
      ))}
      <Notes notes={notes} />
    </section>
  )
}

function Standing({ outcome, task }: Pick<Outcome, 'outcome' | 'task'>) {
  const words = useTexts(outcomeTexts)
  return (
    <p>
      {outcome === null ? words.noOutcome : <strong>{wordFor(words.labels, outcome)}</strong>}
      {task !== null && task.done_at === null && (
        <>
          {' '}
          · {words.outcomeDue} <Moment at={task.due_at} />
          {task.overdue && <strong> · {words.overdue}</strong>}
        </>
      )}
    </p>
  )
}

function GivenLabel({ label }: { readonly label: Label }) {
  const words = useTexts(outcomeTexts)
  const { format } = useSession()
  const lead = (seconds: number) =>
    seconds < 0 ? words.afterHarm : words.hours(format.number(seconds / hourSeconds))
  return (
    <dl className="facts">
      <Fact term={words.outcomeLabel}>
        {wordFor(words.labels, label.label)}
        {label.lesser && ` · ${words.lesser}`} · <Moment at={label.at} />
      </Fact>
      <Fact term={words.definition}>{wordFor(words.definitions, label.definition)}</Fact>
      {label.first_harm_at !== null && (
        <Fact term={words.firstHarm}>
          <Moment at={label.first_harm_at} withAge={false} />
        </Fact>
      )}
      {label.lead_from_firing_s !== null && (
        <Fact term={words.leadFromFiring}>{lead(label.lead_from_firing_s)}</Fact>
      )}
      {label.lead_from_receipt_s !== null && (
        <Fact term={words.leadFromReceipt}>{lead(label.lead_from_receipt_s)}</Fact>
      )}
      {label.reason !== null && (
        <Fact term={words.outcomeReason}>
          <span lang={label.language}>{label.reason}</span>
        </Fact>
      )}
      {label.note !== null && (
        <Fact term={words.outcomeNote}>
          <span lang={label.language}>{label.note}</span>
        </Fact>
      )}
    </dl>
  )
}

function Notes({ notes }: { readonly notes: Outcome['notes'] }) {
  const words = useTexts(outcomeTexts)
  const { labels } = useSession()
  if (notes.length === 0) return null
  return (
    <>
      <h3>{words.notes}</h3>
      <ul className="events">
        {notes.map((one) => (
          <li key={one.alert_id} lang={one.language}>
            {one.note}{' '}
            <span className="soft small">
              {one.department === null ? '' : `${labels.place(one.department)} · `}
              <Moment at={one.at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

type Name = Label['label']
const names: readonly Name[] = ['confirmed', 'averted', 'false_alarm', 'undetermined']

interface FormProps {
  readonly path: string
  /** One label per person: where the reader has changed their mind, another person gives the second. */
  readonly hasLabelled: boolean
  readonly onDone: () => void
}

function OutcomeForm({ path, hasLabelled, onDone }: FormProps) {
  const words = useTexts(outcomeTexts)
  const { language } = useSpeech()
  const { timeZone } = useSession()
  const [isOpen, setOpen] = useState(false)
  const [label, setLabel] = useState<Name>('confirmed')
  const act = useAct(onDone)
  const answer = useRef<HTMLParagraphElement>(null)
  const isDone = act.sending === 'done'
  // The form is gone then, and with it the focus.
  useEffect(() => {
    if (isDone) answer.current?.focus()
  }, [isDone])
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const [reason, ref, note] = ['outcome-reason', 'outcome-evidence', 'outcome-note'].map((one) =>
      textOf(data, one),
    )
    act.post(`${path}/outcome`, {
      label,
      lesser: data.has('lesser'),
      definition: textOf(data, 'outcome-definition'),
      ...(label === 'confirmed' ? { first_harm_at: withOffset(textOf(data, 'outcome-harm'), timeZone) } : {}),
      ...(reason ? { reason } : {}),
      ...(ref ? { evidence: [{ kind: ref.startsWith('http') ? 'link' : 'document', ref }] } : {}),
      ...(note ? { note } : {}),
      language,
    })
  }
  if (isDone) {
    return (
      <p ref={answer} tabIndex={-1} role="status" className="notice notice-good no-print">
        {words.outcomeSaved}
      </p>
    )
  }
  if (hasLabelled) return null
  return (
    <div className="no-print">
      <Reveal label={words.outcomeForm} isOpen={isOpen} onToggle={setOpen}>
        <form onSubmit={submit}>
          <LabelChoice label={label} onChoose={setLabel} />
          <OutcomeFields label={label} sending={act.sending} />
          <NotDone sending={act.sending} />
          <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
            {act.sending === 'sending' ? words.sending : words.outcomeSave}
          </button>
        </form>
      </Reveal>
    </div>
  )
}

function LabelChoice({
  label,
  onChoose,
}: {
  readonly label: Name
  readonly onChoose: (label: Name) => void
}) {
  const words = useTexts(outcomeTexts)
  return (
    <fieldset className="field">
      <legend>{words.outcomeLabel}</legend>
      {names.map((one) => (
        <label key={one} className="check">
          <input
            type="radio"
            name="outcome-label"
            value={one}
            checked={label === one}
            onChange={() => onChoose(one)}
          />
          {words.labels[one]}
        </label>
      ))}
    </fieldset>
  )
}

function OutcomeFields({ label, sending }: { readonly label: Name; readonly sending: Sending }) {
  const words = useTexts(outcomeTexts)
  const { timeZone } = useSession()
  const isProven = label === 'averted'
  return (
    <>
      <Field name="outcome-definition" label={words.definition} error={faultAt(sending, '/definition')}>
        {(field) => (
          <select {...field} required>
            {Object.entries(words.definitions).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {label === 'confirmed' && (
        <>
          <Field
            name="outcome-harm"
            label={words.firstHarm}
            hint={words.firstHarmHint(timeZone)}
            error={faultAt(sending, '/first_harm_at')}
          >
            {(field) => <input {...field} type="datetime-local" required />}
          </Field>
          <label className="check field">
            <input type="checkbox" name="lesser" />
            {words.lesser}
          </label>
        </>
      )}
      <Field
        name="outcome-reason"
        label={words.outcomeReason}
        hint={words.outcomeReasonHint}
        error={faultAt(sending, '/reason')}
      >
        {(field) => <textarea {...field} rows={2} required={isProven} minLength={3} maxLength={8_000} />}
      </Field>
      <Field name="outcome-evidence" label={words.outcomeEvidence} error={faultAt(sending, '/evidence')}>
        {(field) => <input {...field} required={isProven} maxLength={2_000} autoComplete="off" />}
      </Field>
      <Field
        name="outcome-note"
        label={words.outcomeNote}
        hint={words.outcomeNoteHint}
        error={faultAt(sending, '/note')}
      >
        {(field) => <textarea {...field} rows={3} minLength={3} maxLength={8_000} />}
      </Field>
    </>
  )
}

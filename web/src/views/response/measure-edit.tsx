// Another institution, class or due date. Whoever was second sees both versions and loses nothing of what was typed.
import { type FormEvent, useRef, useState } from 'react'
import { ApiError } from '../../api.ts'
import { faultAt, NotDone, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Fact } from '../../design/parts.tsx'
import { wallTime, withOffset } from '../../format.ts'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { responseTexts } from './texts.ts'
import type { ActProps, MeasureDetail } from './types.ts'

interface Edit {
  readonly addressee?: string
  readonly class?: string
  readonly due_at?: string
  readonly reason?: string
}

/** Only what differs from what the person saw when the form was opened. */
function editFrom(data: FormData, seen: MeasureDetail, timeZone: string): Edit {
  const addressee = textOf(data, 'edit-addressee')
  const kind = textOf(data, 'edit-class')
  const wall = textOf(data, 'edit-due')
  const due = wall === '' ? undefined : withOffset(wall, timeZone)
  const was = seen.due_at === null ? '' : wallTime(Date.parse(seen.due_at), timeZone)
  const reason = textOf(data, 'edit-reason')
  return {
    ...(addressee === seen.addressee ? {} : { addressee }),
    ...(kind === '' || kind === seen.class ? {} : { class: kind }),
    ...(due === undefined || wall === was ? {} : { due_at: due }),
    ...(reason === '' ? {} : { reason }),
  }
}

export function MeasureEdit({ measure, onDone }: ActProps) {
  const texts = useTexts(responseTexts)
  const { timeZone } = useSession()
  // What the person saw, until it was saved: the poll goes on behind the form.
  const [seen, setSeen] = useState(measure)
  const form = useRef<HTMLFormElement>(null)
  const act = useAct<{ readonly version: number }>(() => onDone())
  const isBehind = act.sending instanceof ApiError && act.sending.status === 412
  function save(over: MeasureDetail): void {
    if (form.current === null) return
    const edit = editFrom(new FormData(form.current), seen, timeZone)
    setSeen({ ...seen, version: over.version })
    act.change('PATCH', `/v1/actions/${encodeURIComponent(measure.id)}`, edit, `"${over.version}"`)
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    save(isBehind ? measure : seen)
  }
  return (
    <form ref={form} onSubmit={submit}>
      <EditFields seen={seen} sending={act.sending} />
      {isBehind && <Behind now={measure} />}
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {isBehind ? texts.saveMine : texts.save}
      </button>
      {!isBehind && <NotDone sending={act.sending} refusals={texts.refusals} />}
    </form>
  )
}

function EditFields({
  seen,
  sending,
}: {
  readonly seen: MeasureDetail
  readonly sending: ReturnType<typeof useAct>['sending']
}) {
  const texts = useTexts(responseTexts)
  const { labels, timeZone } = useSession()
  const due = seen.due_at === null ? '' : wallTime(Date.parse(seen.due_at), timeZone)
  return (
    <>
      <div className="form-row">
        <Field name="edit-addressee" label={texts.facts.addressee} error={faultAt(sending, '/addressee')}>
          {(field) => (
            <select {...field} defaultValue={seen.addressee}>
              {labels.options('addressees').map(({ code, label }) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="edit-class" label={texts.facts.class} error={faultAt(sending, '/class')}>
          {(field) => (
            <select {...field} defaultValue={seen.class ?? ''}>
              {seen.class === null && <option value="">{texts.notSaid}</option>}
              {Object.entries(texts.classes).map(([code, label]) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          name="edit-due"
          label={texts.facts.due}
          hint={texts.fresh.dueHint(timeZone)}
          error={faultAt(sending, '/due_at')}
        >
          {(field) => <input {...field} type="datetime-local" defaultValue={due} />}
        </Field>
      </div>
      <Field
        name="edit-reason"
        label={texts.reason}
        hint={texts.reasonHint}
        error={faultAt(sending, '/reason')}
      >
        {(field) => <textarea {...field} rows={2} maxLength={2_000} />}
      </Field>
    </>
  )
}

/** What stands now, beside the form that still holds what was typed. */
function Behind({ now }: { readonly now: MeasureDetail }) {
  const texts = useTexts(responseTexts)
  const { labels, format } = useSession()
  return (
    <div className="notice notice-bad" role="alert">
      <p>{texts.changedBy}</p>
      <h3>{texts.theirs}</h3>
      <dl className="facts">
        <Fact term={texts.facts.addressee}>{labels.of('addressees', now.addressee)}</Fact>
        <Fact term={texts.facts.class}>
          {now.class === null ? texts.notSaid : wordFor(texts.classes, now.class)}
        </Fact>
        <Fact term={texts.facts.due}>{now.due_at === null ? texts.noDue : format.moment(now.due_at)}</Fact>
        <Fact term={texts.facts.state}>{wordFor(texts.states, now.state)}</Fact>
      </dl>
    </div>
  )
}

// What if a date moves: the API says what it would do, step by step; whoever may, proposes it, and nothing is stored before.
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api.ts'
import type { Calendar } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Failure } from '../../design/parts.tsx'
import { dayText } from '../../format.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { type Effect, EffectTable } from './effect-table.tsx'
import { StepForm } from './step-form.tsx'
import { readStep, type Step } from './steps.ts'
import { calendarTexts } from './texts.ts'

interface Props {
  readonly path: string
  readonly calendar: Calendar
  readonly effect: Effect | undefined
  readonly onEffect: (effect: Effect | undefined) => void
  readonly onProposed: () => void
}

export function MovePreview({ path, calendar, effect, onEffect, onProposed }: Props) {
  const words = useTexts(calendarTexts)
  const { api, can } = useSession()
  const [steps, setSteps] = useState<readonly Step[]>([])
  const [asking, setAsking] = useState<'idle' | 'asking' | ApiError>('idle')
  async function ask(next: readonly Step[]): Promise<void> {
    setAsking('asking')
    try {
      onEffect(
        next.length === 0 ? undefined : await api.post<Effect>(`${path}/calendar:preview`, { steps: next }),
      )
      setSteps(next)
      setAsking('idle')
    } catch (error) {
      setAsking(error instanceof ApiError ? error : new ApiError(0, undefined))
    }
  }
  function proposed(): void {
    void ask([])
    onProposed()
  }
  return (
    <section className="panel" aria-labelledby="preview">
      <h2 id="preview">{words.preview}</h2>
      <p className="soft">{can('rules:propose') ? words.previewMayPropose : words.previewLead}</p>
      <StepForm
        calendar={calendar}
        isAsking={asking === 'asking'}
        onStep={(step) => void ask([...steps, step])}
      />
      {asking instanceof ApiError && <Failure error={asking} />}
      <Steps steps={steps} onSteps={(next) => void ask(next)} />
      <div role="status">
        {effect !== undefined && steps.length > 0 && <EffectTable moved={effect.moved} />}
      </div>
      {can('rules:propose') && effect !== undefined && effect.moved.length > 0 && (
        <Propose path={path} steps={steps} onDone={proposed} />
      )}
    </section>
  )
}

function Steps({
  steps,
  onSteps,
}: {
  readonly steps: readonly Step[]
  readonly onSteps: (steps: readonly Step[]) => void
}) {
  const words = useTexts(calendarTexts)
  const session = useSession()
  const { labels, format } = session
  if (steps.length === 0) return null
  const shown = { day: (date: string) => dayText(date, session), moment: format.moment }
  return (
    <>
      <ol className="calendar-steps">
        {steps.map((step, index) => (
          <li key={JSON.stringify(step)}>
            {readStep(step, words, labels, shown)}{' '}
            {steps.length > 1 && (
              <button type="button" onClick={() => onSteps(steps.toSpliced(index, 1))}>
                {words.removeStep}
              </button>
            )}
          </li>
        ))}
      </ol>
      <p>
        <button type="button" onClick={() => onSteps([])}>
          {words.forget}
        </button>
      </p>
    </>
  )
}

/** What was done by whom, where it can be read, and why: the second person sees all of it. */
function Propose({
  path,
  steps,
  onDone,
}: {
  readonly path: string
  readonly steps: readonly Step[]
  readonly onDone: () => void
}) {
  const words = useTexts(calendarTexts)
  const [isOpen, setOpen] = useState(false)
  const act = useAct(() => {
    setOpen(false)
    onDone()
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const [publisher, where] = [textOf(data, 'publisher'), textOf(data, 'public')]
    act.post(`${path}/calendar/revisions`, {
      steps,
      act: { es: textOf(data, 'act-es'), en: textOf(data, 'act-en') },
      ...(publisher === '' || where === '' ? {} : { source: { publisher, public: where } }),
      reason: textOf(data, 'reason'),
    })
  }
  return (
    <Reveal label={words.propose} isOpen={isOpen} onToggle={setOpen}>
      <form onSubmit={submit}>
        {(['es', 'en'] as const).map((language) => (
          <Field
            key={language}
            name={`act-${language}`}
            label={words.actIn[language]}
            error={faultAt(act.sending, `/act/${language}`)}
          >
            {(field) => <input {...field} required maxLength={300} lang={language} />}
          </Field>
        ))}
        <Field name="publisher" label={words.publisher} error={faultAt(act.sending, '/source/publisher')}>
          {(field) => <input {...field} maxLength={200} />}
        </Field>
        <Field name="public" label={words.publishedAt} error={faultAt(act.sending, '/source/public')}>
          {(field) => <input {...field} maxLength={300} />}
        </Field>
        <Field name="reason" label={words.reason} error={faultAt(act.sending, '/reason')}>
          {(field) => <textarea {...field} rows={2} required minLength={3} maxLength={1_000} />}
        </Field>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {words.proposeConfirm}
        </button>
        <NotDone sending={act.sending} refusals={words.refusals} />
      </form>
    </Reveal>
  )
}

// One step of a change: which date goes where, or from when the process stands still or goes on.
import { type FormEvent, useState } from 'react'
import type { Calendar } from '../../api-types.ts'
import { Field } from '../../design/field.tsx'
import { wallTime, withOffset } from '../../format.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { dayOfAct } from './days.ts'
import type { Stretch } from './lanes.ts'
import { alongs, emptyStep, type Step, type StepAct, type StepDraft, stepOf } from './steps.ts'
import { calendarTexts } from './texts.ts'

interface Props {
  readonly calendar: Calendar
  readonly isAsking: boolean
  readonly onStep: (step: Step) => void
}

export function StepForm({ calendar, isAsking, onStep }: Props) {
  const words = useTexts(calendarTexts)
  const { timeZone } = useSession()
  const [draft, setDraft] = useState<StepDraft>(emptyStep)
  const step = stepOf(draft, (wall) => withOffset(wall, timeZone))
  const set: Set = (part) => setDraft({ ...draft, ...part })
  function choose(milestone: string): void {
    const act = calendar.milestones[milestone]
    set({ milestone, day: act === undefined ? '' : dayToMove(act, timeZone) })
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (step === undefined || isAsking) return
    onStep(step)
    setDraft({ ...emptyStep, act: draft.act })
  }
  const hasMilestone = draft.act === 'move' || draft.act === 'set'
  return (
    <form className="preview-form" onSubmit={submit}>
      <Kind act={draft.act} onAct={(act) => setDraft({ ...emptyStep, act })} />
      {hasMilestone && <Milestone calendar={calendar} draft={draft} onMilestone={choose} />}
      {draft.act === 'set' && <Round draft={draft} set={set} />}
      <When draft={draft} set={set} />
      <div className="preview-submit">
        <button
          type="submit"
          className="primary"
          aria-disabled={step === undefined || isAsking}
          aria-describedby="preview-missing"
        >
          {isAsking ? words.asking : words.see}
        </button>
        <p id="preview-missing" className="soft small">
          {step === undefined && (hasMilestone ? words.chooseBoth : words.chooseDate)}
        </p>
      </div>
    </form>
  )
}

/** The day that the calendar gives, which the midnight of a deadline is not. */
function dayToMove(act: Stretch, timeZone: string): string {
  return dayOfAct(act) ?? wallTime(Date.parse(act.from), timeZone).slice(0, 10)
}

type Set = (part: Partial<StepDraft>) => void

interface PartProps {
  readonly draft: StepDraft
  readonly set: Set
}

const acts: readonly StepAct[] = ['move', 'set', 'suspend', 'resume']

function Kind({ act, onAct }: { readonly act: StepAct; readonly onAct: (act: StepAct) => void }) {
  const words = useTexts(calendarTexts)
  return (
    <Field name="step" label={words.step} error={undefined}>
      {(field) => (
        <select
          {...field}
          value={act}
          onChange={(event) => onAct(acts.find((one) => one === event.target.value) ?? 'move')}
        >
          {acts.map((one) => (
            <option key={one} value={one}>
              {words.stepActs[one]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function Round({ draft, set }: PartProps) {
  const words = useTexts(calendarTexts)
  return (
    <Field name="round" label={words.round} error={undefined}>
      {(field) => (
        <select {...field} value={draft.round} onChange={(event) => set({ round: event.target.value })}>
          <option value="">{words.wholeProcess}</option>
          {['1', '2', '3'].map((one) => (
            <option key={one} value={one}>
              {words.roundOf(Number(one))}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** A day; an hour too where one can be set; whether what comes later goes along where a day moves. */
function When({ draft, set }: PartProps) {
  const words = useTexts(calendarTexts)
  return (
    <>
      <Field name="date" label={words.newDate} error={undefined}>
        {(field) => (
          <input
            {...field}
            type="date"
            value={draft.day}
            onChange={(event) => set({ day: event.target.value })}
          />
        )}
      </Field>
      {draft.act === 'move' ? (
        <Field name="along" label={words.along} error={undefined}>
          {(field) => (
            <select
              {...field}
              value={draft.along}
              onChange={(event) =>
                set({ along: alongs.find((one) => one === event.target.value) ?? 'nothing' })
              }
            >
              {alongs.map((one) => (
                <option key={one} value={one}>
                  {words.alongs[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : (
        <Field name="time" label={words.time} error={undefined}>
          {(field) => (
            <input
              {...field}
              type="time"
              value={draft.time}
              onChange={(event) => set({ time: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

function Milestone({
  calendar,
  draft,
  onMilestone,
}: {
  readonly calendar: Calendar
  readonly draft: StepDraft
  readonly onMilestone: (code: string) => void
}) {
  const words = useTexts(calendarTexts)
  const { labels } = useSession()
  const dated = Object.entries(calendar.milestones)
    .toSorted(([, a], [, b]) => Date.parse(a.from) - Date.parse(b.from))
    .map(([code]) => code)
  // A date can be set for an act that has none; only one that has one can be moved.
  const codes = draft.act === 'move' ? dated : labels.options('milestones').map(({ code }) => code)
  return (
    <Field name="milestone" label={words.milestone} error={undefined}>
      {(field) => (
        <select {...field} value={draft.milestone} onChange={(event) => onMilestone(event.target.value)}>
          <option value="">{words.chooseMilestone}</option>
          {codes.map((code) => (
            <option key={code} value={code}>
              {labels.of('milestones', code)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

// Under what circumstances: the calendar, the alleged actors, the track, what the sources agreed to, whether it is an exercise.
import { useState } from 'react'
import type { InForce } from '../../api-types.ts'
import { faultAt, Reveal } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { withOffset } from '../../format.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { type TrialProps, useProcesses } from './trial-fields.tsx'
import { trialTexts } from './trial-texts.ts'

export const consents = ['internal', 'ombudsman', 'un', 'public'] as const
const tracks = ['conflict', 'protection', 'service', 'clock', 'monitoring'] as const

export function MoreFields(props: TrialProps) {
  const texts = useTexts(trialTexts)
  const { labels } = useSession()
  const [isOpen, setOpen] = useState(false)
  return (
    <Reveal label={texts.more} isOpen={isOpen} onToggle={setOpen}>
      <CalendarFields {...props} />
      <Choices
        name="trial-actors"
        legend={texts.actors}
        hint={texts.actorsHint}
        options={labels.options('actors')}
      />
      <Choices
        name="trial-tracks"
        legend={texts.tracks}
        hint={texts.tracksHint}
        options={tracks.map((code) => ({ code, label: texts.trackNames[code] }))}
      />
      <Choices
        name="trial-consent"
        legend={texts.consent}
        hint={texts.consentHint}
        options={consents.map((code) => ({ code, label: texts.consents[code] }))}
        areChosen
      />
      <ExerciseField {...props} />
    </Reveal>
  )
}

/** Those in force at the place and time are chosen; whoever looks ahead chooses others. */
function CalendarFields({ trial: { process, place, at }, sending, onTrial }: TrialProps) {
  const texts = useTexts(trialTexts)
  const { api, timeZone } = useSession()
  const query = new URLSearchParams()
  if (place !== '') query.set('place', place)
  const moment = withOffset(at, timeZone)
  if (moment !== undefined) query.set('at', moment)
  const path = `/v1/processes/${encodeURIComponent(process)}/phases?${query.toString()}`
  const { data } = usePolled<InForce>(api, process === '' ? undefined : path, 600_000)
  return (
    <div className="form-row">
      <Field name="trial-at" label={texts.at} hint={texts.atHint} error={faultAt(sending, '/at')}>
        {(field) => (
          <input
            {...field}
            type="datetime-local"
            value={at}
            onChange={(event) => onTrial({ at: event.target.value })}
          />
        )}
      </Field>
      {(['phase', 'window'] as const).map((kind) => (
        <InForceField key={kind} kind={kind} now={data?.[`${kind}s`][0]} sending={sending} />
      ))}
    </div>
  )
}

function InForceField({
  kind,
  now,
  sending,
}: {
  readonly kind: 'phase' | 'window'
  readonly now: string | undefined
  readonly sending: TrialProps['sending']
}) {
  const texts = useTexts(trialTexts)
  const { labels } = useSession()
  const list = `${kind}s` as const
  return (
    <Field
      name={`trial-${kind}`}
      label={texts[kind]}
      hint={texts.inForceHint}
      error={faultAt(sending, `/${kind}`)}
    >
      {(field) => (
        <select {...field} key={now} defaultValue={now ?? ''}>
          <option value="">{texts.noneOpen}</option>
          {labels.codes(list).map((code) => (
            <option key={code} value={code}>
              {labels.of(list, code)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function Choices({
  name,
  legend,
  hint,
  options,
  areChosen = false,
}: {
  readonly name: string
  readonly legend: string
  readonly hint: string
  readonly options: readonly { readonly code: string; readonly label: string }[]
  readonly areChosen?: boolean
}) {
  return (
    <fieldset className="field" aria-describedby={`${name}-hint`}>
      <legend>{legend}</legend>
      <div className="trial-options">
        {options.map(({ code, label }) => (
          <label key={code} className="check">
            <input type="checkbox" name={name} value={code} defaultChecked={areChosen} />
            {label}
          </label>
        ))}
      </div>
      <p className="field-hint" id={`${name}-hint`}>
        {hint}
      </p>
    </fieldset>
  )
}

/** An alert of an exercise is one of an exercise; the box only says otherwise to see what would be different. */
function ExerciseField({ trial: { process } }: TrialProps) {
  const texts = useTexts(trialTexts)
  const isExercise = useProcesses().some((one) => one.id === process && one.exercise)
  return (
    <label className="check field">
      <input
        key={`${process} ${isExercise}`}
        type="checkbox"
        name="trial-exercise"
        defaultChecked={isExercise}
      />
      {texts.exercise}
    </label>
  )
}

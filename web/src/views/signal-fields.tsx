// The seven fields of a signal.
import { useMemo, useState } from 'react'
import { ChoiceField } from '../design/choice-field.tsx'
import { Field } from '../design/field.tsx'
import { PlaceField } from '../design/place-field.tsx'
import { withOffset } from '../format.ts'
import { plain, wordFor } from '../labels.ts'
import { useSession } from '../session.tsx'
import type { FieldErrors, SignalDraft } from '../signal-draft.ts'
import { useSpeech } from '../texts/texts.tsx'

interface Props {
  readonly draft: SignalDraft
  readonly errors: FieldErrors
  readonly onChange: (part: Partial<SignalDraft>) => void
}

export function SignalFields(props: Props) {
  const { texts } = useSpeech()
  const { draft, errors, onChange } = props
  return (
    <>
      <CategoryField {...props} />
      <PlaceField
        name="place"
        label={texts.signal.place}
        hint={texts.signal.placeHint}
        error={errors.place}
        place={draft.place}
        onPlace={(place) => onChange({ place })}
      />
      <WhenField {...props} />
      <SeverityField {...props} />
      <TargetField {...props} />
      <Field name="root" label={texts.signal.root} hint={texts.signal.rootHint} error={errors.root}>
        {(field) => (
          <input
            {...field}
            type="text"
            autoComplete="off"
            maxLength={128}
            value={draft.root}
            onChange={(event) => onChange({ root: event.target.value })}
          />
        )}
      </Field>
      <Field name="text" label={texts.signal.text} hint={texts.signal.textHint} error={errors.text}>
        {(field) => (
          <textarea
            {...field}
            rows={4}
            maxLength={4_000}
            value={draft.text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

function CategoryField({ draft, errors, onChange }: Props) {
  const { texts } = useSpeech()
  const { labels } = useSession()
  const options = useMemo(() => labels.options('eventTypes'), [labels])
  const [typed, setTyped] = useState<string>()
  const text = typed ?? (draft.category === '' ? '' : labels.of('eventTypes', draft.category))
  const wanted = typed === undefined ? '' : plain(typed)
  const choices = options.filter((one) => plain(one.label).includes(wanted))
  return (
    <ChoiceField
      name="category"
      label={texts.signal.category}
      hint={texts.signal.categoryHint}
      error={errors.category}
      text={text}
      choices={choices}
      onText={(next) => {
        setTyped(next)
        onChange({ category: options.find((one) => plain(one.label) === plain(next))?.code ?? '' })
      }}
      onChoose={({ code }) => {
        setTyped(undefined)
        onChange({ category: code })
      }}
    />
  )
}

function WhenField({ draft, errors, onChange }: Props) {
  const { texts } = useSpeech()
  const { timeZone, format } = useSession()
  const zone = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone
  // The browser's own field may show the day and the month in another order.
  const at = withOffset(draft.when, timeZone)
  const hint = texts.signal.whenHint(zone, at === undefined ? '' : format.moment(at))
  return (
    <Field name="when" label={texts.signal.when} hint={hint} error={errors.when}>
      {(field) => (
        <input
          {...field}
          type="datetime-local"
          value={draft.when}
          onChange={(event) => onChange({ when: event.target.value })}
        />
      )}
    </Field>
  )
}

const grades = ['1', '2', '3', '4', '5'] as const

function SeverityField({ draft, errors, onChange }: Props) {
  const { texts } = useSpeech()
  return (
    <fieldset
      className={errors.severity === undefined ? 'field grades' : 'field grades field-wrong'}
      aria-describedby={errors.severity === undefined ? undefined : 'field-severity-error'}
    >
      <legend>{texts.signal.severity}</legend>
      {grades.map((grade) => (
        <label key={grade} className="check">
          <input
            type="radio"
            name="severity"
            value={grade}
            checked={draft.severity === grade}
            aria-invalid={errors.severity === undefined ? undefined : true}
            onChange={() => onChange({ severity: grade })}
          />
          {grade} · {wordFor(texts.codes.severity, grade)}
        </label>
      ))}
      {errors.severity !== undefined && (
        <p className="field-error" id="field-severity-error">
          {errors.severity}
        </p>
      )}
    </fieldset>
  )
}

function TargetField({ draft, errors, onChange }: Props) {
  const { texts } = useSpeech()
  const { labels } = useSession()
  const options = useMemo(() => labels.options('targets'), [labels])
  return (
    <Field name="target" label={texts.signal.target} error={errors.target}>
      {(field) => (
        <select
          {...field}
          value={draft.target}
          onChange={(event) => onChange({ target: event.target.value })}
        >
          <option value="">{texts.signal.noTarget}</option>
          {options.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

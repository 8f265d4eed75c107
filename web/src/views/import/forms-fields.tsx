// How dates and numbers of the file are written, which process its rows belong to, what tells them apart, and what their sources agreed to.
import { useId } from 'react'
import { Field } from '../../design/field.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { type Choice, consents } from './choice.ts'
import { mappingTexts } from './mapping-texts.ts'
import type { Known, Work } from './work.ts'

interface Props {
  readonly work: Work
  readonly known: Known
  readonly onChange: (choice: Choice) => void
}
type OwnProps = Omit<Props, 'known'>

export function FormsFields({ work, known, onChange }: Props) {
  const texts = useTexts(mappingTexts)
  const id = useId()
  return (
    <section className="import-forms" aria-labelledby={id}>
      <h3 id={id}>{texts.forms}</h3>
      <div className="import-fields">
        <DateOrder work={work} onChange={onChange} />
        <Decimal work={work} onChange={onChange} />
        <ProcessField work={work} known={known} onChange={onChange} />
        <IdentifiedBy work={work} onChange={onChange} />
      </div>
      <Consent work={work} onChange={onChange} />
    </section>
  )
}

function DateOrder({ work, onChange }: OwnProps) {
  const texts = useTexts(mappingTexts)
  const { timeZone } = useSession()
  const { choice } = work
  if (choice.fields.event_time?.column === undefined) return null
  const zone = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone
  const error = choice.dates === '' ? texts.datesAmbiguous : undefined
  return (
    <Field name="import-dates" label={texts.dates} hint={texts.zone(zone)} error={error}>
      {(field) => (
        <select
          {...field}
          value={choice.dates}
          onChange={(event) => {
            const order = (['iso', 'dmy', 'mdy'] as const).find((one) => one === event.target.value)
            onChange({ ...choice, dates: order ?? '' })
          }}
        >
          {choice.dates === '' && <option value="">{texts.choose}</option>}
          {Object.entries(texts.dateOrders).map(([code, label]) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function Decimal({ work, onChange }: OwnProps) {
  const texts = useTexts(mappingTexts)
  const { choice } = work
  const { lat, lon } = choice.fields
  if (lat?.column === undefined && lon?.column === undefined) return null
  return (
    <Field name="import-decimal" label={texts.decimal} error={undefined}>
      {(field) => (
        <select
          {...field}
          value={choice.decimal}
          onChange={(event) => onChange({ ...choice, decimal: event.target.value === ',' ? ',' : '.' })}
        >
          {Object.entries(texts.decimals).map(([code, label]) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Of the rows that name none themselves. */
export function ProcessField({ work, known, onChange }: Props) {
  const texts = useTexts(mappingTexts)
  const { language } = useSpeech()
  const { choice } = work
  return (
    <Field name="import-process" label={texts.process} hint={texts.processHint} error={undefined}>
      {(field) => (
        <select
          {...field}
          value={choice.process}
          onChange={(event) => onChange({ ...choice, process: event.target.value })}
        >
          <option value="">{texts.anyProcess}</option>
          {known.processes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name[language]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function IdentifiedBy({ work, onChange }: OwnProps) {
  const texts = useTexts(mappingTexts)
  const { choice, table } = work
  return (
    <Field name="import-identified" label={texts.identifiedBy} hint={texts.identifiedHint} error={undefined}>
      {(field) => (
        <select
          {...field}
          value={choice.identifiedBy}
          onChange={(event) => onChange({ ...choice, identifiedBy: event.target.value })}
        >
          <option value="">{texts.allColumns}</option>
          {table.columns.map((column) => (
            <option key={column} value={column}>
              {column}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function Consent({ work, onChange }: OwnProps) {
  const texts = useTexts(mappingTexts)
  const { choice } = work
  return (
    <fieldset className="field">
      <legend>{texts.consent}</legend>
      <div className="import-checks">
        {consents.map((code) => (
          <label key={code} className="check">
            <input
              type="checkbox"
              checked={choice.consent.includes(code)}
              onChange={({ target }) =>
                onChange({
                  ...choice,
                  consent: consents.filter((one) =>
                    one === code ? target.checked : choice.consent.includes(one),
                  ),
                })
              }
            />
            {texts.consents[code]}
          </label>
        ))}
      </div>
      <p className="field-hint">{texts.consentHint}</p>
    </fieldset>
  )
}

// The second step: a known mapping, one made by hand, or lines that are signals already.
import { useId, useState } from 'react'
import { Field } from '../../design/field.tsx'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { type Choice, type CodesOf, fits, keptChoice, type Missing, missingOf } from './choice.ts'
import { FieldRows } from './field-rows.tsx'
import { FileButton } from './file-button.tsx'
import { FormsFields, ProcessField } from './forms-fields.tsx'
import { mappingTexts } from './mapping-texts.ts'
import { importTexts } from './texts.ts'
import type { Known, Work } from './work.ts'

interface Props {
  readonly work: Work
  readonly known: Known
  readonly codesOf: CodesOf
  readonly onChange: (choice: Choice) => void
  readonly onCheck: () => void
}

export function MappingStep(props: Props) {
  const texts = useTexts(mappingTexts)
  const words = useTexts(importTexts)
  const id = useId()
  const [isAsked, setAsked] = useState(false)
  const { work, onCheck } = props
  const { choice, check, sent } = work
  const missing = missingOf(choice)
  const isBusy = check?.state === 'running' || sent?.state === 'running'
  function look(): void {
    setAsked(true)
    if (missing.length === 0 && !isBusy) onCheck()
  }
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{texts.mapping}</h2>
      <fieldset className="import-bare" disabled={sent?.state === 'running'}>
        <Ways {...props} />
        {choice.way === 'pack' && <PackFields {...props} />}
        {choice.way === 'hand' && <HandFields {...props} missing={isAsked ? missing : []} />}
        {choice.way === 'signals' && (
          <>
            <p className="soft">{texts.signalsLine}</p>
            <ProcessField {...props} />
          </>
        )}
      </fieldset>
      <div role="alert">
        {isAsked && missing.length > 0 && (
          <ul className="notice notice-bad import-missing">
            {missing.map((one) => (
              <li key={one}>{texts.missing[one]}</li>
            ))}
          </ul>
        )}
      </div>
      <button
        type="button"
        className={check === undefined ? 'primary' : undefined}
        aria-disabled={isBusy}
        onClick={look}
      >
        {words.check}
      </button>
    </section>
  )
}

function Ways({ work, onChange }: Props) {
  const texts = useTexts(mappingTexts)
  const id = useId()
  const { choice, table } = work
  return (
    <fieldset className="field">
      <legend>{texts.way}</legend>
      {(['pack', 'hand', 'signals'] as const)
        .filter((way) => way !== 'signals' || table.format === 'ndjson')
        .map((way) => (
          <label key={way} className="check">
            <input
              type="radio"
              name={`${id}-way`}
              checked={choice.way === way}
              onChange={() => onChange({ ...choice, way })}
            />
            {texts.ways[way]}
          </label>
        ))}
    </fieldset>
  )
}

function PackFields({ work, known, onChange }: Props) {
  const texts = useTexts(mappingTexts)
  const { language } = useSpeech()
  const { format } = useSession()
  const { choice, table } = work
  const { mappings } = known
  const chosen = mappings.items.find((one) => one.id === choice.mapping)
  const lacking = chosen?.columns.filter((one) => !table.columns.includes(one)) ?? []
  const error = lacking.length === 0 ? undefined : texts.lacks(format.list(lacking))
  return (
    <>
      <Field name="import-mapping" label={texts.packMapping} error={error}>
        {(field) => (
          <select
            {...field}
            value={choice.mapping}
            onChange={(event) => onChange({ ...choice, mapping: event.target.value })}
          >
            <option value="">{texts.choose}</option>
            {mappings.items
              .toSorted((a, b) => Number(fits(b, table)) - Number(fits(a, table)))
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title[language]}
                </option>
              ))}
          </select>
        )}
      </Field>
      {chosen !== undefined && (
        <p className="soft small">
          {texts.credit}: {chosen.credit}
        </p>
      )}
      {chosen?.process === null && <ProcessField work={work} known={known} onChange={onChange} />}
      {mappings.refused.map((one) => (
        <p key={one} className="notice" lang="en">
          <code>{one}</code>
        </p>
      ))}
    </>
  )
}

function HandFields(props: Props & { readonly missing: Missing }) {
  const { work, known, codesOf, onChange, missing } = props
  return (
    <>
      <FieldRows work={work} codesOf={codesOf} onChange={onChange} missing={missing} />
      <FormsFields work={work} known={known} onChange={onChange} />
      <KeptMapping work={work} known={known} onChange={onChange} />
    </>
  )
}

/** A mapping of one's own travels as a file: nothing of what cells say stays in a browser that others use. */
function KeptMapping({ work, known, onChange }: Omit<Props, 'codesOf' | 'onCheck'>) {
  const texts = useTexts(mappingTexts)
  const id = useId()
  const [isWrong, setWrong] = useState(false)
  async function use(file: File): Promise<void> {
    const kept = keptChoice(await file.text(), work.choice, work.table, known.processes)
    setWrong(kept === undefined)
    if (kept !== undefined) onChange(kept)
  }
  return (
    <>
      <div className="import-acts">
        <button
          type="button"
          onClick={() => saveFile(texts.saveName, 'application/json', JSON.stringify(work.choice, null, 2))}
        >
          {texts.save}
        </button>
        <FileButton
          label={texts.load}
          accept=".json,application/json"
          isWrong={isWrong}
          describedBy={`${id}-error`}
          onFile={use}
        />
      </div>
      <p id={`${id}-error`} className="field-error" role="alert">
        {isWrong ? texts.notKept : ''}
      </p>
    </>
  )
}

// Which column each field comes from; where a field has codes, what each value of the column means.
import { useId, useMemo, useState } from 'react'
import { Field } from '../../design/field.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import {
  type Choice,
  type CodesOf,
  type FieldChoice,
  formsOf,
  fromColumn,
  type Missing,
  mostValues,
} from './choice.ts'
import { type ImportField, importFields } from './fields.ts'
import { mappingTexts } from './mapping-texts.ts'
import { valuesOf } from './read-table.ts'
import type { Work } from './work.ts'

interface Props {
  readonly work: Work
  readonly codesOf: CodesOf
  readonly onChange: (choice: Choice) => void
  /** What was asked for and is still to be said. */
  readonly missing: Missing
}

export function FieldRows(props: Props) {
  const texts = useTexts(mappingTexts)
  const { can } = useSession()
  const id = useId()
  const offered = importFields.filter((one) => one.isAttributed !== true || can('signals:attribute'))
  const main = offered.filter((one) => one.isMain === true)
  const others = offered.filter((one) => one.isMain !== true)
  // As it was at first: a part that closes by itself takes the focus away.
  const [isOpen] = useState(() => others.some((one) => props.work.choice.fields[one.name] !== undefined))
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{texts.fieldOf}</h3>
      <div className="import-fields">
        {main.map((field) => (
          <FieldRow key={field.name} field={field} {...props} />
        ))}
      </div>
      <details className="import-more" open={isOpen}>
        <summary>{texts.moreFields}</summary>
        <div className="import-fields">
          {others.map((field) => (
            <FieldRow key={field.name} field={field} {...props} />
          ))}
        </div>
      </details>
    </section>
  )
}

// Columns have «c:» in front, so that one may be called like this.
const same = 'same'

function FieldRow({ field, work, codesOf, onChange, missing }: Props & { readonly field: ImportField }) {
  const texts = useTexts(mappingTexts)
  const { choice, table } = work
  const chosen = choice.fields[field.name]
  const label = texts.fields[field.name]
  function put(next: FieldChoice | undefined): void {
    const { [field.name]: _before, ...rest } = choice.fields
    const fields = next === undefined ? rest : { ...rest, [field.name]: next }
    const isForm = field.name === 'event_time' || field.name === 'lat' || field.name === 'lon'
    onChange({ ...choice, fields, ...(isForm ? formsOf(table, fields) : {}) })
  }
  function choose(value: string): void {
    if (value === '') put(undefined)
    else put(value === same ? { same: '' } : fromColumn(field, value.slice(2), table, codesOf))
  }
  const isMissing = field.name === 'category' && missing.includes('category')
  const error = isMissing ? texts.missing.category : undefined
  const value = chosen === undefined ? '' : chosen.column === undefined ? same : `c:${chosen.column}`
  return (
    <div className="import-field">
      <Field name={`import-${field.name}`} label={label} error={error}>
        {(control) => (
          <select {...control} value={value} onChange={(event) => choose(event.target.value)}>
            <option value="">{texts.notInFile}</option>
            {field.isSame === true && <option value={same}>{texts.sameForAll}</option>}
            {table.columns.map((column) => (
              <option key={column} value={`c:${column}`}>
                {column}
              </option>
            ))}
          </select>
        )}
      </Field>
      {chosen !== undefined && chosen.column === undefined && (
        <SameValue
          field={field}
          codesOf={codesOf}
          value={chosen.same ?? ''}
          onValue={(text) => put({ same: text })}
        />
      )}
      {chosen?.column !== undefined && field.codes !== undefined && (
        <Values
          key={chosen.column}
          field={field}
          column={chosen.column}
          work={work}
          codesOf={codesOf}
          chosen={chosen}
          onPut={put}
        />
      )}
    </div>
  )
}

function SameValue({
  field,
  codesOf,
  value,
  onValue,
}: {
  readonly field: ImportField
  readonly codesOf: CodesOf
  readonly value: string
  readonly onValue: (text: string) => void
}) {
  const texts = useTexts(mappingTexts)
  const codes = codesOf(field)
  return (
    <Field
      name={`import-same-${field.name}`}
      label={texts.sameValue(texts.fields[field.name])}
      error={undefined}
    >
      {(control) =>
        codes.length > 0 ? (
          <select {...control} value={value} onChange={(event) => onValue(event.target.value)}>
            <option value="">{texts.choose}</option>
            {codes.map(({ code, label }) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...control}
            maxLength={128}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
        )
      }
    </Field>
  )
}

interface ValuesProps {
  readonly field: ImportField
  readonly column: string
  readonly work: Work
  readonly codesOf: CodesOf
  readonly chosen: FieldChoice
  readonly onPut: (next: FieldChoice) => void
}

/** The different cells of a column, each with the code that it means. */
function Values({ field, column, work, codesOf, chosen, onPut }: ValuesProps) {
  const texts = useTexts(mappingTexts)
  const { format } = useSession()
  const id = useId()
  const values = useMemo(() => valuesOf(work.table, column), [work.table, column])
  const { table } = chosen
  const open = values.filter(({ text }) => (table?.[text] ?? '') === '').length
  const [isOpen] = useState(open > 0)
  if (table === undefined) {
    if (values.length <= mostValues) return null
    return <p className="soft small">{texts.tooMany(format.number(values.length))}</p>
  }
  return (
    <details open={isOpen}>
      <summary>{texts.values(texts.fields[field.name])}</summary>
      {open > 0 && <p className="import-open">{texts.unmatched(format.number(open), open === 1)}</p>}
      <ul className="import-values">
        {values.map(({ text, count }, index) => (
          <li key={text}>
            <label htmlFor={`${id}-${index}`}>
              {text} <span className="soft small">({format.number(count)})</span>
            </label>
            <select
              id={`${id}-${index}`}
              value={table[text] ?? ''}
              onChange={(event) => onPut({ ...chosen, table: { ...table, [text]: event.target.value } })}
            >
              <option value="">{texts.noCode}</option>
              {codesOf(field).map(({ code, label }) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
    </details>
  )
}

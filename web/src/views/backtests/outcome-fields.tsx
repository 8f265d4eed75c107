// What a run is judged by: signals of certain kinds of event that are withheld from the rules, or a list of labelled events.
import { useState } from 'react'
import { faultAt, type Sending, textOf } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { backtestsTexts } from './texts.ts'

export type OutcomeKind = 'categories' | 'rows'

interface Row {
  readonly date: string
  readonly place: string
  readonly size: number
  readonly class?: string
}

/** No kind of event was chosen; the lines of a list begin with 1. */
const noneChosen = 0

/** What the API is sent, or the number of the first line that cannot be read. */
export function readOutcomes(
  data: FormData,
  kind: OutcomeKind,
): { readonly categories: readonly string[] } | { readonly rows: readonly Row[] } | number {
  if (kind === 'categories') {
    const categories = data.getAll('category').map(String)
    return categories.length === 0 ? noneChosen : { categories }
  }
  const rows: Row[] = []
  for (const [index, line] of textOf(data, 'rows').split('\n').entries()) {
    if (line.trim() === '') continue
    const row = readRow(line)
    if (row === undefined) return index + 1
    rows.push(row)
  }
  return { rows }
}

/** «2026-03-04; Cochabamba; 2; bloqueo»: the day and the place, then how large and of what class. */
function readRow(line: string): Row | undefined {
  const [date = '', place = '', size = '', kind = ''] = line.split(/[;\t]/).map((cell) => cell.trim())
  const isRow = /^\d{4}-\d{2}-\d{2}$/.test(date) && place !== '' && /^\d{0,6}$/.test(size)
  if (!isRow) return undefined
  return { date, place, size: size === '' ? 1 : Number(size), ...(kind === '' ? {} : { class: kind }) }
}

interface Props {
  readonly kind: OutcomeKind
  readonly onKind: (kind: OutcomeKind) => void
  readonly wrongLine: number | undefined
  readonly sending: Sending
}

export function OutcomeFields({ kind, onKind, wrongLine, sending }: Props) {
  const texts = useTexts(backtestsTexts)
  return (
    <fieldset className="field">
      <legend>{texts.judgedBy}</legend>
      {(['categories', 'rows'] as const).map((one) => (
        <label key={one} className="check">
          <input type="radio" name="kind" checked={kind === one} onChange={() => onKind(one)} />
          {texts.judgedKinds[one]}
        </label>
      ))}
      {kind === 'categories' ? (
        <Categories isMissing={wrongLine === noneChosen} sending={sending} />
      ) : (
        <Field
          name="rows"
          label={texts.rows}
          hint={texts.rowsHint}
          error={
            wrongLine === undefined || wrongLine === noneChosen
              ? faultAt(sending, '/outcomes')
              : texts.wrongLine(wrongLine)
          }
        >
          {(field) => <textarea {...field} rows={6} required spellCheck={false} />}
        </Field>
      )}
    </fieldset>
  )
}

/** A list to tick, not to hold keys over: it serves a finger as well. */
function Categories({ isMissing, sending }: { readonly isMissing: boolean; readonly sending: Sending }) {
  const texts = useTexts(backtestsTexts)
  const { labels } = useSession()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const error = isMissing && chosen.size === 0 ? texts.noCategory : faultAt(sending, '/outcomes/categories')
  function choose(code: string, isChosen: boolean): void {
    const next = new Set(chosen)
    if (isChosen) next.add(code)
    else next.delete(code)
    setChosen(next)
  }
  return (
    <fieldset className="field" aria-describedby={error === undefined ? undefined : 'category-error'}>
      <legend>{texts.categories}</legend>
      <div className="backtest-categories">
        {labels.options('eventTypes').map(({ code, label }) => (
          <label key={code} className="check">
            <input
              type="checkbox"
              name="category"
              value={code}
              checked={chosen.has(code)}
              onChange={(event) => choose(code, event.target.checked)}
            />
            {label}
          </label>
        ))}
      </div>
      {error !== undefined && (
        <p className="field-error" id="category-error" role="alert">
          {error}
        </p>
      )}
      <p className="field-hint" role="status">
        {texts.chosen(chosen.size)}
      </p>
    </fieldset>
  )
}

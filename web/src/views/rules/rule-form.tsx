// The form of a rule: every value of its text in its order. What is written here is written into its place of the text.
import { useMemo } from 'react'
import { wordFor } from '../../labels.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { fieldsOf, type Path, parseRule, type RuleField, withValue } from './rule-text.ts'
import { rulesTexts } from './texts.ts'

interface Props {
  readonly text: string
  readonly onText: (text: string) => void
}

export function RuleForm({ text, onText }: Props) {
  const texts = useTexts(rulesTexts)
  const doc = useMemo(() => parseRule(text), [text])
  if (doc === undefined) return <p className="notice notice-bad">{texts.notReadable}</p>
  const groups = [...Map.groupBy(fieldsOf(doc), ({ path }) => String(path[0]))]
  return (
    <div className="rule-form">
      <p className="field-hint">{texts.formHint}</p>
      {groups.map(([name, fields]) => (
        <fieldset key={name} className="rule-group">
          <legend>{wordFor(texts.keys, name)}</legend>
          {fields.map((field) => (
            <FormField
              key={field.path.join('.')}
              field={field}
              onValue={(value) => onText(withValue(text, field.path, value))}
            />
          ))}
        </fieldset>
      ))}
    </div>
  )
}

/** «Alta: cuando «n» ≥» from `levels.1.when.n.gte`: names of the rule in quotes, words of the language in the reader's. */
function useFieldName(): (path: Path) => string {
  const texts = useTexts(rulesTexts)
  return (path) => {
    const rest = path.slice(1)
    if (rest.length === 0) return wordFor(texts.keys, String(path[0]))
    return rest
      .map((part) => {
        if (typeof part === 'number') return `${part + 1}.`
        return signs[part] ?? texts.keys[part] ?? texts.reading.fields[part] ?? texts.quoted(part)
      })
      .join(' ')
  }
}

const signs: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=', ne: '≠' }

function FormField({
  field,
  onValue,
}: {
  readonly field: RuleField
  readonly onValue: (value: string) => void
}) {
  const texts = useTexts(rulesTexts)
  const { language } = useSpeech()
  const nameOf = useFieldName()
  const id = `rule-${field.path.join('-').replaceAll(/[^\w-]/g, '_')}`
  const last = field.path.at(-1)
  const control = {
    id,
    defaultValue: field.value,
    lang: last === 'es' || last === 'en' ? last : language,
    autoComplete: 'off',
    'aria-describedby': field.kind === 'list' ? `${id}-hint` : undefined,
    onChange: (event: { readonly target: { readonly value: string } }) => onValue(event.target.value),
  }
  return (
    <div className={field.kind === 'long' ? 'rule-field rule-field-long' : 'rule-field'}>
      <label htmlFor={id}>{nameOf(field.path)}</label>
      {field.kind === 'long' ? (
        <textarea {...control} rows={3} />
      ) : (
        <input {...control} inputMode={field.kind === 'number' ? 'decimal' : 'text'} />
      )}
      {field.kind === 'list' && (
        <span className="field-hint" id={`${id}-hint`}>
          {texts.listHint}
        </span>
      )}
    </div>
  )
}

// Which signals a rule looks at, in words. A list of values means any of them; fields side by side mean all of them (rule language, 3).
import { wordFor } from '../../labels.ts'
import { type Fields, fields, items, type Reader, shown, signed } from './reading-values.ts'

/** One condition; a choice among several stands in brackets wherever it is not alone. */
interface Condition {
  readonly text: string
  readonly isChoice: boolean
}

export function where(value: unknown, reader: Reader): string {
  return together(conditions(value, reader), reader)
}

function together(all: readonly Condition[], { words }: Reader): string {
  const [only] = all
  if (all.length === 1 && only !== undefined) return only.text
  const texts = all.map(({ text, isChoice }) => (isChoice ? `(${text})` : text))
  const last = texts.at(-1)
  return last === undefined ? '' : `${texts.slice(0, -1).join('; ')}; ${words.and.trim()} ${last}`
}

function conditions(value: unknown, reader: Reader): readonly Condition[] {
  return Object.entries(fields(value)).flatMap(([field, test]): readonly Condition[] => {
    if (field === 'all') return items(test).flatMap((one) => conditions(one, reader))
    if (field === 'any') return [choice(items(test), reader)]
    if (field === 'not') return [{ text: reader.words.not(where(test, reader)), isChoice: false }]
    // A sign never begins a line.
    const text = `${wordFor(reader.words.fields, field)} ${fieldTest(field, test, reader)}`.replaceAll(
      / (?=[<>≤≥=≠])/g,
      '\u00a0',
    )
    return [{ text, isChoice: false }]
  })
}

function choice(alternatives: readonly unknown[], reader: Reader): Condition {
  const texts = alternatives.map((one) => {
    const all = conditions(one, reader)
    return all.length > 1 ? `(${together(all, reader)})` : together(all, reader)
  })
  return { text: texts.join(reader.words.or), isChoice: texts.length > 1 }
}

function fieldTest(field: string, test: unknown, reader: Reader): string {
  if (typeof test !== 'object' || test === null || Array.isArray(test))
    return reader.either(namesOf(field, test, reader))
  return Object.entries(test as Fields)
    .map(([op, value]) => comparison(field, op, value, reader))
    .join(reader.words.and)
}

function comparison(field: string, op: string, value: unknown, reader: Reader): string {
  const { words } = reader
  if (op === 'exists') return value === false ? words.missing : words.present
  const param = shown(fields(value)['param'])
  const limit = typeof value === 'number' ? String(value) : param === '' ? undefined : `\`${param}\``
  if (limit !== undefined) return signed(op, limit) ?? `${op} ${limit}`
  const names = namesOf(field, value, reader)
  if (op === 'has_all') return reader.list(names)
  if (op === 'ne' || op === 'not_in') return words.otherThan(reader.either(names))
  return op === 'contains_any' ? words.containing(reader.either(names)) : reader.either(names)
}

const lists = {
  category: 'eventTypes',
  'target.kind': 'targets',
  'source.kind': 'sourceKinds',
  topic: 'topics',
  phase: 'phases',
  window: 'windows',
  rights: 'rights',
  populations: 'populations',
} as const

function namesOf(field: string, codes: unknown, reader: Reader): string[] {
  return items(codes).map((code) => named(field, code, reader))
}

function named(field: string, code: unknown, { labels }: Reader): string {
  const list = lists[field as keyof typeof lists]
  return list === undefined ? String(code) : labels.of(list, String(code)).toLocaleLowerCase()
}

// Explanations: whether the message parses, and whether everything it names exists.
import { IntlMessageFormat } from 'intl-messageformat'
import { error, type Scope, warning } from './check-scope.ts'
import { didYouMean } from './schema-nearest.ts'
import { isPlain } from './schema-reader.ts'
import { ownPlaceholders } from './schema-words.ts'

interface Placeholder {
  readonly name: string
  readonly type: number
}

// Element types of the parser's tree: 3 and 4 format dates and times, which no measure is.
const dateOrTime: readonly number[] = [3, 4]

function placeholdersIn(tree: unknown): readonly Placeholder[] {
  if (Array.isArray(tree)) return tree.flatMap((part: unknown) => placeholdersIn(part))
  if (!isPlain(tree)) return []
  const { type, value, options } = tree
  const nested = isPlain(options)
    ? Object.values(options).flatMap((option) => (isPlain(option) ? placeholdersIn(option['value']) : []))
    : []
  // Type 0 is plain text and 7 the number sign of a plural.
  const own = typeof type === 'number' && typeof value === 'string' && type !== 0 && type !== 7
  return own ? [{ name: value, type }, ...nested] : nested
}

function parsed(text: string, language: string): readonly Placeholder[] | string {
  try {
    return placeholdersIn(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst())
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure)
  }
}

function namesOf(
  scope: Scope,
  language: 'es' | 'en',
  known: readonly string[],
): ReadonlySet<string> | undefined {
  const path = ['explain', language]
  const found = parsed(scope.rule.explain[language], language)
  if (typeof found === 'string') {
    error(scope, path, 'bad-template', `not a message that can be read: ${found}`)
    return undefined
  }
  for (const { name, type } of found) {
    if (!known.includes(name)) {
      const message = `unknown placeholder "{${name}}"${didYouMean(name, known, scope.problems.length)}`
      error(scope, path, 'unknown-placeholder', message)
    } else if (dateOrTime.includes(type)) {
      error(scope, path, 'bad-template', `{${name}} is no date or time`)
    }
  }
  return new Set(found.map(({ name }) => name))
}

/** Names that both languages use, so that unused measures can be told. */
export function checkExplanation(scope: Scope): ReadonlySet<string> {
  const { rule } = scope
  const fields = rule.groupBy.map((field) => field.replaceAll('.', '_'))
  const known = [...Object.keys(rule.measures), ...fields, ...ownPlaceholders]
  const es = namesOf(scope, 'es', known)
  const en = namesOf(scope, 'en', known)
  if (es === undefined || en === undefined) return new Set([...(es ?? []), ...(en ?? [])])
  const differ = [...es.symmetricDifference(en)]
  if (differ.length > 0) {
    const message = `only one of the two languages tells ${differ.map((name) => `{${name}}`).join(', ')}`
    warning(scope, ['explain'], 'languages-differ', message, 'key')
  }
  return es.union(en)
}

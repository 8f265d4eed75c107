// What a rule counts and from which values it warns, in words.
import { wordFor } from '../../labels.ts'
import {
  calendarCode,
  duration,
  type Fields,
  fields,
  items,
  type Reader,
  shown,
  signed,
} from './reading-values.ts'

export function measure(name: string, one: Fields, reader: Reader): string {
  const { words } = reader
  const { kind, of } = kindOf(one)
  const span = spanOf(one, reader)
  const over = one['of'] ?? (kind === 'indicator' || typeof of !== 'string' ? undefined : of)
  const isOfField = kind === 'sum' || kind === 'max'
  const what =
    kind === 'distinct'
      ? words.howManyOf(distinctOf(of, reader)[1])
      : `${wordFor(words.kinds, kind)}${isOfField ? ` ${wordFor(words.fields, String(of))}` : ''}`
  const indicator =
    kind === 'indicator' ? ` ${reader.labels.of('indicators', shown(of)).toLocaleLowerCase()}` : ''
  const from = over === undefined ? '' : ` ${words.of} \`${shown(over)}\``
  return `\`${name}\`: ${what}${indicator}${from}${span === undefined ? '' : ` ${words.in(span)}`}`
}

function kindOf(one: Fields): { readonly kind: string; readonly of: unknown } {
  const [kind = '', of] = Object.entries(one)[0] ?? []
  return { kind, of }
}

function spanOf(one: Fields, reader: Reader): string | undefined {
  const span = one['window'] ?? one['within']
  return span === undefined ? undefined : duration(span, reader)
}

/** One and several: «origen distinto», «orígenes distintos». */
function distinctOf(field: unknown, { words }: Reader): readonly [string, string] {
  const known = words.distinct[String(field)]
  return known ?? words.distinctOther(wordFor(words.fields, String(field)))
}

export function level(one: Fields, all: Fields, reader: Reader): string {
  const name = wordFor(reader.levels, shown(one['level']))
  const { usual } = limitOf(one['for'], all, reader)
  const hold = usual === '' ? '' : `, ${reader.words.during(duration(usual, reader))}`
  return `${name}: ${together(comparisons(one['when'], all, reader), reader)}${hold}`
}

interface Compared {
  readonly text: string
  /** Over how long the measure counts; undefined: the words do not say it. */
  readonly span?: string | undefined
  /** A choice among several stands in brackets wherever it is not alone. */
  readonly isChoice?: boolean
}

function together(compared: readonly Compared[], { words }: Reader): string {
  const [first] = compared
  // Counted over the same time, it is said once.
  if (first?.span !== undefined && compared.every(({ span }) => span === first.span))
    return `${compared.map(({ text }) => text).join(words.and)} ${words.in(first.span)}`
  return compared
    .map(({ text, span, isChoice }) => {
      if (isChoice === true && compared.length > 1) return `(${text})`
      return span === undefined ? text : `${text} ${words.in(span)}`
    })
    .join(words.and)
}

function comparisons(value: unknown, all: Fields, reader: Reader): readonly Compared[] {
  const { words } = reader
  return Object.entries(fields(value)).flatMap(([name, test]): readonly Compared[] => {
    if (name === 'all') return items(test).flatMap((one) => comparisons(one, all, reader))
    if (name === 'any') {
      const texts = items(test).map((one) => {
        const own = comparisons(one, all, reader)
        return own.length > 1 ? `(${together(own, reader)})` : together(own, reader)
      })
      return [{ text: texts.join(words.or), isChoice: texts.length > 1 }]
    }
    if (name === 'not') return [{ text: words.not(together(comparisons(test, all, reader), reader)) }]
    return Object.entries(fields(test)).map(([op, limit]) => compare(name, op, limit, all, reader))
  })
}

/** «al menos 3 señales» of what is counted; any other measure by its name and its sign. */
function compare(name: string, op: string, limit: unknown, all: Fields, reader: Reader): Compared {
  const { words } = reader
  const { usual, special } = limitOf(limit, all, reader)
  const one = fields(fields(all['measures'])[name])
  const { kind, of } = kindOf(one)
  const amount = words.amounts[op]
  const whole = special === '' ? usual : `${usual} (${special})`
  if (amount === undefined || (kind !== 'count' && kind !== 'distinct'))
    return { text: `\`${name}\`\u00a0${signed(op, whole) ?? `${op} ${whole}`}` }
  const nouns = kind === 'count' ? words.signals : distinctOf(of, reader)
  const selector = kind === 'count' ? of : one['of']
  // With a single kind of signals there is nothing to tell apart.
  const isOnly = Object.keys(fields(all['signals'])).length === 1
  const from = isOnly ? '' : ` ${words.of} \`${shown(selector)}\``
  return {
    text: `${amount} ${whole}\u00a0${nouns[usual === '1' && special === '' ? 0 : 1]}${from}`,
    span: spanOf(one, reader),
  }
}

/** A number, or a parameter with its value and those of single phases. */
function limitOf(value: unknown, all: Fields, reader: Reader) {
  const name = fields(value)['param']
  if (typeof name !== 'string') return { usual: shown(value), special: '' }
  const param = fields(fields(all['params'])[name])
  const special = Object.entries(fields(param['by_phase'])).map(
    ([code, other]) => `${shown(other)} ${reader.words.inPhase(calendarCode(code, reader))}`,
  )
  const usual = param['default'] === undefined ? `\`${name}\`` : shown(param['default'])
  return { usual, special: special.join(', ') }
}

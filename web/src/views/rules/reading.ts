// A rule in plain words, from its text as it stands: what it looks at, what it counts, when it warns, whom, and what it recommends.
import type { Labels } from '../../labels.ts'
import { wordFor } from '../../labels.ts'
import type { rulesTexts } from './texts.ts'

type Words = (typeof rulesTexts)['es']['reading']

export interface ReadingPart {
  readonly title: string
  readonly lines: readonly string[]
}

export interface Reader {
  readonly words: Words
  readonly labels: Labels
  readonly list: (items: readonly string[]) => string
  readonly levels: Readonly<Record<string, string>>
  readonly language: 'es' | 'en'
}

type Fields = Readonly<Record<string, unknown>>

/** A single value as it stands in the text; what is no single value is left out. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function items(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

const signs: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=', ne: '≠' }

/** Everything that is there, in the order in which a person asks. */
export function readRule(rule: unknown, reader: Reader): ReadingPart[] {
  const all = fields(rule)
  const { words } = reader
  const parts: ReadingPart[] = [
    {
      title: words.looks,
      lines: Object.entries(fields(all['signals'])).map(([name, one]) => selector(name, fields(one), reader)),
    },
    {
      title: words.counts,
      lines: Object.entries(fields(all['measures'])).map(([name, one]) => measure(name, fields(one), reader)),
    },
    { title: words.when, lines: [scope(all, reader), grouping(all, reader)] },
    { title: words.warns, lines: items(all['levels']).map((one) => level(fields(one), all, reader)) },
    { title: words.tells, lines: items(all['notify']).map((one) => notice(fields(one), reader)) },
    { title: words.asks, lines: items(all['actions']).map((one) => request(fields(one), reader)) },
  ]
  return parts.filter(({ lines }) => lines.length > 0)
}

function selector(name: string, one: Fields, reader: Reader): string {
  const { words } = reader
  const cap = fields(one['cap_per_source'])
  const extras = [
    one['polarity'] === 'mitigating' ? words.mitigating : '',
    cap['max'] === undefined ? '' : words.cap(shown(cap['max']), duration(cap['per'], reader)),
  ].filter((part) => part !== '')
  return [`«${name}»: ${where(one['where'], reader)}`, ...extras].join('; ')
}

function where(value: unknown, reader: Reader): string {
  const parts = Object.entries(fields(value)).map(([field, test]) => {
    if (field === 'all')
      return items(test)
        .map((one) => where(one, reader))
        .join(reader.words.and)
    if (field === 'any')
      return items(test)
        .map((one) => where(one, reader))
        .join(reader.words.or)
    if (field === 'not') return reader.words.not(where(test, reader))
    return `${wordFor(reader.words.fields, field)} ${fieldTest(field, test, reader)}`
  })
  return parts.join(reader.words.and)
}

function fieldTest(field: string, test: unknown, reader: Reader): string {
  if (typeof test !== 'object' || test === null || Array.isArray(test)) {
    return reader.list(items(test).map((code) => named(field, code, reader)))
  }
  return Object.entries(test as Fields)
    .map(
      ([op, value]) =>
        `${signs[op] ?? wordFor(reader.words.ops, op)} ${number(value, reader) ?? reader.list(items(value).map((code) => named(field, code, reader)))}`,
    )
    .join(reader.words.and)
}

const lists = {
  category: 'eventTypes',
  'target.kind': 'targets',
  phase: 'phases',
  window: 'windows',
  rights: 'rights',
  populations: 'populations',
} as const

function named(field: string, code: unknown, { labels }: Reader): string {
  const list = lists[field as keyof typeof lists]
  return list === undefined ? String(code) : labels.of(list, String(code)).toLocaleLowerCase()
}

function measure(name: string, one: Fields, reader: Reader): string {
  const [kind = '', of] = Object.entries(one)[0] ?? []
  const span = one['window'] ?? one['within']
  const over = one['of'] ?? (typeof of === 'string' ? of : undefined)
  const what = `«${name}»: ${wordFor(reader.words.kinds, kind)}`
  const about =
    kind === 'distinct' || kind === 'sum' || kind === 'max'
      ? ` ${wordFor(reader.words.fields, String(of))}`
      : ''
  const from = over === undefined ? '' : ` ${reader.words.of} «${shown(over)}»`
  return `${what}${about}${from}${span === undefined ? '' : ` ${reader.words.in(duration(span, reader))}`}`
}

function scope(all: Fields, reader: Reader): string {
  const only = items(fields(all['phases'])['only']).map((code) => calendarCode(String(code), reader))
  return only.length === 0 ? reader.words.everyPhase : reader.words.onlyIn(reader.list(only))
}

function calendarCode(code: string, { labels }: Reader): string {
  const phase = labels.of('phases', code)
  return (phase === code ? labels.of('windows', code) : phase).toLocaleLowerCase()
}

function grouping(all: Fields, reader: Reader): string {
  const by = items(all['group_by']).map((field) => wordFor(reader.words.fields, String(field)))
  return by.length === 0 ? reader.words.national : reader.words.grouped(reader.list(by))
}

function level(one: Fields, all: Fields, reader: Reader): string {
  const name = wordFor(reader.levels, shown(one['level']))
  const hold = one['for'] === undefined ? '' : `, ${reader.words.during(duration(one['for'], reader))}`
  return `${name}: ${condition(one['when'], all, reader)}${hold}`
}

function condition(value: unknown, all: Fields, reader: Reader): string {
  return Object.entries(fields(value))
    .map(([name, test]) => {
      if (name === 'all' || name === 'any') {
        const joint = name === 'all' ? reader.words.and : reader.words.or
        return `(${items(test)
          .map((one) => condition(one, all, reader))
          .join(joint)})`
      }
      if (name === 'not') return reader.words.not(condition(test, all, reader))
      return Object.entries(fields(test))
        .map(([op, limit]) => `«${name}» ${signs[op] ?? op} ${number(limit, reader, all) ?? shown(limit)}`)
        .join(reader.words.and)
    })
    .join(reader.words.and)
}

/** A number, or a parameter with its value and those of single phases. */
function number(value: unknown, reader: Reader, all: Fields = {}): string | undefined {
  if (typeof value === 'number') return String(value)
  const name = fields(value)['param']
  if (typeof name !== 'string') return undefined
  const param = fields(fields(all['params'])[name])
  const special = Object.entries(fields(param['by_phase'])).map(
    ([code, other]) => `${shown(other)} ${reader.words.inPhase(calendarCode(code, reader))}`,
  )
  const usual = param['default'] === undefined ? `«${name}»` : shown(param['default'])
  return special.length === 0 ? usual : `${usual} (${special.join(', ')})`
}

function notice(one: Fields, reader: Reader): string {
  const who = reader.labels.of('addressees', shown(one['audience']))
  const from = wordFor(reader.levels, shown(one['from'] ?? 'info'))
  const within =
    one['ack_within'] === undefined ? '' : `, ${reader.words.answer(duration(one['ack_within'], reader))}`
  const draft = one['release'] === 'approval' ? `, ${reader.words.approval}` : ''
  return `${reader.words.from(who, from)}${within}${draft}`
}

function request(one: Fields, reader: Reader): string {
  const who = reader.labels.of('addressees', shown(one['to']))
  const from = wordFor(reader.levels, shown(one['from'] ?? 'info'))
  const text = fields(one['text'])[reader.language]
  return `${reader.words.from(who, from)}, ${reader.words.within(duration(one['due'], reader))}: ${shown(text)}`
}

/** «14d» → «14 días»; several units one after the other. */
function duration(value: unknown, { words }: Reader): string {
  if (typeof value !== 'string') return typeof value === 'object' ? `«${shown(fields(value)['param'])}»` : ''
  const parts = [...value.matchAll(/(\d+)([wdhms])/g)].map(([, count = '', unit = '']) =>
    words.unit(Number(count), unit),
  )
  return parts.length === 0 ? value : parts.join(' ')
}

// A rule in plain words, from its text as it stands: why it is there, what it looks at, what it counts, when it warns, whom, and what it
// recommends. Names that the rule gives itself stand between backquotes, as in Markdown.
import { wordFor } from '../../labels.ts'
import { level, measure } from './reading-measures.ts'
import { where } from './reading-signals.ts'
import { calendarCode, duration, type Fields, fields, items, type Reader, shown } from './reading-values.ts'

export interface ReadingPart {
  readonly title: string
  readonly lines: readonly string[]
}

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
    { title: words.why, lines: [shown(fields(all['rationale'])[reader.language])] },
  ]
  return parts
    .map(({ title, lines }) => ({ title, lines: lines.filter((line) => line !== '') }))
    .filter(({ lines }) => lines.length > 0)
}

function selector(name: string, one: Fields, reader: Reader): string {
  const { words } = reader
  const cap = fields(one['cap_per_source'])
  const extras = [
    one['polarity'] === 'mitigating' ? words.mitigating : '',
    cap['max'] === undefined ? '' : words.cap(shown(cap['max']), duration(cap['per'], reader)),
  ].filter((part) => part !== '')
  const what = [where(one['where'], reader), ...extras].filter((part) => part !== '')
  return `\`${name}\`: ${what.join('; ')}`
}

function scope(all: Fields, reader: Reader): string {
  const only = items(fields(all['phases'])['only']).map((code) => calendarCode(String(code), reader))
  return only.length === 0 ? reader.words.everyPhase : reader.words.onlyIn(reader.list(only))
}

function grouping(all: Fields, reader: Reader): string {
  const by = items(all['group_by']).map((field) => wordFor(reader.words.fields, String(field)))
  return by.length === 0 ? reader.words.national : reader.words.grouped(reader.list(by))
}

function notice(one: Fields, reader: Reader): string {
  const who = reader.labels.of('addressees', shown(one['audience']))
  const from = wordFor(reader.levels, shown(one['from'] ?? 'info'))
  const within =
    one['ack_within'] === undefined ? '' : `, ${reader.words.answer(duration(one['ack_within'], reader))}`
  const draft = one['release'] === 'approval' ? `, ${reader.words.approval}` : ''
  return `${reader.words.from(who, from)}${within}${draft}`
}

/** The sentence of the rule without its full stop, as every other line. */
function request(one: Fields, reader: Reader): string {
  const who = reader.labels.of('addressees', shown(one['to']))
  const from = wordFor(reader.levels, shown(one['from'] ?? 'info'))
  const text = shown(fields(one['text'])[reader.language]).replace(/\.$/, '')
  return `${reader.words.from(who, from)}, ${reader.words.within(duration(one['due'], reader))} – ${text}`
}

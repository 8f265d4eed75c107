// A test of a rule file (rule language §14) as a log and the rows expected of it.
import type { LogLine } from './known.ts'
import { instant, instantText, list, ms, type Plain, record, text } from './plain.ts'
import type { Setting } from './zone.ts'

const country = 'BO'
/** Spans of a test without an end of their own last ten years: longer than any test. */
const forever = 10 * 365 * 86_400_000

interface Expectation {
  readonly at: number
  readonly key: readonly string[]
  readonly said: Plain
}

export interface ConvertedTest {
  readonly name: string
  readonly lines: readonly LogLine[]
  readonly setting: Setting
  readonly expected: readonly Expectation[]
}

interface CalendarState {
  readonly at: number
  readonly codes: Readonly<Record<'phase' | 'window', readonly string[]>>
}

function calendarStates(test: Plain, start: number): readonly CalendarState[] {
  let codes = {
    phase: list(test['phase'] ?? 'campaign').map(text),
    window: list(test['window']).map(text),
  }
  const states: CalendarState[] = [{ at: start, codes }]
  for (const change of list(test['calendar']).map(record)) {
    codes = {
      phase: 'phase' in change ? list(change['phase']).map(text) : codes.phase,
      window: 'window' in change ? list(change['window']).map(text) : codes.window,
    }
    states.push({ at: start + ms(change['t']), codes })
  }
  return states
}

/** One span per unbroken run of a code, so that `began last` means what the author sees. */
function spansOf(code: string, type: 'phase' | 'window', states: readonly CalendarState[]): readonly Plain[] {
  const spans: Plain[] = []
  let from: number | undefined
  for (const state of states) {
    if (state.codes[type].includes(code)) from ??= state.at
    else if (from !== undefined) {
      spans.push({ type, code, place: country, from: instantText(from), to: instantText(state.at) })
      from = undefined
    }
  }
  if (from === undefined) return spans
  return [...spans, { type, code, place: country, from: instantText(from), to: instantText(from + forever) }]
}

function calendarLine(test: Plain, start: number): LogLine {
  const states = calendarStates(test, start)
  const types = ['phase', 'window'] as const
  const spans = types.flatMap((type) =>
    [...new Set(states.flatMap((s) => s.codes[type]))].flatMap((code) => spansOf(code, type, states)),
  )
  const milestones = Object.entries(record(test['milestones'])).map(([code, m]) => {
    if (typeof m === 'string') return [code, instantText(start + ms(m))]
    return [
      code,
      { from: instantText(start + ms(record(m)['from'])), to: instantText(start + ms(record(m)['to'])) },
    ]
  })
  return {
    kind: 'calendar',
    received_at: instantText(start),
    spans,
    milestones: Object.fromEntries(milestones),
  }
}

interface Timed {
  readonly received: number
  readonly line: LogLine
}

function stepLines(step: Plain, index: number, start: number, refs: Map<string, string>): readonly Timed[] {
  const t = start + ms(step['t'])
  const received = step['received'] === undefined ? t : start + ms(step['received'])
  const received_at = instantText(received)
  const named = (ref: unknown) => refs.get(text(ref)) ?? text(ref)
  if (step['indicator'] !== undefined) {
    const { indicator, value, place } = step
    const line = {
      kind: 'indicator',
      received_at,
      name: indicator,
      value,
      place: place ?? country,
      at: instantText(t),
    }
    return [{ received, line }]
  }
  if (step['correct'] !== undefined) {
    return [
      { received, line: { kind: 'correction', received_at, id: named(step['correct']), set: step['set'] } },
    ]
  }
  if (step['retract'] !== undefined) {
    return [{ received, line: { kind: 'retraction', received_at, id: named(step['retract']) } }]
  }
  const repeat = record(step['repeat'] ?? { times: 1 })
  const found: Timed[] = []
  for (let i = 0; i < Number(repeat['times']); i += 1) {
    const later = i * ms(repeat['every'])
    const varied = Object.fromEntries(
      Object.entries(record(repeat['vary'])).map(([field, values]) => [
        field,
        list(values)[i % list(values).length],
      ]),
    )
    const id = `s${index}-${i}`
    const { polarity = 'risk', ...fields } = record(step['signal'])
    const line = {
      kind: 'signal',
      received_at: instantText(received + later),
      id,
      event_time: instantText(t + later),
      polarity,
      ...fields,
      ...varied,
    }
    found.push({ received: received + later, line })
    if (step['ref'] !== undefined) refs.set(text(step['ref']), id)
  }
  return found
}

function duration(value: unknown): number {
  return typeof value === 'number' ? value : ms(value)
}

/** Converts one entry of `tests` of a rule file. */
export function convertTest(rule: Plain, test: Plain): ConvertedTest {
  const startText = text(test['start'])
  const start = instant(startText)
  const offset = /(Z|[+-]\d{2}:\d{2})$/.exec(startText)?.[1] ?? 'Z'
  const refs = new Map<string, string>()
  const steps = list(test['steps'])
    .map(record)
    .flatMap((step, i) => stepLines(step, i, start, refs))
  const entities = Object.entries(record(test['entities'])).map(([set, members]): LogLine => {
    return { kind: 'entities', received_at: instantText(start), set, members }
  })
  const groupBy = list(rule['group_by']).map(text)
  return {
    name: text(test['name']),
    lines: [
      calendarLine(test, start),
      ...entities,
      ...steps.toSorted((a, b) => a.received - b.received).map((s) => s.line),
    ],
    setting: {
      process: 'test',
      timeZone: offset === 'Z' ? 'UTC' : offset,
      country,
      monitoringStart: start,
      params: Object.fromEntries(
        Object.entries(record(test['params'])).map(([name, v]) => [name, duration(v)]),
      ),
    },
    expected: list(test['expect'])
      .map(record)
      .map((said) => ({
        at: start + ms(said['t']),
        key: groupBy.map((field) => text(record(said['key'])[field])),
        said,
      })),
  }
}

// The steps of a rule test as a log: times relative to the start become instants, repeated signals become single ones, phases and windows
// become spans of a calendar that is known from the start.
import { formatInstant, type Instant, parseDuration } from '../time.ts'
import type { LogObject } from './log-reader.ts'

export type Plain = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function plainOf(value: unknown): Plain {
  return isPlain(value) ? value : {}
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** A duration written in a case; anything else is none. */
export function lengthOf(value: unknown): number {
  return typeof value === 'string' ? (parseDuration(value) ?? 0) : 0
}

function after(start: Instant, value: unknown): Instant {
  return start + lengthOf(value)
}

/** A time beyond every test: what is in force at its end stays so. */
const farAway = 100 * 365 * 86_400_000

interface Change {
  readonly at: Instant
  readonly codes: readonly string[]
}

function changesOf(raw: Plain, type: 'phase' | 'window', start: Instant): readonly Change[] {
  const initial = raw[type] === undefined && type === 'phase' ? ['campaign'] : listOf(raw[type])
  const later = listOf(raw['calendar'])
    .map(plainOf)
    .filter((change) => Object.hasOwn(change, type))
    .map((change) => ({ at: after(start, change['t']), codes: listOf(change[type]).map(String) }))
  return [{ at: start, codes: initial.map(String) }, ...later].toSorted((left, right) => left.at - right.at)
}

/** A code that one change keeps goes on; it does not begin anew. */
function spansOf(
  changes: readonly Change[],
  type: 'phase' | 'window',
  place: string,
  end: Instant,
): readonly Plain[] {
  const spans: Plain[] = []
  const open = new Map<string, Instant>()
  const close = (code: string, from: Instant, to: Instant) =>
    spans.push({ type, code, place, from: formatInstant(from), to: formatInstant(to) })
  for (const { at, codes } of changes) {
    for (const [code, from] of open) {
      if (codes.includes(code)) continue
      close(code, from, at)
      open.delete(code)
    }
    for (const code of codes) if (!open.has(code)) open.set(code, at)
  }
  for (const [code, from] of open) close(code, from, end)
  return spans
}

function calendarLine(raw: Plain, start: Instant, country: string): LogObject {
  const end = start + farAway
  const milestones = Object.entries(plainOf(raw['milestones'])).map(([code, value]) => {
    const span = plainOf(value)
    const isSpan = Object.keys(span).length > 0
    if (!isSpan) return [code, formatInstant(after(start, value))]
    const [from, to] = [span['from'], span['to'] ?? span['from']].map((one) =>
      formatInstant(after(start, one)),
    )
    return [code, { from, to }]
  })
  return {
    kind: 'calendar',
    received_at: formatInstant(start),
    spans: (['phase', 'window'] as const).flatMap((type) =>
      spansOf(changesOf(raw, type, start), type, country, end),
    ),
    milestones: Object.fromEntries(milestones),
  }
}

interface Timed {
  readonly at: Instant
  readonly line: LogObject
}

interface Naming {
  count: number
  /** Ref → the id of its last signal. */
  readonly refs: Map<string, string>
}

function signalLines(step: Plain, start: Instant, naming: Naming): readonly Timed[] {
  const repeat = plainOf(step['repeat'])
  const times = typeof repeat['times'] === 'number' ? repeat['times'] : 1
  const every = lengthOf(repeat['every'])
  const vary = Object.entries(plainOf(repeat['vary'])).map(
    ([field, values]) => [field, listOf(values)] as const,
  )
  return Array.from({ length: times }, (_, index) => {
    naming.count += 1
    const id = `signal-${naming.count}`
    if (typeof step['ref'] === 'string') naming.refs.set(step['ref'], id)
    const varied = vary.map(([field, values]) => [field, values[index % values.length]])
    const received = after(start, step['received'] ?? step['t']) + index * every
    const fields = { polarity: 'risk', ...plainOf(step['signal']), ...Object.fromEntries(varied) }
    const line = {
      ...fields,
      kind: 'signal',
      id,
      event_time: formatInstant(after(start, step['t']) + index * every),
      received_at: formatInstant(received),
    }
    return { at: received, line }
  })
}

function stepLines(step: Plain, start: Instant, country: string, naming: Naming): readonly Timed[] {
  if (step['signal'] !== undefined) return signalLines(step, start, naming)
  const at = after(start, step['received'] ?? step['t'])
  const received_at = formatInstant(at)
  const idOf = (ref: unknown) => naming.refs.get(String(ref)) ?? String(ref)
  if (step['correct'] !== undefined) {
    const line = { kind: 'correction', id: idOf(step['correct']), set: plainOf(step['set']), received_at }
    return [{ at, line }]
  }
  if (step['retract'] !== undefined) {
    return [{ at, line: { kind: 'retraction', id: idOf(step['retract']), received_at } }]
  }
  const line = {
    kind: 'indicator',
    name: step['indicator'],
    place: step['place'] ?? country,
    at: formatInstant(after(start, step['t'])),
    value: step['value'],
    received_at,
  }
  return [{ at, line }]
}

/** The log of a case in take-up order; steps of one instant in the order written. */
export function caseLines(raw: Plain, start: Instant, country: string): readonly LogObject[] {
  const received_at = formatInstant(start)
  const entities = Object.entries(plainOf(raw['entities'])).map(([set, members]) => ({
    kind: 'entities',
    set,
    members,
    received_at,
  }))
  const naming: Naming = { count: 0, refs: new Map() }
  const steps = listOf(raw['steps'])
    .map(plainOf)
    .flatMap((step) => stepLines(step, start, country, naming))
  const inOrder = steps.toSorted((left, right) => left.at - right.at)
  return [calendarLine(raw, start, country), ...entities, ...inOrder.map(({ line }) => line)]
}

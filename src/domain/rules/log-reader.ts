// A log as objects, one per entry in take-up order, turned into the entries of a lane. The same form is exported from a lane, written by hand
// for `vigia rules eval`, and made from the steps of a rule test.
//
// Kinds, each with `received_at` (RFC 3339):
//   signal      fields of the signal contract; `id`, or `external_id` in its place
//   correction  `id`, `set` (fields that change; null takes one away)        retraction  `id`
//   indicator   `name`, `place` (missing = the country), `at`, `value`       entities    `set`, `members`
//   calendar    `spans` [{type, code, place, from, to}], `milestones` {code: instant or {from, to}}; replaces the calendar before
// What is derived: event_time (received_at if missing, never later than it), department, province and municipality from the place, nature from
// the factor codes (en. or ex.), phase and window from the calendar in force at event_time and place when the line is taken up, discount from
// reliability and credibility (F and 6 when missing), source.root = source.id when missing. lt = the greatest received_at so far.
// A line that names an unknown, repeated or withdrawn signal, or that cannot be read, is taken up as nothing; its position is used all the same.
import { type Instant, parseInstant } from '../time.ts'
import {
  type DiscountTable,
  deriveSignal,
  eventTimeOf,
  flatFields,
  type Geography,
  type RawFields,
} from './derive-signal.ts'
import type { CalendarSpan, EntityMember, Entry, LaneCalendar } from './lane.ts'

export type LogObject = RawFields

export interface LogSettings {
  readonly geography: Geography
  readonly discounts: DiscountTable
  /** What intake fills in: usual severity, factor and polarity of a category. */
  readonly complete?: (fields: RawFields) => RawFields
}

interface KnownSignal {
  readonly fields: RawFields
  readonly rev: number
  readonly firstPos: number
  readonly receivedAt: Instant
}

export interface LogReader {
  /** The entry of the next line; undefined when the line changes nothing. */
  readonly next: (line: LogObject) => Entry | undefined
}

type Plain = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function instantOf(value: unknown): Instant | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function readSpan(raw: unknown, country: string): readonly CalendarSpan[] {
  if (!isPlain(raw)) return []
  const [from, to, code] = [instantOf(raw['from']), instantOf(raw['to']), textOf(raw['code'])]
  const type = raw['type'] === 'window' ? 'window' : 'phase'
  if (from === undefined || code === undefined) return []
  return [{ type, code, place: textOf(raw['place']) ?? country, from, to: to ?? Infinity }]
}

function readMilestone(raw: unknown): { from: Instant; to: Instant } | undefined {
  const from = instantOf(isPlain(raw) ? raw['from'] : raw)
  const to = isPlain(raw) ? instantOf(raw['to']) : from
  return from === undefined ? undefined : { from, to: to ?? from }
}

function readCalendar(line: LogObject, country: string): LaneCalendar {
  const spans = Array.isArray(line['spans']) ? line['spans'] : []
  const milestones = isPlain(line['milestones']) ? Object.entries(line['milestones']) : []
  return {
    spans: spans.flatMap((span) => readSpan(span, country)),
    milestones: Object.fromEntries(
      milestones.flatMap(([code, raw]) => {
        const milestone = readMilestone(raw)
        return milestone === undefined ? [] : [[code, milestone] as const]
      }),
    ),
  }
}

function readMembers(raw: unknown): readonly EntityMember[] {
  if (!Array.isArray(raw)) return []
  return raw.filter(isPlain).map((member) => {
    const fields = Object.entries(member).filter(
      (field): field is [string, string | readonly string[]] =>
        typeof field[1] === 'string' ||
        (Array.isArray(field[1]) && field[1].every((one) => typeof one === 'string')),
    )
    return Object.fromEntries(fields)
  })
}

export function createLogReader({ geography, discounts, complete }: LogSettings): LogReader {
  const known = new Map<string, KnownSignal | 'retracted'>()
  let calendar: LaneCalendar = { spans: [], milestones: {} }
  let lt: Instant = -Infinity
  let pos = 0

  function revision(id: string, signal: KnownSignal) {
    known.set(id, signal)
    const { fields, rev, firstPos, receivedAt } = signal
    const eventTime = eventTimeOf(instantOf(fields['event_time']), receivedAt)
    const raw = complete?.(fields) ?? fields
    return deriveSignal(raw, { id, rev, firstPos, eventTime, receivedAt }, { geography, discounts, calendar })
  }

  function takeSignal(
    line: LogObject,
    place: { pos: number; lt: Instant },
    receivedAt: Instant,
  ): Entry | undefined {
    const id = textOf(line['id']) ?? textOf(line['external_id'])
    if (id === undefined || known.has(id)) return undefined
    const signal = revision(id, { fields: flatFields(line), rev: 1, firstPos: place.pos, receivedAt })
    return { ...place, kind: 'signal', signal }
  }

  function takeCorrection(line: LogObject, place: { pos: number; lt: Instant }): Entry | undefined {
    const id = textOf(line['id'])
    const before = id === undefined ? undefined : known.get(id)
    if (id === undefined || before === undefined || before === 'retracted' || !isPlain(line['set'])) {
      return undefined
    }
    const fields = { ...before.fields, ...flatFields(line['set']) }
    const signal = revision(id, { ...before, fields, rev: before.rev + 1 })
    return { ...place, kind: 'correction', signal }
  }

  function takeRetraction(line: LogObject, place: { pos: number; lt: Instant }): Entry | undefined {
    const id = textOf(line['id'])
    if (id === undefined || !known.has(id)) return undefined
    known.set(id, 'retracted')
    return { ...place, kind: 'retraction', id }
  }

  function takeIndicator(line: LogObject, place: { pos: number; lt: Instant }): Entry | undefined {
    const [name, observedAt, value] = [textOf(line['name']), instantOf(line['at']), line['value']]
    if (name === undefined || typeof value !== 'number') return undefined
    const where = textOf(line['place']) ?? geography.country
    return { ...place, kind: 'indicator', name, place: where, observedAt: observedAt ?? place.lt, value }
  }

  return {
    next(line) {
      const receivedAt = instantOf(line['received_at']) ?? lt
      if (!Number.isFinite(receivedAt)) return undefined
      pos += 1
      lt = Math.max(lt, receivedAt)
      const place = { pos, lt }
      switch (line['kind']) {
        case 'signal':
          return takeSignal(line, place, receivedAt)
        case 'correction':
          return takeCorrection(line, place)
        case 'retraction':
          return takeRetraction(line, place)
        case 'indicator':
          return takeIndicator(line, place)
        case 'calendar':
          calendar = readCalendar(line, geography.country)
          return { ...place, kind: 'calendar', calendar }
        case 'entities': {
          const set = textOf(line['set'])
          if (set === undefined) return undefined
          return { ...place, kind: 'entities', set, members: readMembers(line['members']) }
        }
        default:
          return undefined
      }
    },
  }
}

/** Lines that say what is known before anything happens: they come before the rule is activated. */
export function isGroundwork(line: LogObject): boolean {
  return line['kind'] === 'calendar' || line['kind'] === 'entities'
}

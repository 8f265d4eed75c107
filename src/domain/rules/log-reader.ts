// A log as objects, one per entry in take-up order, turned into the entries of a lane. The same form is exported from a lane, written by hand
// for `vigia rules eval`, and made from the steps of a rule test.
//
// Kinds, each with `received_at` (RFC 3339):
//   signal      fields of the signal contract; `id`, or `external_id` in its place
//   correction  `id`, `set` (fields that change; null takes one away)        retraction  `id`
//   indicator   `name`, `place` (missing = the country), `at`, `value`       entities    `set`, `members`
//   clock       nothing else: time has come this far, and the ticks due by then are carried out
//   calendar    `spans` [{type, code, place, from, to}], `milestones` {code: instant or {from, to}}; replaces the calendar before
// What is derived: event_time (received_at if missing, never later than it), department, province and municipality from the place, nature from
// the factor codes (en. or ex.), phase and window from the calendar in force at event_time and place when the line is taken up, discount from
// reliability and credibility (F and 6 when missing), source.root = source.id when missing. lt = the greatest received_at so far, or an `lt` that
// a line carries: an exported lane has carried out ticks before it took the entry up, so its time was further on.
// A line that names an unknown, repeated or withdrawn signal, or that cannot be read, is taken up as nothing; its position is used all the same.
import { type Instant, parseInstant } from '../time.ts'
import {
  type DiscountTable,
  deriveSignal,
  flatFields,
  type Geography,
  type RawFields,
} from './derive-signal.ts'
import type { CalendarSpan, EntityMember, Entry, FieldValue, LaneCalendar, LaneSignal } from './lane.ts'

export type LogObject = RawFields

export interface LogSettings {
  readonly geography: Geography
  readonly discounts: DiscountTable
  /** What intake fills in: usual severity, factor and polarity of a category. */
  readonly complete?: (fields: RawFields) => RawFields
}

interface KnownSignal {
  /** As sent, flat, with every correction put over it. */
  readonly fields: RawFields
  readonly signal: LaneSignal
}

export interface LogReader {
  /** The logical time of the next line, and its entry unless the line changes nothing; undefined before the first readable time. */
  readonly next: (line: LogObject) => { readonly lt: Instant; readonly entry: Entry | undefined } | undefined
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

interface ReaderState {
  readonly settings: LogSettings
  readonly known: Map<string, KnownSignal | 'retracted'>
  calendar: LaneCalendar
  lt: Instant
  pos: number
}

interface Taken {
  readonly pos: number
  readonly lt: Instant
}

/** When it happened by a report of that time: never later than the report. */
function reportedTime(fields: RawFields, reportedAt: Instant): Instant {
  return Math.min(instantOf(fields['event_time']) ?? reportedAt, reportedAt)
}

type Identity = Pick<LaneSignal, 'id' | 'rev' | 'firstPos' | 'receivedAt'>

function revise(state: ReaderState, identity: Identity, fields: RawFields, eventTime: Instant): LaneSignal {
  const { settings, known, calendar } = state
  const before = known.get(identity.id)
  const raw = settings.complete?.(fields) ?? fields
  const derived = deriveSignal(raw, { ...identity, eventTime }, { ...settings, calendar })
  const stays =
    before !== undefined &&
    before !== 'retracted' &&
    before.signal.eventTime === eventTime &&
    before.signal.fields['place'] === derived.fields['place']
  // what was derived from the calendar stays unless the correction moves the event
  const signal = stays
    ? { ...derived, fields: { ...derived.fields, ...calendarFields(before.signal) } }
    : derived
  known.set(identity.id, { fields, signal })
  return signal
}

function calendarFields({ fields }: LaneSignal): Readonly<Record<string, FieldValue>> {
  return { phase: fields['phase'] ?? [], window: fields['window'] ?? [] }
}

function takeSignal(
  state: ReaderState,
  line: LogObject,
  taken: Taken,
  receivedAt: Instant,
): Entry | undefined {
  const id = textOf(line['id']) ?? textOf(line['external_id'])
  if (id === undefined || state.known.has(id)) return undefined
  const identity = { id, rev: 1, firstPos: taken.pos, receivedAt }
  const fields = flatFields(line)
  return {
    ...taken,
    kind: 'signal',
    signal: revise(state, identity, fields, reportedTime(fields, receivedAt)),
  }
}

function takeCorrection(
  state: ReaderState,
  line: LogObject,
  taken: Taken,
  reportedAt: Instant,
): Entry | undefined {
  const before = state.known.get(textOf(line['id']) ?? '')
  if (before === undefined || before === 'retracted' || !isPlain(line['set'])) return undefined
  const { id, rev, firstPos = taken.pos, receivedAt } = before.signal
  const changes = flatFields(line['set'])
  const movesTime = Object.hasOwn(changes, 'event_time')
  const eventTime = movesTime
    ? Math.min(instantOf(changes['event_time']) ?? receivedAt, reportedAt)
    : before.signal.eventTime
  const fields = { ...before.fields, ...changes }
  const signal = revise(state, { id, rev: rev + 1, firstPos, receivedAt }, fields, eventTime)
  return { ...taken, kind: 'correction', signal }
}

function takeRetraction({ known }: ReaderState, line: LogObject, taken: Taken): Entry | undefined {
  const id = textOf(line['id'])
  if (id === undefined || !known.has(id)) return undefined
  known.set(id, 'retracted')
  return { ...taken, kind: 'retraction', id }
}

function takeIndicator({ settings }: ReaderState, line: LogObject, taken: Taken): Entry | undefined {
  const [name, observedAt, value] = [textOf(line['name']), instantOf(line['at']), line['value']]
  if (name === undefined || typeof value !== 'number') return undefined
  const place = textOf(line['place']) ?? settings.geography.country
  return { ...taken, kind: 'indicator', name, place, observedAt: observedAt ?? taken.lt, value }
}

function takeCalendar(state: ReaderState, line: LogObject, taken: Taken): Entry {
  state.calendar = readCalendar(line, state.settings.geography.country)
  return { ...taken, kind: 'calendar', calendar: state.calendar }
}

function takeEntities(line: LogObject, taken: Taken): Entry | undefined {
  const set = textOf(line['set'])
  if (set === undefined) return undefined
  return { ...taken, kind: 'entities', set, members: readMembers(line['members']) }
}

function takeLine(state: ReaderState, line: LogObject, taken: Taken, receivedAt: Instant): Entry | undefined {
  switch (line['kind']) {
    case 'signal':
      return takeSignal(state, line, taken, receivedAt)
    case 'correction':
      return takeCorrection(state, line, taken, receivedAt)
    case 'retraction':
      return takeRetraction(state, line, taken)
    case 'indicator':
      return takeIndicator(state, line, taken)
    case 'calendar':
      return takeCalendar(state, line, taken)
    case 'entities':
      return takeEntities(line, taken)
    case 'clock':
      return { ...taken, kind: 'clock' }
    default:
      return undefined
  }
}

export function createLogReader(settings: LogSettings): LogReader {
  const state: ReaderState = {
    settings,
    known: new Map(),
    calendar: { spans: [], milestones: {} },
    lt: -Infinity,
    pos: 0,
  }
  return {
    next(line) {
      const receivedAt = instantOf(line['received_at']) ?? state.lt
      if (!Number.isFinite(receivedAt)) return undefined
      state.pos += 1
      state.lt = Math.max(state.lt, receivedAt, instantOf(line['lt']) ?? -Infinity)
      const taken = { pos: state.pos, lt: state.lt }
      return { lt: state.lt, entry: takeLine(state, line, taken, receivedAt) }
    },
  }
}

/** Lines that say what is known before anything happens: they come before the rule is activated. */
export function isGroundwork(line: LogObject): boolean {
  return line['kind'] === 'calendar' || line['kind'] === 'entities'
}

// What is known after the first n lines of a log: the present revision of each signal with its derived fields, the series, the
// calendar, the entity sets. Built anew from the raw lines each time it is asked for.
import type { EntityMember, FieldValue, LaneCalendar } from '#domain/rules/lane.ts'
import { instant, isRecord, list, record, text } from './plain.ts'
import { inForce, placeFields, type Setting } from './zone.ts'

/** One line of a log as `vigia rules eval` reads it. */
export type LogLine = Readonly<Record<string, unknown>>

export interface Report {
  readonly id: string
  /** Position of the first revision. */
  readonly pos: number
  /** When the first revision was accepted; staleness is judged by it. */
  readonly receivedAt: number
  readonly eventTime: number
  readonly polarity: string | undefined
  readonly discount: number
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly isRetracted: boolean
  /** As sent, flat, with every correction put over it. */
  readonly raw: Readonly<Record<string, unknown>>
}

interface Observation {
  readonly name: string
  readonly place: string
  readonly at: number
  readonly value: number
  readonly pos: number
}

export interface Known {
  readonly reports: ReadonlyMap<string, Report>
  readonly observations: readonly Observation[]
  readonly calendar: LaneCalendar
  readonly entities: ReadonlyMap<string, readonly EntityMember[]>
}

const reliabilityWeight: Record<string, number> = { A: 1, B: 0.8, C: 0.6, D: 0.4, E: 0.2, F: 0.5 }
const credibilityWeight: Record<string, number> = { 1: 1, 2: 0.8, 3: 0.6, 4: 0.4, 5: 0.2, 6: 0.5 }

/** Six decimals, and never a negative zero. */
export const round6 = (x: number): number => Math.round(x * 1e6) / 1e6 + 0

/** {"target":{"kind":"x"}} → {"target.kind":"x"}. */
function flat(line: Readonly<Record<string, unknown>>, prefix = ''): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(line)) {
    if (isRecord(value)) Object.assign(found, flat(value, `${prefix}${name}.`))
    else found[`${prefix}${name}`] = value
  }
  return found
}

function readable(value: unknown): FieldValue | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value
  if (Array.isArray(value) && value.length > 0 && value.every((x) => typeof x === 'string')) return value
  return undefined
}

function naturesOf(factors: readonly string[]): readonly string[] {
  const natures: string[] = []
  if (factors.some((c) => c === 'en' || c.startsWith('en.'))) natures.push('endogenous')
  if (factors.some((c) => c === 'ex' || c.startsWith('ex.'))) natures.push('exogenous')
  return natures
}

/** Fields as rules see them, without the calendar codes. */
function fieldsOf(raw: Readonly<Record<string, unknown>>): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(raw)) {
    const read = readable(value)
    if (read !== undefined) fields[name] = read
  }
  for (const name of ['department', 'province', 'municipality', 'phase', 'window', 'nature'])
    delete fields[name]
  if (typeof raw['place'] === 'string') Object.assign(fields, placeFields(raw['place']))
  const factor = fields['factor']
  if (factor !== undefined) {
    const codes = (Array.isArray(factor) ? factor : [factor]).map(String)
    fields['factor'] = codes
    const natures = naturesOf(codes)
    if (natures.length > 0) fields['nature'] = natures
  }
  fields['reliability'] ??= 'F'
  fields['credibility'] ??= 6
  const root = fields['source.root'] ?? fields['source.id']
  if (root !== undefined) fields['source.root'] = root
  return fields
}

interface Revising {
  readonly id: string
  readonly pos: number
  readonly receivedAt: number
  readonly acceptedNow: number
  readonly raw: Readonly<Record<string, unknown>>
  readonly before: Report | undefined
}

/** Missing: when it was received. A log holds what intake accepted, so a time ahead of the acceptance is set back to it. */
function eventTimeOf(raw: Readonly<Record<string, unknown>>, received: number, accepted: number): number {
  const said = raw['event_time']
  return said === undefined || said === null ? received : Math.min(instant(said), accepted)
}

/** Phase and calendar window of a report by the calendar in force; those of its earlier revision while place and time stay. */
function calendarCodes(
  fields: Readonly<Record<string, FieldValue>>,
  eventTime: number,
  r: Revising,
  calendar: LaneCalendar,
  setting: Setting,
): Record<string, FieldValue> {
  const codes: Record<string, FieldValue> = {}
  const isSame = r.before?.eventTime === eventTime && r.before.raw['place'] === r.raw['place']
  const place = typeof fields['place'] === 'string' ? fields['place'] : setting.country
  for (const type of ['phase', 'window'] as const) {
    const spans = inForce(calendar, place, eventTime).filter((s) => s.type === type)
    const found = isSame ? r.before?.fields[type] : spans.map((s) => s.code)
    if (found !== undefined && (typeof found !== 'object' || found.length > 0)) codes[type] = found
  }
  return codes
}

function discountOf(fields: Readonly<Record<string, FieldValue>>): number {
  const r = reliabilityWeight[text(fields['reliability'])] ?? 0
  const c = credibilityWeight[text(fields['credibility'])] ?? 0
  return round6(r * c)
}

function revise(r: Revising, calendar: LaneCalendar, setting: Setting): Report {
  const saysNewTime = r.before === undefined || r.raw['event_time'] !== r.before.raw['event_time']
  const eventTime = saysNewTime ? eventTimeOf(r.raw, r.receivedAt, r.acceptedNow) : r.before.eventTime
  const fields = fieldsOf(r.raw)
  Object.assign(fields, calendarCodes(fields, eventTime, r, calendar, setting))
  const polarity = r.raw['polarity']
  return {
    id: r.id,
    pos: r.pos,
    receivedAt: r.receivedAt,
    eventTime,
    polarity: polarity === 'risk' || polarity === 'mitigating' ? polarity : undefined,
    discount: discountOf(fields),
    fields,
    isRetracted: false,
    raw: r.raw,
  }
}

export const idOf = (line: LogLine): string => text(line['id'] ?? line['external_id'])

class Builder {
  readonly reports = new Map<string, Report>()
  readonly observations: Observation[] = []
  readonly entities = new Map<string, readonly EntityMember[]>()
  calendar: LaneCalendar = { spans: [], milestones: {} }
  readonly setting: Setting

  constructor(setting: Setting) {
    this.setting = setting
  }

  signal(line: LogLine, pos: number): void {
    const id = idOf(line)
    if (this.reports.has(id)) return // the same report sent again changes nothing
    const { kind: _kind, received_at: _received, ...rest } = line
    const receivedAt = instant(line['received_at'])
    const raw = flat(rest)
    const made = revise(
      { id, pos, receivedAt, acceptedNow: receivedAt, raw, before: undefined },
      this.calendar,
      this.setting,
    )
    this.reports.set(id, made)
  }

  correction(line: LogLine): void {
    const before = this.reports.get(idOf(line))
    if (before === undefined || before.isRetracted) return
    const set = flat(record(line['set']))
    const raw = { ...before.raw, ...set }
    const acceptedNow = instant(line['received_at'])
    const { id, pos, receivedAt } = before
    const made = revise({ id, pos, receivedAt, acceptedNow, raw, before }, this.calendar, this.setting)
    this.reports.set(id, made)
  }

  retraction(line: LogLine): void {
    const before = this.reports.get(idOf(line))
    if (before !== undefined) this.reports.set(before.id, { ...before, isRetracted: true })
  }

  indicator(line: LogLine, pos: number): void {
    const { name, place, at, value } = line
    const where = typeof place === 'string' ? place : this.setting.country
    const observed = instant(at ?? line['received_at'])
    this.observations.push({ name: text(name), place: where, at: observed, value: Number(value), pos })
  }

  setCalendar(line: LogLine): void {
    const spans = list(line['spans']).map(record)
    this.calendar = {
      spans: spans.map((s) => ({
        type: s['type'] === 'window' ? 'window' : 'phase',
        code: text(s['code']),
        place: typeof s['place'] === 'string' ? s['place'] : this.setting.country,
        from: instant(s['from']),
        to: instant(s['to']),
      })),
      milestones: Object.fromEntries(
        Object.entries(record(line['milestones'])).map(([code, m]) => [
          code,
          isRecord(m)
            ? { from: instant(m['from']), to: instant(m['to']) }
            : { from: instant(m), to: instant(m) },
        ]),
      ),
    }
  }

  setEntities(line: LogLine): void {
    const members = list(line['members']).map(record)
    const read = members.map((m) => {
      const fields: Record<string, string | readonly string[]> = {}
      for (const [name, value] of Object.entries(flat(m))) {
        if (typeof value === 'string') fields[name] = value
        else if (Array.isArray(value)) fields[name] = value.map(text)
      }
      return fields
    })
    this.entities.set(text(line['set']), read)
  }
}

/** Everything known after the first `count` lines. */
export function knownAfter(lines: readonly LogLine[], count: number, setting: Setting): Known {
  const b = new Builder(setting)
  lines.slice(0, count).forEach((line, pos) => {
    const kind = line['kind']
    if (kind === 'signal') b.signal(line, pos)
    else if (kind === 'correction') b.correction(line)
    else if (kind === 'retraction') b.retraction(line)
    else if (kind === 'indicator') b.indicator(line, pos)
    else if (kind === 'calendar') b.setCalendar(line)
    else if (kind === 'entities') b.setEntities(line)
    else if (kind === 'activation')
      return // says what the rule is, nothing about the world
    else throw new Error(`a log line of an unknown kind: ${text(kind)}`)
  })
  return b
}

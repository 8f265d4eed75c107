// A lane's log, read by statements of our own, as the lines that `vigia rules eval` and the oracle read.
import type { LogLine } from '../support/oracle/known.ts'
import { list, type Plain, record } from '../support/oracle/plain.ts'
import type { Ask, Row } from './machines.ts'
import { number, text } from './row.ts'

export interface StoredLane {
  readonly process: string
  readonly timeZone: string
  readonly monitoringStart: number
  /** Logical time: ticks are done up to here. */
  readonly until: number
  readonly lines: readonly LogLine[]
}

export async function readLane(ask: Ask, lane: number): Promise<StoredLane> {
  const [head] = await ask(
    `select p.id, p.time_zone, (extract(epoch from p.monitoring_start) * 1000)::float8 as start,
       (extract(epoch from l.lt) * 1000)::float8 as lt
     from lane l join electoral_process p on p.id = l.process where l.lane = $1`,
    [lane],
  )
  const rows = await ask(
    `select g.kind, g.ref, g.rev, (extract(epoch from g.lt) * 1000)::float8 as lt, s.derived, c.calendar, a.rules
     from log g join lane l on l.lane = g.lane
     left join signal s on s.id::text = g.ref and s.rev = g.rev
     left join calendar_version c on g.kind = 'calendar' and c.process = l.process and c.version::text = g.ref
     left join rule_activation a on g.kind = 'activation' and a.id::text = g.ref
     where g.lane = $1 order by g.pos`,
    [lane],
  )
  const fields = new Map<string, Plain>()
  return {
    process: text(head?.['id']),
    timeZone: text(head?.['time_zone']),
    monitoringStart: Math.round(number(head?.['start'])),
    until: Math.round(number(head?.['lt'])),
    lines: rows.flatMap((row): LogLine[] => {
      const line = lineOf(row, fields)
      return line === undefined ? [] : [line]
    }),
  }
}

function lineOf(row: Row, known: Map<string, Plain>): LogLine | undefined {
  const [kind, id] = [text(row['kind']), text(row['ref'])]
  const head = { kind, received_at: instantText(Math.round(number(row['lt']))) }
  if (kind === 'calendar') return { ...head, ...calendarOf(record(row['calendar'])) }
  if (kind === 'activation') return { ...head, rules: row['rules'] }
  if (kind === 'retraction') return { ...head, id }
  if (kind !== 'signal' && kind !== 'correction') return undefined
  const own = fieldsOf(record(row['derived']))
  const before = known.get(id) ?? {}
  known.set(id, own)
  if (kind === 'signal') return { ...head, id, ...own }
  const gone = Object.keys(before).filter((name) => !(name in own))
  return { ...head, id, set: { ...own, ...Object.fromEntries(gone.map((name) => [name, null])) } }
}

/** What intake derived, less what both readers derive anew from the place and the calendar. */
function fieldsOf(derived: Plain): Plain {
  const { polarity, eventTime } = derived
  return {
    ...record(derived['fields']),
    event_time: eventTime,
    ...(typeof polarity === 'string' ? { polarity } : {}),
  }
}

function between(span: Plain): Plain {
  return { from: instantText(span['from']), to: instantText(span['to']) }
}

function calendarOf(calendar: Plain): Plain {
  const milestones = Object.entries(record(calendar['milestones']))
  return {
    spans: list(calendar['spans']).map((span) => ({ ...record(span), ...between(record(span)) })),
    milestones: Object.fromEntries(milestones.map(([code, span]) => [code, between(record(span))])),
  }
}

/** An open end, as the year 2200. */
const farAway = Date.UTC(2200, 0)

function instantText(at: unknown): string {
  const known = typeof at === 'number' ? Math.min(at, farAway) : farAway
  return Temporal.Instant.fromEpochMilliseconds(known).toString()
}

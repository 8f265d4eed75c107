// Alerts as a fresh reading of each lane's log gives them: by the oracle, which shares no line with the engine, for the rule that every run
// raises most; by a fresh fold of the engine for all others. Every event of every alert is compared, in order.
import { createHash } from 'node:crypto'
import { defaultDiscounts, geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { evalLog } from '#domain/rules/eval-log.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { judge } from '../support/oracle/judge.ts'
import type { LogLine } from '../support/oracle/known.ts'
import { type Plain, record } from '../support/oracle/plain.ts'
import { plainRule } from '../support/oracle/plain-rule.ts'
import { readLane, type StoredLane } from './lane-log.ts'
import type { Ask } from './machines.ts'
import { number, text } from './row.ts'
import type { Findings } from './verdict.ts'

const country = 'BO'
/** Judged by the oracle, department by department, because the oracle reads the whole log anew at every entry. */
const oracleRule = 'candidate-threats'
const evaluationKinds = ['fired', 'reopened', 'raised', 'lowered', 'resolved', 'expired']

export async function checkAlerts(ask: Ask, found: Findings): Promise<void> {
  const stored = await storedEvents(ask)
  const rules = await rulesInForce(ask)
  for (const row of await ask('select lane from lane order by lane')) {
    const lane = await readLane(ask, number(row['lane']))
    for (const rule of rules) {
      const id = text(rule['id'])
      const expected = engineEvents(rule, lane)
      compare(`engine, ${id}, ${lane.process}`, expected, storedOf(stored, lane.process, id), found)
      if (id !== oracleRule) continue
      compare(
        `oracle, ${id}, ${lane.process}`,
        oracleEvents(rule, lane),
        storedOf(stored, lane.process, id),
        found,
      )
      found.count('alerts expected', new Set(expected.map((line) => line.split(' ', 1)[0])).size)
    }
  }
  const ofRule = [...stored].filter(([name]) => name.endsWith(` ${oracleRule}`)).flatMap(([, lines]) => lines)
  found.count('alerts found', new Set(ofRule.map((line) => line.split(' ', 1)[0])).size)
  found.count('alert events compared', [...stored.values()].flat().length)
}

async function rulesInForce(ask: Ask): Promise<Plain[]> {
  const rows = await ask(`
    select r.document from rule_activation a
    cross join jsonb_array_elements(a.rules) as one
    join rule_revision r on r.rule_id = one ->> 'rule_id' and r.hash = one ->> 'hash'
    where a.id = (select max(id) from rule_activation)`)
  return rows.map((row) => record(row['document']))
}

type Line = string

function lineOf(id: string, kind: string, level: unknown, at: number, asOf: number, isLate: boolean): Line {
  return `${id} ${kind} ${level === null ? '-' : text(level)} at ${at} as of ${asOf}${isLate ? ' late' : ''}`
}

async function storedEvents(ask: Ask): Promise<Map<string, Line[]>> {
  const rows = await ask(`
    select a.process, a.rule_id, a.id::text as id, case e.kind when 'corrected' then 'lowered' else e.kind end as kind, e.level, e.is_late,
      (extract(epoch from e.lt) * 1000)::float8 as lt, (extract(epoch from e.as_of) * 1000)::float8 as as_of
    from alert_event e join alert a on a.id = e.alert_id
    where e.kind = any(string_to_array('${[...evaluationKinds, 'corrected'].join(',')}', ',')) order by a.id, e.ordinal`)
  const events = new Map<string, Line[]>()
  for (const row of rows) {
    const name = `${text(row['process'])} ${text(row['rule_id'])}`
    const [at, asOf] = [Math.round(number(row['lt'])), Math.round(number(row['as_of']))]
    const line = lineOf(text(row['id']), text(row['kind']), row['level'], at, asOf, row['is_late'] === true)
    events.set(name, [...(events.get(name) ?? []), line])
  }
  return events
}

function storedOf(stored: ReadonlyMap<string, Line[]>, process: string, rule: string): readonly Line[] {
  return stored.get(`${process} ${rule}`) ?? []
}

function engineEvents(document: Plain, lane: StoredLane): readonly Line[] {
  const { rule } = parseRule(document)
  if (rule === undefined) throw new Error(`the stored rule ${text(document['id'])} cannot be read`)
  const { events } = evalLog(rule, lane.lines, [lane.until], {
    geography: geographyOfCodes(country),
    discounts: defaultDiscounts,
    process: lane.process,
    timeZone: lane.timeZone,
    monitoringStart: lane.monitoringStart,
    labelOf: (_field, code) => code,
    alertId: uuid5,
  })
  return events.map((event) => {
    const [at, asOf] = [instant(event['t']), instant(event['as_of'])]
    return lineOf(
      text(event['alert_id']),
      text(event['event']),
      event['level'],
      at,
      asOf,
      event['late'] === true,
    )
  })
}

function oracleEvents(document: Plain, lane: StoredLane): readonly Line[] {
  const rule = plainRule(document)
  const { process, timeZone, monitoringStart } = lane
  const setting = { process, timeZone, country, monitoringStart, params: {} }
  return departmentsOf(lane.lines).flatMap((department) => {
    const { events } = judge(rule, linesOf(lane.lines, department), setting, [lane.until])
    return events
      .filter((event) => event.key[0] === department)
      .map((one) => lineOf(one.alert_id, one.event, one.level, one.t, one.as_of, one.late))
  })
}

const placeOf = (line: LogLine): string | undefined => {
  const place = line['place'] ?? record(line['set'])['place']
  return typeof place === 'string' ? place.slice(0, 4) : undefined
}

function departmentsOf(lines: readonly LogLine[]): readonly string[] {
  return [...new Set(lines.flatMap((line) => placeOf(line) ?? []))].toSorted()
}

/** What is about the department, and about signals that were ever placed in it; and the calendar. */
function linesOf(lines: readonly LogLine[], department: string): readonly LogLine[] {
  const ids = new Set(lines.filter((line) => placeOf(line) === department).map((line) => line['id']))
  return lines.filter((line) => line['kind'] === 'calendar' || ids.has(line['id']))
}

/** Alert by alert: the same events in the same order. */
function compare(name: string, expected: readonly Line[], stored: readonly Line[], found: Findings): void {
  const [wanted, got] = [byAlert(expected), byAlert(stored)]
  for (const [id, lines] of wanted) {
    const own = got.get(id)
    if (own === undefined) found.add('alert missing', `${name}: ${lines[0] ?? id}`)
    else if (own.join('\n') !== lines.join('\n')) {
      const index = lines.findIndex((line, place) => line !== own[place])
      found.add(
        'alert differs',
        `${name}: expected ${lines[index] ?? 'no more'}, found ${own[index] ?? own.at(-1) ?? ''}`,
      )
    }
  }
  for (const id of got.keys()) if (!wanted.has(id)) found.add('alert unexpected', `${name}: ${id}`)
}

function byAlert(lines: readonly Line[]): Map<string, Line[]> {
  const alerts = new Map<string, Line[]>()
  for (const line of lines) {
    const id = line.split(' ', 1)[0] ?? ''
    alerts.set(id, [...(alerts.get(id) ?? []), line])
  }
  return alerts
}

function instant(value: unknown): number {
  return Temporal.Instant.from(text(value)).epochMilliseconds
}

/** UUIDv5 in the namespace of alerts. */
function uuid5(identity: string): string {
  const namespace = Buffer.from('5e37d3b10f2b56fda7b43ae721a9375e', 'hex')
  const bytes = createHash('sha1').update(namespace).update(identity).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

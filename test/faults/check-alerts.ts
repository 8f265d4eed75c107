// Alerts as a fresh reading of each lane's log gives them: by the oracle, which shares no line with the engine, for the rule that every run
// raises most and for every rule that changed on the way; by a fresh fold of the engine for all others. Every event of every alert is
// compared, in order, and with it the revision that it names.
import { createHash } from 'node:crypto'
import { defaultDiscounts, geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { evalLog } from '#domain/rules/eval-log.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { judge } from '../support/oracle/judge.ts'
import type { LogLine } from '../support/oracle/known.ts'
import { instant, record } from '../support/oracle/plain.ts'
import { plainRule } from '../support/oracle/plain-rule.ts'
import { readLane, type StoredLane } from './lane-log.ts'
import type { Ask } from './machines.ts'
import { number, text } from './row.ts'
import {
  changesOf,
  type InForce,
  readRevisions,
  revisionsAt,
  type Stretch,
  stretchesOf,
  unchanged,
} from './rules-in-force.ts'
import type { Findings } from './verdict.ts'

const country = 'BO'
/** Judged by the oracle, department by department, because the oracle reads the whole log anew at every entry. */
const oracleRule = 'candidate-threats'
const evaluationKinds = ['fired', 'reopened', 'raised', 'lowered', 'resolved', 'expired']

export async function checkAlerts(ask: Ask, found: Findings): Promise<void> {
  const { stored, lanes } = await readAtRest(ask)
  const revisions = await readRevisions(ask)
  for (const lane of lanes) {
    for (const [id, stretches] of stretchesOf(lane, revisions)) {
      const own = storedOf(stored, lane.process, id)
      const lines = own.filter(({ kind }) => evaluationKinds.includes(kind)).map(({ line }) => line)
      checkRule({ id, lane, stretches, lines }, found)
      const strays = own.filter(({ revision, lt }) => !revisionsAt(stretches, lt).includes(revision))
      for (const { line } of strays) found.add('revision wrong', `${line}, not in force then`)
    }
  }
  const ofRule = [...stored]
    .filter(([name]) => name.endsWith(` ${oracleRule}`))
    .flatMap(([, events]) => events)
  found.count('alerts found', new Set(ofRule.map(({ line }) => idOf(line))).size)
  found.count('alert events compared', [...stored.values()].flat().length)
}

interface OfRule {
  readonly id: string
  readonly lane: StoredLane
  readonly stretches: readonly Stretch[]
  /** As stored. */
  readonly lines: readonly Line[]
}

/** By a fresh fold of the engine where one revision was in force all the time; by the oracle where it changed, and for one rule always. */
function checkRule({ id, lane, stretches, lines }: OfRule, found: Findings): void {
  const always = unchanged(stretches)
  if (always !== undefined)
    compare(`engine, ${id}, ${lane.process}`, engineEvents(always, lane), lines, found)
  else found.count('rules changed', 1)
  if (id !== oracleRule && always !== undefined) return
  const expected = oracleEvents(stretches, lane)
  compare(`oracle, ${id}, ${lane.process}`, expected, lines, found)
  if (id === oracleRule) found.count('alerts expected', new Set(expected.map(idOf)).size)
}

/** Alerts and logs of one state: the fleet still runs, and a tick between two looks would bring events of which the other look knows nothing. */
async function readAtRest(ask: Ask): Promise<{ stored: Map<string, StoredEvent[]>; lanes: StoredLane[] }> {
  const steps = async () =>
    JSON.stringify(await ask('select lane, step::text as step from lane order by lane'))
  for (;;) {
    const before = await steps()
    const stored = await storedEvents(ask)
    const lanes: StoredLane[] = []
    for (const row of await ask('select lane from lane order by lane'))
      lanes.push(await readLane(ask, number(row['lane'])))
    if ((await steps()) === before) return { stored, lanes }
  }
}

type Line = string

interface StoredEvent {
  readonly line: Line
  readonly kind: string
  readonly revision: string
  readonly lt: number
}

interface Told {
  readonly id: string
  readonly kind: string
  readonly level: unknown
  readonly at: number
  readonly asOf: number
  readonly isLate: boolean
  readonly revision: string
}

function lineOf({ id, kind, level, at, asOf, isLate, revision }: Told): Line {
  const late = isLate ? ' late' : ''
  return `${id} ${kind} ${level === null ? '-' : text(level)} at ${at} as of ${asOf}${late} by ${revision.slice(0, 12)}`
}

const idOf = (line: Line): string => line.split(' ', 1)[0] ?? ''

/** What evaluation decided, by process and rule. Acts of people come from outside of the log. */
async function storedEvents(ask: Ask): Promise<Map<string, StoredEvent[]>> {
  const rows = await ask(`
    select a.process, a.rule_id, a.id::text as id, case e.kind when 'corrected' then 'lowered' else e.kind end as kind, e.level, e.is_late,
      e.rule_revision, (extract(epoch from e.lt) * 1000)::float8 as lt, (extract(epoch from e.as_of) * 1000)::float8 as as_of
    from alert_event e join alert a on a.id = e.alert_id
    where e.kind = any(string_to_array('${[...evaluationKinds, 'corrected'].join(',')}', ','))
      and not e.body ? 'corrected' -- other numbers, the same level: no change that evaluation lists
    order by a.id, e.ordinal`)
  const events = new Map<string, StoredEvent[]>()
  for (const row of rows) {
    const name = `${text(row['process'])} ${text(row['rule_id'])}`
    const [at, asOf] = [Math.round(number(row['lt'])), Math.round(number(row['as_of']))]
    const [id, kind, revision] = [text(row['id']), text(row['kind']), text(row['rule_revision'])]
    const line = lineOf({
      id,
      kind,
      level: row['level'],
      at,
      asOf,
      isLate: row['is_late'] === true,
      revision,
    })
    events.set(name, [...(events.get(name) ?? []), { line, kind, revision, lt: at }])
  }
  return events
}

function storedOf(
  stored: ReadonlyMap<string, readonly StoredEvent[]>,
  process: string,
  rule: string,
): readonly StoredEvent[] {
  return stored.get(`${process} ${rule}`) ?? []
}

function engineEvents({ document, hash, params }: InForce, lane: StoredLane): readonly Line[] {
  const { rule } = parseRule(document)
  if (rule === undefined) throw new Error(`the stored rule ${text(document['id'])} cannot be read`)
  const lines = lane.lines.filter((line) => line['kind'] !== 'activation')
  const { events } = evalLog(rule, lines, [lane.until], {
    geography: geographyOfCodes(country),
    discounts: defaultDiscounts,
    process: lane.process,
    timeZone: lane.timeZone,
    monitoringStart: lane.monitoringStart,
    params,
    labelOf: (_field, code) => code,
    alertId: uuid5,
  })
  return events.map((event) =>
    lineOf({
      id: text(event['alert_id']),
      kind: text(event['event']),
      level: event['level'],
      at: instant(event['t']),
      asOf: instant(event['as_of']),
      isLate: event['late'] === true,
      revision: hash,
    }),
  )
}

function oracleEvents(stretches: readonly Stretch[], lane: StoredLane): readonly Line[] {
  const [first] = stretches
  if (first?.rule === undefined)
    throw new Error(`${lane.process}: a rule that was not in force from the start`)
  const rule = plainRule(first.rule.document)
  const { process, timeZone, monitoringStart } = lane
  const { params } = first.rule
  const setting = { process, timeZone, country, monitoringStart, params, changes: changesOf(stretches) }
  return departmentsOf(lane.lines).flatMap((department) => {
    const { events } = judge(rule, linesOf(lane.lines, department), setting, [lane.until])
    return events
      .filter((event) => event.key[0] === department)
      .map(({ alert_id: id, event: kind, level, t: at, as_of: asOf, late: isLate, revision = '' }) =>
        lineOf({ id, kind, level, at, asOf, isLate, revision }),
      )
  })
}

const placeOf = (line: LogLine): string | undefined => {
  const place = line['place'] ?? record(line['set'])['place']
  return typeof place === 'string' ? place.slice(0, 4) : undefined
}

function departmentsOf(lines: readonly LogLine[]): readonly string[] {
  return [...new Set(lines.flatMap((line) => placeOf(line) ?? []))].toSorted()
}

/** What is about the department, and about signals that were ever placed in it; the calendar, and changes of rules. */
function linesOf(lines: readonly LogLine[], department: string): readonly LogLine[] {
  const ids = new Set(lines.filter((line) => placeOf(line) === department).map((line) => line['id']))
  const forAll = ['calendar', 'activation']
  return lines.filter((line) => forAll.includes(text(line['kind'])) || ids.has(line['id']))
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
    const id = idOf(line)
    alerts.set(id, [...(alerts.get(id) ?? []), line])
  }
  return alerts
}

/** UUIDv5 in the namespace of alerts. */
function uuid5(identity: string): string {
  const namespace = Buffer.from('5e37d3b10f2b56fda7b43ae721a9375e', 'hex')
  const bytes = createHash('sha1').update(namespace).update(identity).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

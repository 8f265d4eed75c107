// Engine and oracle over the same rule and log: the rows at every instant and all events in the words of `vigia rules eval`, and where
// they differ.
import { createHash } from 'node:crypto'
import { defaultDiscounts, geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { evalLog } from '#domain/rules/eval-log.ts'
import { parseRule } from '#domain/rules/schema.ts'
import type { OracleEvent } from './alert.ts'
import { judge } from './judge.ts'
import type { LogLine } from './known.ts'
import { instant, instantText, type Plain, text } from './plain.ts'
import { plainRule } from './plain-rule.ts'
import type { OracleRow } from './row.ts'
import type { Setting } from './zone.ts'

interface Outcome {
  readonly rows: readonly Plain[]
  readonly events: readonly Plain[]
}

function uuid5(identity: string): string {
  const namespace = Buffer.from('5e37d3b10f2b56fda7b43ae721a9375e', 'hex')
  const hex = createHash('sha1').update(namespace).update(identity).digest('hex').slice(0, 32)
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  const all = `${hex.slice(0, 12)}5${hex.slice(13, 16)}${variant}${hex.slice(18)}`
  return all.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function engineOutcome(
  source: Plain,
  lines: readonly LogLine[],
  setting: Setting,
  instants: readonly number[],
): Outcome {
  const parsed = parseRule(source)
  if (parsed.rule === undefined)
    throw new Error(`the generated rule is refused: ${JSON.stringify(parsed.problems)}`)
  const result = evalLog(parsed.rule, lines, instants, {
    geography: geographyOfCodes(setting.country),
    discounts: defaultDiscounts,
    process: setting.process,
    timeZone: setting.timeZone,
    monitoringStart: setting.monitoringStart,
    params: setting.params,
    labelOf: (_field, code) => code,
    alertId: uuid5,
  })
  return { rows: result.states, events: result.events }
}

const keyObject = (groupBy: readonly string[], key: readonly string[]): Plain =>
  Object.fromEntries(groupBy.map((field, i) => [field, key[i]]))
const timeOrNull = (at: number | null): string | null => (at === null ? null : instantText(at))

function rowLine(row: OracleRow, groupBy: readonly string[]): Plain {
  const { alert } = row
  return {
    ...row,
    at: instantText(row.at),
    key: keyObject(groupBy, row.key),
    evidence: row.evidence.length,
    alert:
      alert === null
        ? null
        : {
            ...alert,
            as_of: instantText(alert.as_of),
            opened_at: instantText(alert.opened_at),
            closed_at: timeOrNull(alert.closed_at),
          },
  }
}

const eventLine = (event: OracleEvent, groupBy: readonly string[]): Plain => ({
  ...event,
  t: instantText(event.t),
  as_of: instantText(event.as_of),
  key: keyObject(groupBy, event.key),
})

/** `vigia rules eval` sees everything up to the last entry and the last instant; so does the oracle. */
function oracleOutcome(
  source: Plain,
  lines: readonly LogLine[],
  setting: Setting,
  instants: readonly number[],
): Outcome {
  const rule = plainRule(source)
  const last = Math.max(...instants, ...lines.map((line) => instant(line['received_at'])))
  const { rows, events } = judge(rule, lines, setting, [...new Set([...instants, last])])
  return {
    rows: rows.filter((row) => instants.includes(row.at)).map((row) => rowLine(row, rule.groupBy)),
    events: events.map((event) => eventLine(event, rule.groupBy)),
  }
}

/** A key without any history may be left out. */
const isTrivial = (row: Plain): boolean => row['state'] === 'none' && row['alert'] === null

const fields = ['state', 'level', 'measures', 'alert', 'evidence', 'explain'] as const

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function rowDifferences(expected: Plain, got: Plain): readonly string[] {
  return fields.flatMap((field) => {
    if (field === 'evidence' && expected['state'] !== 'firing') return []
    if (field === 'explain' && (got['explain'] === null || expected['state'] !== 'firing')) return []
    if (canonical(expected[field]) === canonical(got[field])) return []
    const where = `${text(expected['at'])} ${canonical(expected['key'])} ${field}`
    return [`${where}: oracle ${canonical(expected[field])}, engine ${canonical(got[field])}`]
  })
}

const rowName = (row: Plain): string => `${text(row['at'])} ${canonical(row['key'])}`

function compareRows(expected: readonly Plain[], got: readonly Plain[]): readonly string[] {
  const left = new Map(got.map((row) => [rowName(row), row]))
  const found: string[] = []
  for (const row of expected) {
    const own = left.get(rowName(row))
    left.delete(rowName(row))
    if (own !== undefined) found.push(...rowDifferences(row, own))
    else if (!isTrivial(row)) found.push(`${rowName(row)}: the engine has no such key`)
  }
  for (const row of left.values())
    if (!isTrivial(row)) found.push(`${rowName(row)}: the oracle has no such key`)
  return found
}

const eventPlace = (e: Plain): string => `${text(e['t']).padEnd(30)} ${canonical(e['key'])}`

/** By time and key; within one key in the order in which they came about. */
function ordered(events: readonly Plain[]): readonly string[] {
  return events
    .map((e, i) => ({ e, i, name: eventPlace(e) }))
    .toSorted(
      (a, b) =>
        instant(a.e['t']) - instant(b.e['t']) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.i - b.i),
    )
    .map(({ e }) => canonical(e))
}

function compareEvents(expected: readonly Plain[], got: readonly Plain[]): readonly string[] {
  const oracle = ordered(expected)
  const engine = ordered(got)
  if (canonical(oracle) === canonical(engine)) return []
  const index = oracle.findIndex((line, i) => line !== engine[i])
  const at = index < 0 ? oracle.length : index
  return [`event ${at}: oracle ${oracle[at] ?? 'none'}, engine ${engine[at] ?? 'none'}`]
}

/** What the engine says otherwise than the oracle; empty when they agree. */
export function differences(
  source: Plain,
  lines: readonly LogLine[],
  setting: Setting,
  instants: readonly number[],
): readonly string[] {
  const expected = oracleOutcome(source, lines, setting, instants)
  const got = engineOutcome(source, lines, setting, instants)
  return [...compareEvents(expected.events, got.events), ...compareRows(expected.rows, got.rows)]
}

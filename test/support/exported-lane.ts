// A lane's log as `vigia lane export` writes it, evaluated with `vigia rules eval`, and what the live engine has stored: in the same words.
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { evaluateLog } from '#app/commands/evaluate-log.ts'
import { rulesCommand } from '#app/commands/rules-command.ts'
import type { CountryPack } from '#domain/pack.ts'
import { alertNamespace } from '#domain/rules/alert-identity.ts'
import { keyLines, type Line } from '#domain/rules/eval-log.ts'
import { stateStructure } from '#domain/rules/state-structure.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import type { ActivatedRule } from '#platform/database/tables/registry.ts'
import { sha256, uuidv5 } from '#platform/ids.ts'
import { readNow } from '#registry/process-store.ts'
import { sendActivation } from '#registry/put-in-force.ts'
import { printRuleProblem, readRuleText } from '#registry/read-rule-text.ts'
import type { Registry } from '#registry/registry-view-store.ts'
import { insertRevision, ruleStateFor } from '#registry/rule-store.ts'
import { exportLane } from '#scoring/export-lane.ts'
import { readLane } from '#scoring/lane-store.ts'
import { loadSnapshot } from '#scoring/load-snapshot.ts'
import { openLane } from '#scoring/open-lane.ts'
import { testConfig } from './app.ts'

/** A rule in force, and the file that says it. */
export interface RuleFile {
  readonly id: string
  readonly file: string
}

/** The rules of a folder in the place of those in force, whose ids they may share. */
export async function putFolderInForce(db: Db, pack: CountryPack, folder: string): Promise<RuleFile[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.rule.yaml'))
  return inTransaction(db, async (trx) => {
    const inForce: ActivatedRule[] = []
    const found: RuleFile[] = []
    for (const name of files) {
      const file = path.join(folder, name)
      const { read, problems } = readRuleText(file, readFileSync(file, 'utf8'), pack)
      if (read === undefined) throw new Error(problems.map(printRuleProblem).join('\n'))
      const { rule, canonical, yaml } = read
      const hash = sha256(canonical)
      const stateHash = sha256(stateStructure(rule, pack.versions.grading))
      const document: unknown = JSON.parse(canonical)
      const by = { author: 'file', reason: 'for this test', origin: 'file' as const, file: name }
      const { id: ruleId, version } = rule
      await insertRevision(trx, { ruleId, hash, version, stateHash, yaml, document, ...by })
      const ruleState = await ruleStateFor(trx, ruleId, stateHash)
      inForce.push({ rule_id: ruleId, hash, rule_state: ruleState, status: 'active', params: {} })
      found.push({ id: ruleId, file })
    }
    await sendActivation(trx, undefined, inForce, { author: 'file', reason: 'for this test' })
    return found
  })
}

/** Writes the log of the process's first lane. */
export async function writeLog(db: Db, pack: CountryPack, process: string, file: string): Promise<void> {
  const lines: string[] = []
  for await (const line of exportLane(db, pack, process, 0)) lines.push(JSON.stringify(line))
  await writeFile(file, lines.join('\n'))
}

/** What the command prints, as objects. */
async function evaluated(
  process: string,
  { file, log }: { file: string; log: string },
  options: readonly string[],
): Promise<Line[]> {
  const printed: string[] = []
  const args = ['eval', file, log, '--process', process, ...options]
  const print = (line: string) => void printed.push(line)
  expect(await rulesCommand.run({ config: testConfig(), env: {}, args, print, progress: () => {} })).toBe(0)
  return printed.map((line) => JSON.parse(line) as Line)
}

/** The same without the command and its reading of the pack, for many rules and logs. */
export async function foldedLines(
  pack: CountryPack,
  process: string,
  files: { readonly file: string; readonly log: string },
  at: readonly Instant[],
): Promise<Line[]> {
  const { states, events } = await evaluateLog(pack, files.file, files.log, { process, at })
  return [...plain(states), ...inOrder(plain(events))]
}

/** As the command prints them. */
const plain = (lines: readonly unknown[]) => lines.map((line) => JSON.parse(JSON.stringify(line)) as Line)

/** Its state lines for the instants, then the alert events by time, alert and the order in which they came about. */
export async function evaluatedLines(
  process: string,
  files: { readonly file: string; readonly log: string },
  instants: readonly Instant[] = [],
): Promise<Line[]> {
  const at = instants.flatMap((one) => ['--at', formatInstant(one)])
  const lines = await evaluated(process, files, [...at, '--events'])
  return [...lines.filter((one) => 'at' in one), ...inOrder(lines.filter((one) => !('at' in one)))]
}

/** Events of one instant and alert keep their order; alerts of one instant have none of their own. */
function inOrder(events: readonly Line[]): Line[] {
  const place = ({ t, alert_id }: Line) => `${String(t)} ${String(alert_id)}`
  return events.toSorted((left, right) => {
    const [a, b] = [place(left), place(right)]
    return a < b ? -1 : a > b ? 1 : 0
  })
}

interface LiveEvent {
  readonly event: string
  readonly t: Temporal.Instant
  readonly key: Readonly<Record<string, string>>
  readonly alert_id: string
  readonly episode: number
  readonly level: string | null
  readonly as_of: Temporal.Instant
  readonly late: boolean
  readonly notify: boolean
}

/**
 * The recorded events of a rule in the form of `--events`; a fall because of a correction is recorded under a name of its own,
 * and a recount, which moves no level, is no line of it. */
export async function liveEvents(db: Db, process: string, rule: string): Promise<Line[]> {
  const { rows } = await sql<LiveEvent>`
    select case e.kind when 'corrected' then 'lowered' else e.kind end as event, e.lt as t, a.key, a.id as alert_id, a.episode, e.level, e.as_of, e.is_late as late, e.notify
    from alert_event e join alert a on a.id = e.alert_id
    where a.process = ${process} and a.rule_id = ${rule}
      and e.kind in ('fired', 'reopened', 'raised', 'lowered', 'corrected', 'resolved', 'expired') and not e.body ? 'corrected'
    order by e.lt, a.id, e.ordinal`.execute(db)
  return inOrder(
    rows.map((row) => ({
      event: row.event,
      t: formatInstant(row.t.epochMilliseconds),
      process,
      rule,
      key: row.key,
      alert_id: row.alert_id,
      episode: row.episode,
      level: row.level,
      as_of: formatInstant(row.as_of.epochMilliseconds),
      late: row.late,
      notify: row.notify,
    })),
  )
}

/** What the stored rows of a lane say of every key of every rule at the instant that the lane has reached, in the form of `--at`, by rule. */
export async function liveStates(
  db: Db,
  registry: Registry,
  lane: number,
  at: Instant,
): Promise<Map<string, readonly Line[]>> {
  return inTransaction(db, async (trx) => {
    const row = await readLane(trx, lane)
    if (row === undefined) throw new Error(`there is no lane ${lane}`)
    const { version } = await readNow(trx)
    const open = await openLane(trx, registry, row, version)
    const rules = open.memory.rules.map(({ plan }) => plan.active)
    // an activation needs every key in memory
    const whole = { kind: 'activation', rules, pos: row.pos, lt: at } as const
    await loadSnapshot(trx, lane, open, [whole], undefined)
    const settings = { ...open.memory.settings, labelOf: (_field: string, code: string) => code }
    const alertId = (identity: string) => uuidv5(alertNamespace, identity)
    const memory = { ...open.memory, settings }
    return new Map(
      rules.map((active) => [
        active.rule.id,
        keyLines(memory, active, at, { process: row.process, alertId }),
      ]),
    )
  })
}

// The back-test that stands before an activation: a revision and the one in force over the last days of the log of every open process, read
// page by page and folded by the engine of live scoring. Run once by whoever claims it; a failure is kept with it.
import { limits } from '#config/limits.ts'
import { departmentOfKey } from '#domain/backtest/change-warnings.ts'
import { revisionReport, type TriedProcess } from '#domain/backtest/revision-report.ts'
import type { ActiveRule, EvaluationEvent } from '#domain/rules/lane.ts'
import { planRule } from '#domain/rules/plan.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { formatInstant } from '#domain/time.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { listProcesses, type ProcessRow, readNow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import {
  claimRuleBacktest,
  failRuleBacktest,
  finishRuleBacktest,
  type RuleBacktestRow,
  readRuleBacktests,
} from '#registry/rule-backtest-store.ts'
import { listRevisions, type StoredRevision } from '#registry/rule-store.ts'
import type { LabDeps } from './choose-process.ts'
import { giveWay } from './give-way.ts'
import { countLog, findLane, type LogRange, lastPos, readLog } from './history-store.ts'
import { type OpenFold, openFold } from './memory-state.ts'
import { createReader, historyOf } from './stored-history.ts'

/** So much is run while the caller waits: about two seconds. */
const smallEntries = 5_000
/** Log rows read and folded at once. */
const page = 1_000

type TrialDeps = Pick<LabDeps, 'db' | 'registry'>

/** Carries it out while somebody waits, if the log is short. False: a worker has to. */
export async function backtestAtOnce(
  deps: TrialDeps,
  id: string,
  entries: number = smallEntries,
): Promise<boolean> {
  const plan = await planTrial(deps, id)
  if (plan === undefined) return true
  let left = entries
  for (const { range } of plan.lanes) left -= await countLog(deps.db, range, left)
  if (left < 0) return false
  await carryOut(deps, id, plan)
  return true
}

export async function backtestRevision(deps: TrialDeps, id: string): Promise<void> {
  const plan = await planTrial(deps, id)
  if (plan !== undefined) await carryOut(deps, id, plan)
}

async function carryOut({ db }: TrialDeps, id: string, plan: Trial): Promise<void> {
  if (!(await claimRuleBacktest(db, id))) return
  try {
    const tried: TriedProcess[] = []
    for (const lane of plan.lanes) tried.push(await tryProcess(db, plan, lane))
    const report = revisionReport(tried, { days: plan.days, alertBudgetPerWeek: limits.alertBudgetPerWeek })
    await finishRuleBacktest(db, id, report)
  } catch (error) {
    await failRuleBacktest(db, id, error instanceof Error ? error.message : String(error))
  }
}

interface TrialLane {
  readonly process: ProcessRow
  readonly range: LogRange
  readonly toPos: number
}

interface Trial {
  readonly view: RegistryView
  readonly days: number
  readonly now: number
  readonly revision: ActiveRule
  /** What it is compared with. */
  readonly active: ActiveRule | undefined
  readonly lanes: readonly TrialLane[]
}

/** Undefined when it is done already, or not there. */
async function planTrial(deps: TrialDeps, id: string): Promise<Trial | undefined> {
  const row = (await readRuleBacktests(deps.db, [id])).get(id)
  if (row === undefined || row.state === 'done' || row.state === 'failed') return undefined
  const { version, now } = await readNow(deps.db)
  const view = await deps.registry.at(deps.db, version)
  const { revision, active } = await rulesOf(deps.db, row)
  const since = now.epochMilliseconds - row.days * 86_400_000
  const reach = Math.max(planRule(revision).reach, active === undefined ? 0 : planRule(active).reach)
  const from = Number.isFinite(reach) ? formatInstant(since - reach) : undefined
  const lanes: TrialLane[] = []
  for (const process of await listProcesses(deps.db)) {
    if (process.state !== 'open' || process.clock !== 'live') continue
    const lane = await findLane(deps.db, process.id)
    if (lane === undefined) continue
    lanes.push({ process, range: { lane, from }, toPos: await lastPos(deps.db, lane) })
  }
  return { view, days: row.days, now: now.epochMilliseconds, revision, active, lanes }
}

/** The revision, and what was in force when the back-test was asked for (`base`: status and hash). */
async function rulesOf(db: Db, row: RuleBacktestRow) {
  const revisions = await listRevisions(db, row.ruleId)
  const find = (hash: string | undefined) => revisions.find((one) => one.hash === hash)
  const revision = find(row.hash)
  if (revision === undefined)
    throw new AppError('bug', 'INVARIANT_BROKEN', `back-test ${row.id} has no revision`)
  const active = find(row.base?.split(' ')[1])
  return { revision: activeRule(revision), active: active === undefined ? undefined : activeRule(active) }
}

function activeRule({ ruleId, hash, document, params }: StoredRevision): ActiveRule {
  const parsed = parseRule(document)
  if ('rule' in parsed && parsed.rule !== undefined)
    return { rule: parsed.rule, revision: hash, ruleState: 1, params }
  throw new AppError('bug', 'RULE_UNREADABLE', `the stored revision ${hash} of ${ruleId} cannot be read`)
}

/** Both revisions over one process. No transaction is held: the log only grows, and what came after the start is left out. */
async function tryProcess(db: Db, trial: Trial, lane: TrialLane): Promise<TriedProcess> {
  const { folds, entries, first } = await foldLog(db, trial, lane)
  for (const fold of folds) fold.tickUntil(trial.now)
  const since = trial.now - trial.days * 86_400_000
  const { groupBy } = trial.revision.rule
  const { pack, places } = trial.view
  const [own, active] = folds.map(({ events }): readonly EvaluationEvent[] => events)
  return {
    process: lane.process.id,
    groupBy,
    entries,
    since: Math.min(trial.now, Math.max(since, first)),
    until: trial.now,
    events: own ?? [],
    activeEvents: active,
    departmentOf(key) {
      const code = departmentOfKey(groupBy, key, places)
      return code === null ? null : (pack.places.get(code)?.name ?? code)
    },
  }
}

interface FoldedLog {
  /** Of the revision, and of the one in force; none when the log is empty. */
  readonly folds: readonly OpenFold[]
  readonly entries: number
  /** Logical time of the first entry. */
  readonly first: number
}

async function foldLog(db: Db, trial: Trial, { process, range, toPos }: TrialLane): Promise<FoldedLog> {
  const reader = createReader({ process, view: trial.view, range, withhold: new Set(), keepsSignals: false })
  const history = historyOf(process, trial.view)
  const rules = [trial.revision, trial.active].filter((rule) => rule !== undefined)
  let folds: readonly OpenFold[] = []
  let first = 0
  let after = 0
  let entries = 0
  for (;;) {
    const rows = (await readLog(db, range, after, page)).filter(({ pos }) => pos <= toPos)
    const [head] = rows
    if (head === undefined) return { folds, entries, first }
    if (entries === 0) {
      first = head.lt.epochMilliseconds
      folds = rules.map((rule) => openFold(history, [rule], first))
    }
    await reader.take(db, rows)
    const taken = reader.entries.splice(0)
    for (const fold of folds) fold.take(taken)
    entries += rows.length
    after = rows.at(-1)?.pos ?? after
    await giveWay()
  }
}

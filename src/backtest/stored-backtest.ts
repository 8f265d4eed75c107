// A stored back-test: accepted with its rules read, run once by whoever claims it, kept with its report.
import type { Actor } from '#domain/actor.ts'
import type { BacktestPlan } from '#domain/backtest/build-report.ts'
import { type DaySpan, dayStart, localDay, parseDay } from '#domain/backtest/day.ts'
import type { Outcome } from '#domain/backtest/judge.ts'
import type { ActiveRule, LaneSignal } from '#domain/rules/lane.ts'
import { readField } from '#domain/rules/signal-fields.ts'
import { formatInstant } from '#domain/time.ts'
import { inTransaction, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import { listProcesses, readNow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { type BacktestRequest, backtestRequest } from './backtest-request.ts'
import { claimRun, failRun, finishRun, insertRun, readRun } from './backtest-store.ts'
import { type ChosenProcess, checkCost, chooseProcess, type LabDeps } from './choose-process.ts'
import { giveWay } from './give-way.ts'
import { countLog, findLane } from './history-store.ts'
import { readDraft, rulesInForce } from './rules-under-test.ts'
import { runBacktest } from './run-backtest.ts'
import { readStoredHistory } from './stored-history.ts'

/** So much is run while the caller waits: about two seconds. */
const smallEntries = 5_000
const smallDays = 400
/** Longer spans than this are several elections; run them from files. */
const mostDays = 1_830

export interface Prepared {
  readonly chosen: ChosenProcess
  readonly title: string
  readonly span: DaySpan
  readonly revisions: readonly string[]
  readonly isSmall: boolean
}

/** Refuses what cannot be run, before anything is stored. */
export async function prepareBacktest(
  deps: LabDeps,
  actor: Actor,
  request: BacktestRequest,
): Promise<Prepared> {
  const chosen = await chooseProcess(deps, actor, request.process)
  const span = spanOf(request.from, request.to)
  const rules = await rulesOf(deps, request)
  const range = { lane: chosen.lane, to: endOf(span, chosen.process.timeZone) }
  await checkCost(deps.db, range)
  const isSmall =
    (await countLog(deps.db, range, smallEntries)) <= smallEntries && span.to - span.from <= smallDays
  if (!('categories' in request.outcomes)) outcomesOfRows(request.outcomes.rows, chosen.view)
  const title = request.title ?? usualTitle(chosen.process.id, rules, request)
  return { chosen, title, span, revisions: rules.map((one) => one.revision), isSmall }
}

/** So many rules are named; the others are counted. */
const namedRules = 3
const usualSeed = 1

/** In codes, which read the same in both languages; the console writes the names of process and rules in their place. */
function usualTitle(process: string, rules: readonly ActiveRule[], request: BacktestRequest): string {
  const named = rules.slice(0, namedRules).map(({ rule }) => `${rule.id} v${rule.version}`)
  const more = rules.length > namedRules ? ` +${rules.length - namedRules}` : ''
  const seed = request.seed === usualSeed ? '' : ` · seed ${request.seed}`
  return `${process} · ${named.join(', ')}${more} · ${request.from} – ${request.to}${seed}`
}

export async function storeBacktest(
  trx: Trx,
  actor: Actor,
  request: BacktestRequest,
  prepared: Prepared,
): Promise<string> {
  const id = uuidv7()
  await insertRun(trx, {
    id,
    process: prepared.chosen.process.id,
    title: prepared.title,
    request,
    revisions: prepared.revisions,
    isSmall: prepared.isSmall,
    actor: actor.tokenId,
  })
  return id
}

/** Runs it if nobody else does; a failure is kept with the run and not thrown. */
export async function carryOutBacktest(deps: LabDeps, id: string): Promise<void> {
  if (!(await claimRun(deps.db, id))) return
  try {
    const report = await compute(deps, id)
    const text = JSON.stringify(report)
    await inTransaction(deps.db, (trx) => finishRun(trx, id, report, text, sha256(text)))
  } catch (error) {
    await failRun(deps.db, id, error instanceof Error ? error.message : String(error))
  }
}

async function compute(deps: LabDeps, id: string) {
  const run = await readRun(deps.db, id)
  if (run === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `back-test ${id} is not there`)
  const request = backtestRequest.parse(run.request)
  const { version } = await readNow(deps.db)
  const view = await deps.registry.at(deps.db, version)
  const process = (await listProcesses(deps.db)).find((one) => one.id === run.process)
  const lane = await findLane(deps.db, run.process)
  if (process === undefined || lane === undefined)
    throw new AppError('bug', 'INVARIANT_BROKEN', `back-test ${id} has no process`)
  const span = spanOf(request.from, request.to)
  const rules = await rulesOf(deps, request)
  const categories = 'categories' in request.outcomes ? request.outcomes.categories : []
  const range = { lane, to: endOf(span, process.timeZone) }
  const stored = await inTransaction(deps.db, (trx) =>
    readStoredHistory(trx, { process, view, range, withhold: new Set(categories) }),
  )
  const outcomes =
    'rows' in request.outcomes
      ? outcomesOfRows(request.outcomes.rows, view)
      : outcomesOfSignals(stored.withheld, process.timeZone)
  const { entries } = stored.history
  return runBacktest({
    plan: planOf(request, run.title, process, view, rules, stored.history.entries),
    rules,
    history: stored.history,
    signals: stored.signals,
    counted: {
      items: entries.length,
      taken: stored.signals.length,
      repeated: 0,
      withheld: stored.withheld.length,
      refused: {},
    },
    calendars: stored.calendars,
    places: view.places,
    outcomes,
    series: undefined,
    pause: giveWay,
  })
}

function planOf(
  request: BacktestRequest,
  title: string,
  process: { readonly id: string; readonly timeZone: string },
  view: RegistryView,
  rules: readonly ActiveRule[],
  entries: readonly unknown[],
): BacktestPlan {
  return {
    title,
    command: `POST /v1/backtests ${JSON.stringify({ ...request, rules: rules.map((one) => ({ id: one.rule.id, revision: one.revision })) })}`,
    credits: [],
    inputs: [
      { role: 'history', name: process.id, sha256: sha256(JSON.stringify(entries)) },
      ...rules.map((one) => ({ role: 'rule' as const, name: one.rule.id, sha256: one.revision })),
    ],
    process: process.id,
    timeZone: process.timeZone,
    span: spanOf(request.from, request.to),
    horizonsDays: request.horizons_days,
    cooldownDays: request.cooldown_days,
    departments: [...view.pack.places.values()]
      .filter((one) => one.level === 'department')
      .map((one) => one.code),
    outcomeSets: [
      { name: 'all', without: [] },
      ...request.without.map((without) => ({ name: `without ${without.join(',')}`, without })),
    ],
    controls: request.controls.map((one) => ({ name: one.name, ...spanOf(one.from, one.to) })),
    countCategory: request.count_category,
    seed: request.seed,
    draws: 400,
  }
}

/** Drafts as texts, the others as they are in force; each gets a rule state of its own. */
async function rulesOf(deps: LabDeps, request: BacktestRequest): Promise<readonly ActiveRule[]> {
  const inForce = await rulesInForce(deps.db)
  return request.rules.map((asked, index): ActiveRule => {
    if ('yaml' in asked) return readDraft(deps.readRule, asked.yaml, `/rules/${index}/yaml`, index + 1).active
    const found = inForce.find((one) => one.rule.id === asked.id)
    if (found !== undefined) return { ...found, ruleState: index + 1 }
    throw new AppError('invalid', 'BACKTEST_RULE_UNKNOWN', `no rule "${asked.id}" is in force`, {
      faults: [
        {
          pointer: `/rules/${index}/id`,
          code: 'BACKTEST_RULE_UNKNOWN',
          message: {
            es: `la regla ${asked.id} no está en vigor`,
            en: `the rule ${asked.id} is not in force`,
          },
        },
      ],
    })
  })
}

function spanOf(from: string, to: string): DaySpan {
  const span = { from: parseDay(from) ?? 0, to: parseDay(to) ?? 0 }
  if (span.from <= span.to && span.to - span.from <= mostDays) return span
  throw new AppError(
    'invalid',
    'BACKTEST_SPAN',
    `from must not lie after to, and at most ${mostDays} days before it`,
  )
}

function endOf(span: DaySpan, timeZone: string): string {
  return formatInstant(dayStart(span.to + 1, timeZone) - 1)
}

type Row = Extract<BacktestRequest['outcomes'], { rows: unknown }>['rows'][number]

function outcomesOfRows(rows: readonly Row[], view: RegistryView): readonly Outcome[] {
  return rows.map((row, index) => {
    const place = view.places.resolve(row.place).code
    const department = place === undefined ? undefined : view.places.placeLevels(place).department
    if (department === undefined) {
      throw new AppError(
        'invalid',
        'BACKTEST_OUTCOME_PLACE',
        `/outcomes/rows/${index}/place: ${row.place} lies in no department`,
      )
    }
    return { day: parseDay(row.date) ?? 0, department, size: row.size, kind: row.class }
  })
}

function outcomesOfSignals(signals: readonly LaneSignal[], timeZone: string): readonly Outcome[] {
  return signals
    .flatMap((signal) => {
      const department = readField(signal, 'department')
      if (typeof department !== 'string') return []
      const killed = Number(readField(signal, 'counts.killed') ?? 0)
      const kind = String(readField(signal, 'category'))
      return [{ day: localDay(signal.eventTime, timeZone), department, size: Math.max(1, killed), kind }]
    })
    .toSorted((a, b) => a.day - b.day || (a.department < b.department ? -1 : 1))
}

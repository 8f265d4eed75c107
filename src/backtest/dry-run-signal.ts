// One signal against every rule in force, over a copy of the state: which selectors take it, what would fire and why, and what is missing.
import type { Actor } from '#domain/actor.ts'
import { laneSignalOf } from '#domain/backtest/lane-signal.ts'
import { describeKey, type KeyDescription } from '#domain/rules/describe-key.ts'
import { fold } from '#domain/rules/fold.ts'
import type { EvaluationEvent, KeyValues, LaneSignal } from '#domain/rules/lane.ts'
import { groupValues, type LaneMemory, matchesOf } from '#domain/rules/lane-memory.ts'
import { planRule } from '#domain/rules/plan.ts'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import type { SignalSender } from '#domain/signal/intake-context.ts'
import { signalSchema } from '#domain/signal/signal.ts'
import { type SignalFault, shapeFaults } from '#domain/signal/signal-faults.ts'
import { formatInstant } from '#domain/time.ts'
import { inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv4 } from '#platform/ids.ts'
import { type ChosenProcess, checkCost, chooseProcess, type LabDeps } from './choose-process.ts'
import { giveWay } from './give-way.ts'
import { foldHistory } from './memory-state.ts'
import { type RuleInForce, rulesInForce } from './rules-under-test.ts'
import { readStoredHistory } from './stored-history.ts'

export async function dryRunSignal(
  deps: LabDeps,
  actor: Actor,
  raw: Readonly<Record<string, unknown>>,
  name: string | undefined,
) {
  const named = typeof raw['process'] === 'string' ? raw['process'] : name
  const chosen = await chooseProcess(deps, actor, named)
  const signal = judgeSignal(raw, chosen)
  const rules = await rulesInForce(deps.db)
  const now = chosen.now.epochMilliseconds
  const reach = Math.max(0, ...rules.map((one) => planRule(one).reach))
  const range = {
    lane: chosen.lane,
    ...(Number.isFinite(reach) ? { from: formatInstant(now - reach) } : {}),
  }
  const entries = await checkCost(deps.db, range)
  const { history } = await inTransaction(deps.db, (trx) =>
    readStoredHistory(trx, { ...chosen, range, withhold: new Set() }),
  )
  const { lane } = await foldHistory(history, rules, { until: now, pause: giveWay })
  const at = Math.max(lane.lt, now)
  const found = matchedKeys(lane, rules, signal)
  const before = found.matched.map((one) => describe(lane, one, at))
  const { events } = fold(lane, [{ kind: 'signal', signal, pos: lane.pos + 1, lt: at }])
  return {
    process: chosen.process.id,
    at: formatInstant(at),
    entries,
    rules: rules.length,
    fields: signal.fields,
    polarity: signal.polarity ?? null,
    matched: found.matched.map((one, index) => ({
      rule: one.rule.rule.id,
      revision: one.rule.revision,
      status: one.rule.status,
      selectors: [...one.selectors],
      key: keyObject(one),
      before: viewState(before[index]),
      after: viewState(describe(lane, one, at)),
      events: events.filter((event) => isOf(event, one)).map(viewEvent),
    })),
    // also of keys that the signal does not touch: a national rule, a neighbour
    other_events: events
      .filter((event) => !found.matched.some((one) => isOf(event, one)))
      .map((event) => ({ rule: event.ruleId, ...viewEvent(event) })),
    without_key: found.withoutKey,
  }
}

interface Matched {
  readonly rule: RuleInForce
  readonly selectors: readonly string[]
  readonly key: KeyValues
}

function matchedKeys(lane: LaneMemory, rules: readonly RuleInForce[], signal: LaneSignal) {
  const byRule = Map.groupBy(matchesOf(lane, signal), (one) => one.rule)
  const matched: Matched[] = []
  const withoutKey: { rule: string; missing: string[] }[] = []
  for (const [place, selectors] of byRule) {
    const plan = lane.rules[place]?.plan
    const rule = rules.find((one) => one.ruleState === plan?.active.ruleState)
    if (rule === undefined) continue
    const key = groupValues(rule.rule.groupBy, signal)
    if (key !== undefined) matched.push({ rule, selectors: selectors.map((one) => one.name), key })
    else
      withoutKey.push({
        rule: rule.rule.id,
        missing: rule.rule.groupBy.filter((field) => signal.fields[field] === undefined),
      })
  }
  return { matched, withoutKey }
}

function describe(lane: LaneMemory, { rule, key }: Matched, at: number): KeyDescription | undefined {
  return describeKey(lane, rule.ruleState, key, at)
}

function keyObject({ rule, key }: Matched): Record<string, string> {
  return Object.fromEntries(rule.rule.groupBy.map((field, index) => [field, key[index] ?? '']))
}

function isOf(event: EvaluationEvent, { rule, key }: Matched): boolean {
  return event.ruleId === rule.rule.id && JSON.stringify(event.key) === JSON.stringify(key)
}

function viewState(found: KeyDescription | undefined) {
  if (found === undefined) return null
  const { status, level, measures, evidence, explain } = found
  return { state: status, level, measures, evidence, explain }
}

function viewEvent(event: EvaluationEvent) {
  return {
    event: event.kind,
    level: event.level,
    late: event.isLate,
    notify: event.notify,
    explain: event.explain,
    comparisons: [...event.comparisons],
    prevention: [...event.prevention],
    evidence: event.evidence.count,
  }
}

/** As intake would judge it from a sender who may grade and name sources; nothing is stored. */
function judgeSignal(raw: Readonly<Record<string, unknown>>, chosen: ChosenProcess): LaneSignal {
  const { view, process, now } = chosen
  const parsed = signalSchema.safeParse({ id: uuidv4(), ...raw, process: process.id })
  if (!parsed.success) throw refused(shapeFaults(parsed.error.issues))
  const body = parsed.data
  const receivedAt = now.epochMilliseconds
  const { derived, faults } = deriveSignal(body, senderOf(body.source ?? {}, chosen), {
    pack: view.pack,
    places: view.places,
    // an exercise takes up signals that say so; here the process was named already
    processes: view.open.filter((one) => one.id === process.id).map((one) => ({ ...one, isExercise: true })),
    receivedAt,
    hash: sha256,
  })
  if (derived === undefined) throw refused(faults)
  return laneSignalOf({ id: body.id ?? uuidv4(), rev: 1, derived, receivedAt }, process.id)
}

/** The named source as it is graded today; one that nobody knows starts as its kind does. */
function senderOf(
  { id = 'dry-run', kind }: { readonly id?: string | undefined; readonly kind?: string | undefined },
  { view }: ChosenProcess,
): SignalSender {
  const known = view.sources.get(id)
  const ownKind = kind ?? known?.kind ?? view.pack.defaultSourceKind
  const usual = view.pack.sourceKinds.get(ownKind)?.defaultReliability ?? 'F'
  const rights = { mayGrade: true, mayAttribute: true, processes: null }
  return { id, kind: ownKind, reliability: known?.reliability ?? usual, ...rights }
}

function refused(faults: readonly SignalFault[]): AppError {
  return new AppError(
    'invalid',
    'BACKTEST_SIGNAL_INVALID',
    faults.map((one) => `${one.pointer || '/'}: ${one.message.en}`).join('; '),
    {
      faults: faults.map(({ pointer, code, message, nearest }) => ({
        pointer: `/signal${pointer}`,
        code,
        message,
        ...(nearest === undefined ? {} : { nearest }),
      })),
    },
  )
}

// A draft over stored history, as known then, beside the revision in force: which alerts would be new, which would be lost, which stay.
import type { Actor } from '#domain/actor.ts'
import { alertSpans } from '#domain/backtest/alert-spans.ts'
import { phaseAsKnown } from '#domain/backtest/calendar-as-known.ts'
import {
  countChanges,
  departmentOfKey,
  floodOf,
  placeOfKey,
  silencedDepartments,
} from '#domain/backtest/change-warnings.ts'
import {
  type ComparedAlert,
  compareAlerts,
  type PastAlert,
  pastAlerts,
} from '#domain/backtest/compare-alerts.ts'
import type { ActiveRule } from '#domain/rules/lane.ts'
import { planRule } from '#domain/rules/plan.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import { inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { type ChosenProcess, checkCost, chooseProcess, instantOf, type LabDeps } from './choose-process.ts'
import { giveWay } from './give-way.ts'
import { foldHistory } from './memory-state.ts'
import { type RuleInForce, readDraft, rulesInForce } from './rules-under-test.ts'
import { readStoredHistory, type StoredHistory } from './stored-history.ts'

export interface DraftRequest {
  readonly yaml: string
  readonly process?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** Alerts named one by one; the counts are of all. */
const shownAlerts = 500

export async function dryRunDraft(deps: LabDeps, actor: Actor, request: DraftRequest) {
  const draft = readDraft(deps.readRule, request.yaml, '/yaml', draftState)
  const chosen = await chooseProcess(deps, actor, request.process)
  const span = spanOf(request, chosen)
  const active = (await rulesInForce(deps.db)).find((one) => one.rule.id === draft.active.rule.id)
  const tested = [draft.active, ...(active === undefined ? [] : [active])]
  const range = {
    lane: chosen.lane,
    from: fromOf(tested, span.since),
    to: formatInstant(span.until),
  }
  const entries = await checkCost(deps.db, range)
  const stored = await inTransaction(deps.db, (trx) =>
    readStoredHistory(trx, { ...chosen, range, withhold: new Set() }),
  )
  const past = async (rule: ActiveRule) => alertsOf(stored, rule, span)
  const alerts = compareAlerts(await past(draft.active), active === undefined ? [] : await past(active))
  const told = alerts.map((alert) => viewAlert(alert, draft.active, chosen, stored))
  return {
    process: chosen.process.id,
    since: formatInstant(span.since),
    until: formatInstant(span.until),
    entries,
    rule: { id: draft.active.rule.id, version: draft.active.rule.version, revision: draft.active.revision },
    active: activeView(active),
    warnings: draft.warnings.map(({ line, column, code, path, message }) => ({
      line,
      column,
      code,
      path,
      message,
    })),
    summary: countChanges(alerts),
    concerns: { silenced: [...silencedDepartments(told)], times_as_many: floodOf(countChanges(alerts)) },
    by_department: countGroups(told, (one) => one.department ?? chosen.process.territory),
    by_phase: countGroups(told, (one) => one.phase),
    alerts: told.slice(0, shownAlerts),
  }
}

/** Rule states count from 1; a lane of one rule may call its state anything. */
const draftState = 1

function activeView(active: RuleInForce | undefined) {
  if (active === undefined) return null
  return { version: active.rule.version, revision: active.revision, status: active.status }
}

interface Span {
  readonly since: Instant
  readonly until: Instant
}

function spanOf(request: DraftRequest, { process, now }: ChosenProcess): Span {
  const since =
    request.since === undefined
      ? process.monitoringStart.epochMilliseconds
      : instantOf(request.since, '/since')
  const until =
    request.until === undefined
      ? now.epochMilliseconds
      : Math.min(instantOf(request.until, '/until'), now.epochMilliseconds)
  if (since < until) return { since, until }
  throw new AppError('invalid', 'BACKTEST_SPAN', 'since must lie before until, and not in the future')
}

/** Windows must be warm at `since`: signals are read from the longest reach of the rules before it. */
function fromOf(rules: readonly ActiveRule[], since: Instant): string | undefined {
  const reach = Math.max(...rules.map((one) => planRule(one).reach))
  const from = since - reach
  return Number.isFinite(from) ? formatInstant(from) : undefined
}

async function alertsOf(
  { history }: StoredHistory,
  rule: ActiveRule,
  { since, until }: Span,
): Promise<readonly PastAlert[]> {
  const { events } = await foldHistory(history, [rule], { until, pause: giveWay })
  return pastAlerts(alertSpans(events)).filter(
    (alert) => (alert.closedAt ?? until) >= since && alert.firedAt <= until,
  )
}

function viewAlert(
  alert: ComparedAlert,
  { rule }: ActiveRule,
  { view }: ChosenProcess,
  { calendars }: StoredHistory,
) {
  const department = departmentOfKey(rule.groupBy, alert.key, view.places)
  const place = placeOfKey(rule.groupBy, alert.key)
  const lineage = view.places.ancestors(place ?? view.pack.country)
  return {
    change: alert.change,
    key: Object.fromEntries(rule.groupBy.map((field, index) => [field, alert.key[index] ?? ''])),
    department,
    phase: phaseAsKnown(calendars, lineage, alert.firedAt),
    fired_at: formatInstant(alert.firedAt),
    closed_at: alert.closedAt === null ? null : formatInstant(alert.closedAt),
    max_level: alert.maxLevel,
    active_max_level: alert.change === 'lost' ? alert.maxLevel : alert.otherMaxLevel,
    late: alert.isLate,
  }
}

type Told = ReturnType<typeof viewAlert>

function countGroups(alerts: readonly Told[], nameOf: (alert: Told) => string) {
  return [...Map.groupBy(alerts, nameOf)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, all]) => ({ code, ...countChanges(all) }))
}

// Handler of `escalate`: opens the ladders of alerts that ask for an answer, takes the steps and reminders that are due, stops what is answered.
import { lockAlerts } from '#alerts/alert-store.ts'
import { type LadderChange, takeWaiting } from '#alerts/escalation-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { dueAfterRise, nextReminder, turnOf, unanswered } from '#domain/response/escalation.ts'
import { policyFor } from '#domain/response/policy.ts'
import { formatInstant, parseInstant } from '#domain/time.ts'
import { afterCommit, type Db, inTransaction } from '#platform/database/database.ts'
import { failpoint } from '#platform/failpoint.ts'
import { sha256 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import { type Climbing, changeOf, climb, occasionOf, remind, runningStep, startClimbing } from './climb.ts'
import { type Ground, loadLadders, type Standing } from './load-ladders.ts'
import { type Looked, saveClimbs } from './save-climbs.ts'

/** Alerts that one transaction looks at: small enough to hold their locks for milliseconds. */
const BATCH = 25

export interface EscalateDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  readonly channels: { readonly isTlsEnforced: boolean }
  /** Routing, offices and names as they are now. */
  loadPack(): Promise<DeliveryPack>
  /** Counts steps by what came of them. */
  readonly countStep?: ((outcome: string) => void) | undefined
}

/** Goes on until no ladder waits; the key says nothing, because a poke carries no truth. */
export async function escalate(deps: EscalateDeps, _key: string): Promise<void> {
  const pack = await deps.loadPack()
  while ((await advanceBatch(deps, pack)) > 0);
}

function advanceBatch(deps: EscalateDeps, pack: DeliveryPack): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const ids = await takeWaiting(trx, BATCH)
    if (ids.length === 0) return 0
    const alerts = await lockAlerts(trx, ids)
    const { ground, standings } = await loadLadders(trx, pack, deps.channels.isTlsEnforced, [
      ...alerts.values(),
    ])
    await saveClimbs(
      trx,
      standings.map((one) => advance(ground, one)),
      deps.countStep,
    )
    failpoint('escalation.before_commit')
    afterCommit(trx, () => {
      deps.logger.info({ event: 'escalation.advanced', alerts: ids.length })
      deps.pokes.poke('notify', 'all')
    })
    return ids.length
  })
}

/** Brings one ladder up to its alert and to the clock. */
function advance(ground: Ground, standing: Standing): Looked {
  const { alert, row, unseen } = standing
  const known = row === undefined ? noLadder(alert.id) : changeOf(row)
  const ladder = { ...known, seenOrdinal: alert.lastOrdinal }
  const turn = turnOf(row?.state, alert.state, unseen.kinds)
  if (turn === 'open') return open(ground, standing, { ...ladder, openingOrdinal: unseen.opening })
  const climbing = startClimbing(ground, standing, ladder)
  if (climbing === undefined) return { standing, ladder: stopped(ground, ladder, 'no_evaluation') }
  const after = turn === 'stop' ? stop(climbing) : goOn(climbing, unseen.kinds)
  return { standing, ladder: after.ladder, climbing: after }
}

const noLadder = (alertId: string): LadderChange => ({
  alertId,
  round: 0,
  state: 'stopped',
  reason: null,
  policy: null,
  policyHash: null,
  openingOrdinal: null,
  seenOrdinal: 0,
  step: 0,
  dueAt: null,
  dueBecause: null,
  remindAt: null,
  openedAt: null,
  stoppedAt: null,
})

function stopped({ now }: Ground, ladder: LadderChange, reason: string): LadderChange {
  const times = { dueAt: null, dueBecause: null, remindAt: null, stoppedAt: formatInstant(now) }
  return { ...ladder, state: 'stopped', reason, ...times }
}

/** A new round, from the first step, under the routes as they are now. */
function open(ground: Ground, standing: Standing, before: LadderChange): Looked {
  const climbing = startClimbing(ground, standing, before)
  const policy = climbing === undefined ? undefined : policyFor(occasionOf(climbing))
  if (climbing === undefined || policy === undefined)
    return { standing, ladder: stopped(ground, before, 'no_ladder') }
  const ladder: LadderChange = {
    ...before,
    round: before.round + 1,
    state: 'running',
    reason: null,
    policy,
    policyHash: sha256(JSON.stringify(policy)),
    openedAt: formatInstant(ground.now),
    stoppedAt: null,
  }
  const opened = climb({ ...climbing, ladder }, policy, { because: 'opening' })
  if (opened === undefined) return { standing, ladder: stopped(ground, before, 'no_clock_for_level') }
  return { standing, ladder: opened.ladder, climbing: opened }
}

const halted = (climbing: Climbing, reason: string): Climbing => ({
  ...climbing,
  ladder: stopped(climbing.ground, climbing.ladder, reason),
})

/** An acknowledgement stops the climbing; on a step that everyone has to answer, reminders go on for the others. */
function stop(climbing: Climbing): Climbing {
  const { alert, ladder, moment } = climbing
  const running = runningStep(climbing)
  const step = ladder.policy?.steps.find((one) => one.order === running?.order)
  const isEach = alert.state === 'acknowledged' && step?.ack === 'each' && ladder.policy !== null
  if (!isEach || stillSilent(climbing).length === 0) return halted(climbing, alert.state)
  const next = nextReminder(ladder.policy, step, moment)
  const times = { dueAt: null, dueBecause: null, remindAt: next === undefined ? null : formatInstant(next) }
  return { ...climbing, ladder: { ...ladder, state: 'answering', reason: 'acknowledged', ...times } }
}

function stillSilent(climbing: Climbing) {
  const running = runningStep(climbing)
  if (running === undefined) return []
  const openedAt = parseInstant(climbing.ladder.openedAt ?? '') ?? 0
  const answeredBy = climbing.answers
    .filter((one) => one.at.epochMilliseconds >= openedAt)
    .map((one) => one.audience)
  const silent = unanswered(
    running.people.map((one) => one.recipient),
    answeredBy,
  )
  return running.people.filter((one) => silent.includes(one.recipient))
}

function goOn(climbing: Climbing, unseen: readonly string[]): Climbing {
  const { ladder, ground } = climbing
  if (ladder.state === 'answering') return isDue(ladder.remindAt, ground) ? remindOthers(climbing) : climbing
  if (ladder.state === 'stopped' || ladder.policy === null) return climbing
  const risen = unseen.includes('raised') ? afterRise(climbing) : climbing
  if (isDue(risen.ladder.dueAt, ground)) {
    const because = ladder.dueBecause ?? 'nobody_answered'
    return climb(risen, ladder.policy, { because }) ?? halted(climbing, 'no_clock_for_level')
  }
  return isDue(ladder.remindAt, ground) ? remindRunning(risen) : risen
}

function afterRise(climbing: Climbing): Climbing {
  const { ladder, moment } = climbing
  const due = parseInstant(ladder.dueAt ?? '')
  if (ladder.policy === null || due === undefined) return climbing
  const running = runningStep(climbing)
  const step = ladder.policy.steps.find((one) => one.order === running?.order)
  const dueAt = formatInstant(dueAfterRise(ladder.policy, step, due, moment))
  return { ...climbing, ladder: { ...ladder, dueAt } }
}

function remindRunning(climbing: Climbing): Climbing {
  const running = runningStep(climbing)
  if (running === undefined) return { ...climbing, ladder: { ...climbing.ladder, remindAt: null } }
  const after = remind(climbing, running, running.people)
  const due = parseInstant(after.ladder.dueAt ?? '') ?? Infinity
  return remindBefore(after, running.order, due)
}

function remindOthers(climbing: Climbing): Climbing {
  const running = runningStep(climbing)
  const silent = stillSilent(climbing)
  if (running === undefined || silent.length === 0) return halted(climbing, 'acknowledged')
  return remindBefore(remind(climbing, running, silent), running.order, Infinity)
}

/** The next reminder of a step, unless the next step comes first. */
function remindBefore(climbing: Climbing, order: number, due: number): Climbing {
  const { ladder, moment } = climbing
  const step = ladder.policy?.steps.find((one) => one.order === order)
  const next =
    step === undefined || ladder.policy === null ? undefined : nextReminder(ladder.policy, step, moment)
  const remindAt = next === undefined || next >= due ? null : formatInstant(next)
  return { ...climbing, ladder: { ...ladder, remindAt } }
}

function isDue(at: string | null, { now }: Ground): boolean {
  const instant = parseInstant(at ?? '')
  return instant !== undefined && instant <= now
}

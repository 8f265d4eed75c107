// Handler of `escalate`: opens the ladders of alerts that ask for an answer, takes the steps and reminders that are due, stops what is answered.
import { type AlertRow, lockAlerts } from '#alerts/alert-store.ts'
import {
  type LadderChange,
  readLadder,
  readUnseen,
  saveLadder,
  takeWaiting,
} from '#alerts/escalation-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { dueAfterRise, nextReminder, turnOf, unanswered } from '#domain/response/escalation.ts'
import { policyFor } from '#domain/response/policy.ts'
import { formatInstant, parseInstant } from '#domain/time.ts'
import { afterCommit, type Db, inTransaction } from '#platform/database/database.ts'
import { failpoint } from '#platform/failpoint.ts'
import { sha256 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import {
  type ClimbDeps,
  type Climbing,
  changeOf,
  climb,
  type Ground,
  groundOf,
  occasionOf,
  remind,
  runningStep,
  startClimbing,
} from './climb.ts'
import { listAcknowledgements, readNow } from './response-store.ts'

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
  countStep?: NonNullable<ClimbDeps['countStep']>
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
    const ground = await groundOf(trx, climbDeps(deps), pack, await readNow(trx))
    const alerts = await lockAlerts(trx, ids)
    for (const id of ids) {
      const alert = alerts.get(id)
      if (alert !== undefined) await advance(ground, alert)
    }
    failpoint('escalation.before_commit')
    afterCommit(trx, () => {
      deps.logger.info({ event: 'escalation.advanced', alerts: ids.length })
      deps.pokes.poke('notify', 'all')
    })
    return ids.length
  })
}

export function climbDeps({ channels, countStep }: EscalateDeps): ClimbDeps {
  return { isTlsEnforced: channels.isTlsEnforced, ...(countStep === undefined ? {} : { countStep }) }
}

/** Brings one ladder up to its alert and to the clock. The alert is locked. */
async function advance(ground: Ground, alert: AlertRow): Promise<void> {
  const row = await readLadder(ground.trx, alert.id)
  const { kinds, opening } = await readUnseen(ground.trx, alert.id, row?.seenOrdinal ?? 0)
  const known = row === undefined ? noLadder(alert.id) : changeOf(row)
  const ladder = { ...known, seenOrdinal: alert.lastOrdinal }
  const turn = turnOf(row?.state, alert.state, kinds)
  if (turn === 'open')
    return saveLadder(ground.trx, await open(ground, alert, { ...ladder, openingOrdinal: opening }))
  const climbing = await startClimbing(ground, alert, ladder)
  if (climbing === undefined) return saveLadder(ground.trx, stopped(ground, ladder, 'no_evaluation'))
  const after = turn === 'stop' ? await stop(climbing) : await goOn(climbing, kinds)
  return saveLadder(ground.trx, after)
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
async function open(ground: Ground, alert: AlertRow, before: LadderChange): Promise<LadderChange> {
  const climbing = await startClimbing(ground, alert, before)
  const policy = climbing === undefined ? undefined : policyFor(occasionOf(climbing))
  if (climbing === undefined || policy === undefined) return stopped(ground, before, 'no_ladder')
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
  const opened = await climb({ ...climbing, ladder }, policy, { because: 'opening' })
  return opened?.ladder ?? stopped(ground, before, 'no_clock_for_level')
}

/** An acknowledgement stops the climbing; on a step that everyone has to answer, reminders go on for the others. */
async function stop(climbing: Climbing): Promise<LadderChange> {
  const { ground, alert, ladder, moment } = climbing
  const running = runningStep(climbing)
  const step = ladder.policy?.steps.find((one) => one.order === running?.order)
  const isEach = alert.state === 'acknowledged' && step?.ack === 'each' && ladder.policy !== null
  if (!isEach || (await stillSilent(climbing)).length === 0) return stopped(ground, ladder, alert.state)
  const next = nextReminder(ladder.policy, step, moment)
  const times = { dueAt: null, dueBecause: null, remindAt: next === undefined ? null : formatInstant(next) }
  return { ...ladder, state: 'answering', reason: 'acknowledged', ...times }
}

async function stillSilent(climbing: Climbing) {
  const running = runningStep(climbing)
  if (running === undefined) return []
  const answers = await listAcknowledgements(climbing.ground.trx, climbing.alert.id)
  const openedAt = parseInstant(climbing.ladder.openedAt ?? '') ?? 0
  const answeredBy = answers.filter((one) => one.at.epochMilliseconds >= openedAt).map((one) => one.audience)
  const silent = unanswered(
    running.people.map((one) => one.recipient),
    answeredBy,
  )
  return running.people.filter((one) => silent.includes(one.recipient))
}

async function goOn(climbing: Climbing, unseen: readonly string[]): Promise<LadderChange> {
  const { ladder, ground } = climbing
  if (ladder.state === 'answering') return isDue(ladder.remindAt, ground) ? remindOthers(climbing) : ladder
  if (ladder.state === 'stopped' || ladder.policy === null) return ladder
  const risen = unseen.includes('raised') ? afterRise(climbing) : climbing
  if (isDue(risen.ladder.dueAt, ground)) {
    const because = ladder.dueBecause ?? 'nobody_answered'
    const after = await climb(risen, ladder.policy, { because })
    return after?.ladder ?? stopped(ground, ladder, 'no_clock_for_level')
  }
  return isDue(ladder.remindAt, ground) ? remindRunning(risen) : risen.ladder
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

async function remindRunning(climbing: Climbing): Promise<LadderChange> {
  const running = runningStep(climbing)
  if (running === undefined) return { ...climbing.ladder, remindAt: null }
  const { ladder } = await remind(climbing, running, running.people)
  const step = ladder.policy?.steps.find((one) => one.order === running.order)
  const due = parseInstant(ladder.dueAt ?? '') ?? Infinity
  const next =
    step === undefined || ladder.policy === null
      ? undefined
      : nextReminder(ladder.policy, step, climbing.moment)
  return { ...ladder, remindAt: next === undefined || next >= due ? null : formatInstant(next) }
}

async function remindOthers(climbing: Climbing): Promise<LadderChange> {
  const running = runningStep(climbing)
  const silent = await stillSilent(climbing)
  if (running === undefined || silent.length === 0)
    return stopped(climbing.ground, climbing.ladder, 'acknowledged')
  const { ladder } = await remind(climbing, running, silent)
  const step = ladder.policy?.steps.find((one) => one.order === running.order)
  const next =
    step === undefined || ladder.policy === null
      ? undefined
      : nextReminder(ladder.policy, step, climbing.moment)
  return { ...ladder, remindAt: next === undefined ? null : formatInstant(next) }
}

function isDue(at: string | null, { now }: Ground): boolean {
  const instant = parseInstant(at ?? '')
  return instant !== undefined && instant <= now
}

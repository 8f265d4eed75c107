// Handler of `respond`: takes alert events that response has not seen, makes the rule's measures proposals, opens the task of labelling a
// closed alert, and notes and tells what has become overdue. Rows first, poke after; a sweep finds what a lost poke left.
import { markAnswered, takeUnanswered, type UnansweredEvents } from '#alerts/alert-event-store.ts'
import {
  type AlertChange,
  type AlertEventChange,
  type AlertRow,
  actOn,
  changeOf,
  lockAlerts,
  type RecordedAct,
  readLastEvaluations,
  saveTransitions,
} from '#alerts/alert-store.ts'
import { isClosed } from '#domain/alert/lifecycle.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type EventBody, levelOf, readEventBody } from '#domain/delivery/situation.ts'
import { heldReason } from '#domain/response/action.ts'
import { overdueAudiences } from '#domain/response/overdue-audiences.ts'
import { afterCommit, inTransaction, type Trx } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { replaysAmong } from '#registry/process-store.ts'
import type { ResponseDeps } from './act-once.ts'
import {
  type ActionRow,
  actionsOfAlert,
  alertsWithOverdue,
  appendActionEvent,
  insertAction,
  markOverdue,
  type NewAction,
  saveAction,
} from './action-store.ts'
import { changeFrom } from './change-action.ts'
import { openTask, withdrawTask } from './outcome-store.ts'
import { readNow } from './response-store.ts'

/** Alerts that one transaction takes: their row locks are held for milliseconds. */
const BATCH = 50
/** A closed alert is labelled within this time. */
const LABEL_WITHIN = { hours: 14 * 24 } as const

export async function followAlerts(deps: ResponseDeps, _key: string): Promise<void> {
  const pack = await deps.loadPack()
  while ((await overdueBatch(deps, pack)) > 0);
  while ((await followBatch(deps, pack)) > 0);
}

function followBatch(deps: ResponseDeps, pack: DeliveryPack): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const taken = await takeUnanswered(trx, BATCH)
    if (taken.length === 0) return 0
    const ids = taken.map(({ alertId }) => alertId)
    const alerts = await lockAlerts(trx, ids)
    for (const one of taken) {
      const alert = alerts.get(one.alertId)
      if (alert !== undefined && !alert.isShadow) await follow(trx, pack, alert, one)
    }
    await markAnswered(trx, ids)
    return taken.length
  })
}

async function follow(trx: Trx, pack: DeliveryPack, alert: AlertRow, taken: UnansweredEvents): Promise<void> {
  const at = (await readNow(trx)).toString()
  const acts: RecordedAct[] = []
  for (const event of taken.events) {
    if (!('comparisons' in event.body)) continue
    const body = readEventBody(event.body)
    for (const proposal of proposalsOf(pack, alert, event.level, body)) {
      if (!(await insertAction(trx, proposal))) continue
      const said = { addressee: proposal.addressee, due_at: proposal.dueAt, held: proposal.heldReason }
      await appendActionEvent(trx, proposal.id, { kind: 'recommended', actor: null, body: said })
      const named = { action: proposal.id, rule_action: proposal.ruleAction, ...said }
      acts.push({ kind: 'action_recommended', actor: null, body: named, at })
    }
    await holdBack(trx, pack, alert.id, body)
  }
  await recordActs(trx, alert, acts)
  if (isClosed(alert.state)) await openTask(trx, alert.id, LABEL_WITHIN.hours)
  else await withdrawTask(trx, alert.id)
}

function proposalsOf(
  pack: DeliveryPack,
  alert: AlertRow,
  level: string | null,
  body: EventBody,
): NewAction[] {
  return body.recommended.map((one) => ({
    id: uuidv7(),
    alertId: alert.id,
    ruleAction: one.id,
    level: levelOf({ level }, alert),
    text: one.text,
    class: null,
    line: null,
    addressee: one.to,
    dueAt: one.due_at,
    state: 'recommended',
    heldReason: heldReason(pack.institutionOf(one.to), body.evidence_actors) ?? null,
    isTaken: false,
    createdBy: null,
  }))
}

/** New evidence may name the institution that was going to be asked. */
async function holdBack(trx: Trx, pack: DeliveryPack, alertId: string, body: EventBody): Promise<void> {
  for (const action of await actionsOfAlert(trx, alertId)) {
    if (action.state !== 'recommended' || action.heldReason !== null) continue
    const reason = heldReason(pack.institutionOf(action.addressee), body.evidence_actors)
    if (reason === undefined) continue
    const event = { kind: 'held', actor: null, body: { reason, addressee: action.addressee } }
    await saveAction(trx, action.id, { ...changeFrom(action), heldReason: reason }, event)
  }
}

async function recordActs(trx: Trx, alert: AlertRow, acts: readonly RecordedAct[]): Promise<void> {
  if (acts.length === 0) return
  let change: AlertChange = changeOf(alert)
  const events: AlertEventChange[] = []
  for (const act of acts) {
    const done = actOn(change, act)
    change = done.alert
    events.push(done.event)
  }
  await saveTransitions(trx, [change], events)
}

function overdueBatch(deps: ResponseDeps, pack: DeliveryPack): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const alerts = await lockAlerts(trx, await alertsWithOverdue(trx, BATCH))
    const replays = await replaysAmong(trx, [...new Set([...alerts.values()].map((one) => one.process))])
    for (const alert of alerts.values()) {
      // A rule on trial and a replay tell nobody that they are late.
      await noteOverdue(trx, pack, alert, !alert.isShadow && !replays.has(alert.process))
    }
    if (alerts.size > 0) afterCommit(trx, () => deps.pokes.poke('notify', 'all'))
    return alerts.size
  })
}

/** An event for each measure; what became overdue at the same look is told once, with the last of them. */
async function noteOverdue(trx: Trx, pack: DeliveryPack, alert: AlertRow, isTold: boolean): Promise<void> {
  const at = (await readNow(trx)).toString()
  const marked = await markOverdue(trx, alert.id)
  const acts: RecordedAct[] = []
  for (const action of marked) {
    const said = {
      addressee: action.addressee,
      due_at: action.dueAt?.toString() ?? null,
      state: action.state,
    }
    await appendActionEvent(trx, action.id, { kind: 'overdue', actor: null, body: said })
    const isLast = action === marked.at(-1)
    const telling = isTold && isLast ? await toldOf(trx, pack, alert.id, marked) : {}
    const body = { ...telling, action: action.id, ...said }
    acts.push({ kind: 'action_overdue', actor: null, body, at, notify: isTold && isLast })
  }
  await recordActs(trx, alert, acts)
}

/** The facts of the latest evaluation without its numbers, which belong to the evaluation, and whom it concerns that measures are late. */
async function toldOf(trx: Trx, pack: DeliveryPack, alertId: string, late: readonly ActionRow[]) {
  const evaluation = (await readLastEvaluations(trx, [alertId])).get(alertId)
  const { comparisons: _, prevention: __, factors: ___, withdrawn: ____, ...facts } = evaluation ?? {}
  const named = readEventBody(evaluation).audiences.map((one) => one.audience)
  const addressees = late.map((one) => one.addressee)
  return {
    ...facts,
    recommended: [],
    audiences: overdueAudiences(pack, addressees, named).map((audience) => ({
      audience,
      from: 'info',
      ack_within_ms: null,
      release: 'automatic',
    })),
    overdue: late.map((one) => ({ to: one.addressee, due_at: one.dueAt?.toString() ?? '', text: one.text })),
  }
}

// Handler of `respond`: takes alert events that response has not seen, makes the rule's measures proposals, opens the task of labelling a
// closed alert, and notes and tells what has become overdue. Rows first, poke after; a sweep finds what a lost poke left.

import { type RecordedAct, recordActs } from '#alerts/act-store.ts'
import { markAnswered, takeUnanswered, type UnansweredEvents } from '#alerts/alert-event-store.ts'
import { type AlertRow, lockAlerts, readLastEvaluations } from '#alerts/alert-store.ts'
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
  insertProposals,
  markOverdue,
  type Proposal,
  saveAction,
} from './action-store.ts'
import { changeFrom } from './change-action.ts'
import { openTasks, withdrawTasks } from './outcome-store.ts'
import { readNow } from './response-store.ts'

/** Alerts that one transaction takes: scoring may wait for their locks. */
const BATCH = 25
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
    const followed = taken.flatMap(({ alertId, events }) => {
      const alert = alerts.get(alertId)
      return alert === undefined || alert.isShadow ? [] : [{ alert, evaluations: evaluationsOf(events) }]
    })
    await follow(trx, pack, followed)
    await markAnswered(trx, ids)
    return taken.length
  })
}

interface Evaluation {
  readonly level: string | null
  readonly body: EventBody
}

interface Followed {
  readonly alert: AlertRow
  readonly evaluations: readonly Evaluation[]
}

function evaluationsOf(events: UnansweredEvents['events']): Evaluation[] {
  return events.flatMap(({ level, body }) =>
    'comparisons' in body ? [{ level, body: readEventBody(body) }] : [],
  )
}

/** The alerts are locked while this works, and scoring waits for them: a few statements for all of them, not some for each. */
async function follow(trx: Trx, pack: DeliveryPack, followed: readonly Followed[]): Promise<void> {
  const proposals = followed.flatMap((one) => proposalsOf(pack, one))
  const written = await insertProposals(trx, proposals)
  const at = (await readNow(trx)).toString()
  const recorded = followed.map(({ alert }) => {
    const own = proposals.filter(({ action }) => action.alertId === alert.id && written.has(action.id))
    return { alert, acts: own.map((one) => recommendation(one, at)) }
  })
  await recordActs(trx, recorded)
  for (const { alert, evaluations } of followed) {
    const bodies = evaluations.map(({ body }) => body).filter((body) => body.evidence_actors.length > 0)
    for (const body of bodies) await holdBack(trx, pack, alert.id, body)
  }
  const [over, open] = [followed.filter(isOver), followed.filter((one) => !isOver(one))]
  await openTasks(trx, over.map(idOf), LABEL_WITHIN.hours)
  await withdrawTasks(trx, open.map(idOf))
}

const isOver = ({ alert }: Followed): boolean => isClosed(alert.state)
const idOf = ({ alert }: Followed): string => alert.id

function recommendation({ action, said }: Proposal, at: string): RecordedAct {
  return {
    kind: 'action_recommended',
    actor: null,
    body: { action: action.id, rule_action: action.ruleAction, ...said },
    at,
  }
}

function proposalsOf(pack: DeliveryPack, { alert, evaluations }: Followed): Proposal[] {
  return evaluations.flatMap(({ level, body }) =>
    body.recommended.map((one) => {
      const held = heldReason(pack.institutionOf(one.to), body.evidence_actors) ?? null
      const action = {
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
        heldReason: held,
        isTaken: false,
        createdBy: null,
      } as const
      return { action, said: { addressee: one.to, due_at: one.due_at, held } }
    }),
  )
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
  await recordActs(trx, [{ alert, acts }])
}

/** The facts of the latest evaluation without its numbers, which belong to the evaluation, and whom it concerns that measures are late. */
async function toldOf(trx: Trx, pack: DeliveryPack, alertId: string, late: readonly ActionRow[]) {
  const evaluation = (await readLastEvaluations(trx, [alertId])).get(alertId)?.body
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

// A person closes or reopens an alert: an entry in the lane's log, so that a replay knows of it and what was reported before comes before it.

import { type AlertRow, type Decision, insertDecision } from '#alerts/alert-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { isClosed, mayBeReopened } from '#domain/alert/lifecycle.ts'
import { afterCommit } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { appendInbox } from '#scoring/inbox-store.ts'
import { type Acting, lockVisible, refuseLiaison } from './act-once.ts'
import { readNow } from './response-store.ts'

export async function decideAlert(
  acting: Acting,
  alertId: string,
  kind: Decision['kind'],
  reason: string,
): Promise<{ readonly decision: string; readonly alert: AlertRow; readonly at: Temporal.Instant }> {
  const { trx, pokes, actor } = acting
  const alert = await lockVisible(acting, alertId)
  refuseLiaison(actor)
  refusePointless(alert, kind)
  const at = await readNow(trx)
  const decision: Decision = { id: uuidv7(), alertId, kind, actor: actor.personId, reason }
  await insertDecision(trx, decision)
  const entry = { process: alert.process, kind: 'decision', ref: decision.id, rev: null } as const
  const lanes = await appendInbox(trx, [{ ...entry, ruleId: alert.ruleId, receivedAt: at.toString() }])
  await recordAudit(trx, {
    actor,
    action: `alert.${kind}`,
    object: { kind: 'alert', id: alertId },
    detail: { decision: decision.id },
    note: reason,
  })
  afterCommit(trx, () => {
    for (const lane of lanes) pokes.poke('score', String(lane))
  })
  return { decision: decision.id, alert, at }
}

function refusePointless(alert: AlertRow, kind: Decision['kind']): void {
  if (kind === 'resolved' && isClosed(alert.state)) {
    throw new AppError(
      'conflict',
      'ALERT_CLOSED',
      `the alert is ${alert.state} already; nothing is left to close`,
    )
  }
  if (kind === 'reopened' && !mayBeReopened(alert)) {
    throw new AppError(
      'conflict',
      'ALERT_NOT_KEPT_CLOSED',
      isClosed(alert.state)
        ? 'its condition does not hold any more; only new evidence opens it again'
        : `the alert is ${alert.state}; only one that a person closed can be reopened by a person`,
    )
  }
}

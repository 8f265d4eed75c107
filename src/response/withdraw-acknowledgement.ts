// An acknowledgement is taken back, with its reason; the alert asks again once no answer of the institution stands.

import { recordAct } from '#alerts/act-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { afterCommit } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { type Acting, lockVisible } from './act-once.ts'
import { listAcknowledgements, readNow, standingAnswers, withdrawAcknowledgement } from './response-store.ts'

export async function takeBack(
  acting: Acting,
  alertId: string,
  acknowledgementId: string,
  reason: string,
): Promise<{ readonly state: string; readonly at: Temporal.Instant }> {
  const { trx, pokes, actor } = acting
  const alert = await lockVisible(acting, alertId)
  const given = (await listAcknowledgements(trx, alertId)).find((one) => one.id === acknowledgementId)
  if (given === undefined) {
    throw new AppError(
      'not_found',
      'ACKNOWLEDGEMENT_UNKNOWN',
      `this alert has no acknowledgement ${acknowledgementId}; GET /v1/alerts/${alertId}/acknowledgements lists them`,
    )
  }
  if (given.actor !== actor.personId && (actor.office === null || given.audience !== actor.office)) {
    throw new AppError(
      'forbidden',
      'ACKNOWLEDGEMENT_NOT_YOURS',
      'only the person who gave it, or a colleague of the same office, takes an acknowledgement back',
    )
  }
  if (!(await withdrawAcknowledgement(trx, acknowledgementId, actor.personId, reason))) {
    throw new AppError('conflict', 'ACKNOWLEDGEMENT_WITHDRAWN', 'it has been taken back already')
  }
  const at = await readNow(trx)
  const isAnswered = (await standingAnswers(trx, alertId)) > 0
  const kind = isAnswered ? 'comment' : 'unacknowledged'
  const body = { acknowledgement: acknowledgementId, reason, withdrawn: true }
  const { state } = await recordAct(trx, alert, { kind, actor: actor.personId, body, at: at.toString() })
  await recordAudit(trx, {
    actor,
    action: 'alert.unacknowledged',
    object: { kind: 'alert', id: alertId },
    detail: { acknowledgement: acknowledgementId },
    note: reason,
  })
  afterCommit(trx, () => pokes.poke('notify', 'all'))
  return { state, at }
}

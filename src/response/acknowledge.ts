// A person takes an alert, by name. The first answer from the institution moves the alert, every answer is recorded.

import { recordAct } from '#alerts/act-store.ts'
import { lockAlerts } from '#alerts/alert-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { maySeeAlert } from '#domain/delivery/sight.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import { type Acknowledgement, insertAcknowledgement, readNow } from './response-store.ts'

export interface Answer {
  readonly alertId: string
  readonly actor: Actor
  readonly note: string | null
}

export type Acknowledged =
  | { readonly outcome: 'recorded'; readonly acknowledgement: Acknowledgement; readonly state: string }
  /** There is no such alert, or the person may not know of it. */
  | { readonly outcome: 'unknown' }

/** In the caller's transaction, under the lock of the alert's row, so that of two answers at once one is the first. */
export async function acknowledge(
  trx: Trx,
  deps: { readonly pokes: Pokes; readonly pack: DeliveryPack },
  { alertId, actor, note }: Answer,
): Promise<Acknowledged> {
  const alert = (await lockAlerts(trx, [alertId])).get(alertId)
  if (alert === undefined || !maySeeAlert(actor, alert, deps.pack.lineageOf(alert.place)))
    return { outcome: 'unknown' }
  const at = await readNow(trx)
  const id = uuidv7()
  const body = { acknowledgement: id, audience: actor.office, note }
  // A liaison confirms receipt; that must not stop the clock of those who have to act.
  const kind = actor.role === 'un_liaison' ? 'comment' : 'acknowledged'
  const act = { kind, actor: actor.personId, body, at: at.toString() } as const
  const { hasMoved, state } = await recordAct(trx, alert, act)
  const acknowledgement = await insertAcknowledgement(trx, {
    id,
    alertId,
    actor: actor.personId,
    audience: actor.office,
    level: alert.level,
    note,
    isFirst: hasMoved,
  })
  await recordAudit(trx, {
    actor,
    action: 'alert.acknowledged',
    object: { kind: 'alert', id: alertId },
    detail: { acknowledgement: id, level: alert.level },
  })
  afterCommit(trx, () => deps.pokes.poke('notify', 'all'))
  return { outcome: 'recorded', acknowledgement, state }
}

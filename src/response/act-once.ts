// What the acts of response share: one transaction, one answer per Idempotency-Key, and an alert that the caller may know of.
import { keyedRequest, once } from '#access/idempotency.ts'
import { type AlertRow, lockAlerts, readAlert } from '#alerts/alert-store.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { maySeeAlert } from '#domain/delivery/sight.ts'
import { type Db, type Executor, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'

export interface ResponseDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  loadPack(): Promise<DeliveryPack>
}

/** What an act works with; made before the transaction, because the embedded database has one session. */
export interface Acting {
  readonly trx: Trx
  readonly pack: DeliveryPack
  readonly pokes: Pokes
  readonly actor: Actor
}

interface Asked {
  readonly actor: Actor
  readonly url: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
interface Replying {
  header(name: string, value: string): unknown
}

/** Runs an act once per Idempotency-Key; the answer is the first one's, kept as JSON. */
export async function actOnce(
  deps: ResponseDeps,
  asked: Asked,
  reply: Replying,
  status: number,
  work: (acting: Acting) => Promise<object>,
): Promise<unknown> {
  const { actor } = asked
  const bodyHash = sha256(JSON.stringify(asked.body ?? null))
  const key = keyedRequest(asked.headers['idempotency-key'], actor, asked.url, bodyHash)
  const pack = await deps.loadPack()
  const answer = await withRetries(() =>
    inTransaction(deps.db, (trx) =>
      once(trx, key, async () => ({ status, body: await work({ trx, pack, pokes: deps.pokes, actor }) })),
    ),
  )
  if (answer.isReplay) reply.header('idempotency-replayed', 'true')
  deps.logger.info({ event: 'response.acted', path: asked.url, isReplay: answer.isReplay })
  return answer.body
}

/** The alert under its row lock; 404 as well for what the caller may not know to exist. */
export async function lockVisible({ trx, pack, actor }: Acting, id: string): Promise<AlertRow> {
  return seen(actor, pack, id, (await lockAlerts(trx, [id])).get(id))
}

export async function readVisible(
  db: Executor,
  pack: DeliveryPack,
  actor: Actor,
  id: string,
): Promise<AlertRow> {
  return seen(actor, pack, id, await readAlert(db, id))
}

function seen(actor: Actor, pack: DeliveryPack, id: string, alert: AlertRow | undefined): AlertRow {
  if (alert !== undefined && maySeeAlert(actor, alert, pack.lineageOf(alert.place))) return alert
  throw new AppError('not_found', 'ALERT_UNKNOWN', `there is no alert ${id} that this token may see`)
}

/** A liaison reads, confirms receipt and comments; the institution decides. Asked once the caller knows that the thing exists. */
export function refuseLiaison(actor: Actor): void {
  if (actor.role !== 'un_liaison') return
  throw new AppError(
    'forbidden',
    'RESPONSE_ROLE',
    'a liaison confirms receipt and comments; ask the institution that answers for this alert to do it',
  )
}

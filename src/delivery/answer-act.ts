// How an act of a person on delivery is answered: once per Idempotency-Key, in one transaction with its record.
import { keyedRequest, once } from '#access/idempotency.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'

interface Asked {
  readonly actor: Actor
  readonly url: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export async function answerAct(
  deps: { readonly db: Db; loadPack(): Promise<DeliveryPack> },
  { actor, url, body, headers }: Asked,
  work: (trx: Trx, pack: DeliveryPack) => Promise<{ status: number; body: unknown }>,
): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Record<string, string> }> {
  const header = headers['idempotency-key']
  if (Array.isArray(header)) {
    throw new AppError('invalid', 'IDEMPOTENCY_KEY_FORM', 'one Idempotency-Key, not several', { status: 400 })
  }
  const key = keyedRequest(header, actor, url, sha256(JSON.stringify(body ?? null)))
  const pack = await deps.loadPack()
  const answer = await withRetries(() =>
    inTransaction(deps.db, (trx) => once(trx, key, () => work(trx, pack))),
  )
  return {
    status: answer.status,
    body: answer.body,
    headers: answer.isReplay ? { 'idempotency-replayed': 'true' } : {},
  }
}

// An act of intake: one transaction over the registry as it stands, and one answer per Idempotency-Key.
import { keyedRequest, once } from '#access/idempotency.ts'
import type { Actor } from '#domain/actor.ts'
import { inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { sha256 } from '#platform/ids.ts'
import { readNow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import type { IntakeDeps } from './accept-signals.ts'
import { canonicalJson } from './read-signal.ts'
import { sendAnswer } from './send-answer.ts'

export interface Asked {
  readonly actor: Actor
  readonly url: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** For acts and reads alike: the registry of the transaction's own moment. */
export async function inView<T>(
  deps: IntakeDeps,
  work: (trx: Trx, view: RegistryView) => Promise<T>,
): Promise<T> {
  return withRetries(() =>
    inTransaction(deps.db, async (trx) =>
      work(trx, await deps.registry.at(trx, (await readNow(trx)).version)),
    ),
  )
}

export async function answerAct(
  deps: IntakeDeps,
  { actor, url, body, headers }: Asked,
  reply: unknown,
  work: (trx: Trx, view: RegistryView) => Promise<object>,
): Promise<never> {
  const key = keyedRequest(headers['idempotency-key'], actor, url, sha256(canonicalJson(body)))
  const answer = await inView(deps, (trx, view) =>
    once(trx, key, async () => ({ status: 201, body: await work(trx, view) })),
  )
  return sendAnswer(reply, answer)
}

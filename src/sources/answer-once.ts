// How an act about sources is answered: once per Idempotency-Key, in one transaction. What reads an identity never comes this way: its answer
// may not be kept.
import { keyedRequest, once } from '#access/idempotency.ts'
import type { Actor } from '#domain/actor.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { sha256 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'
import type { Vault } from './vault.ts'

export interface SourceRouteDeps {
  readonly db: Db
  readonly registry: Registry
  readonly pokes: Pokes
  readonly vault?: Vault | undefined
}

interface Asked {
  readonly actor: Actor
  readonly url: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

interface Reply {
  header(name: string, value: string): unknown
  code(status: number): { send(body: unknown): unknown }
}

/** One transaction with the registry as it is now. */
export async function inView<T>(
  deps: SourceRouteDeps,
  work: (trx: Trx, view: RegistryView) => Promise<T>,
): Promise<T> {
  return withRetries(() =>
    inTransaction(deps.db, async (trx) =>
      work(trx, await deps.registry.at(trx, (await readNow(trx)).version)),
    ),
  )
}

/** 201 with what the work gives; its shape is the route's own. */
export async function answerOnce(
  deps: SourceRouteDeps,
  { actor, url, body, headers }: Asked,
  reply: unknown,
  work: (trx: Trx, view: RegistryView) => Promise<object>,
): Promise<never> {
  const key = keyedRequest(headers['idempotency-key'], actor, url, sha256(JSON.stringify(body ?? null)))
  const answer = await inView(deps, (trx, view) =>
    once(trx, key, async () => ({ status: 201, body: await work(trx, view) })),
  )
  const out = reply as Reply
  if (answer.isReplay) out.header('idempotency-replayed', 'true')
  return out.code(answer.status).send(answer.body) as never
}

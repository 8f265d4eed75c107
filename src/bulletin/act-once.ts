// How an act on a bulletin is answered: once per Idempotency-Key, in one transaction with its record.
import { keyedRequest, once } from '#access/idempotency.ts'
import type { Actor } from '#domain/actor.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'

export interface BulletinDeps {
  readonly db: Db
  readonly registry: Registry
}

/** What an act works with; the view is made before the transaction, because the embedded database has one session. */
export interface Acting {
  readonly trx: Trx
  readonly view: RegistryView
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

export async function viewOf({ db, registry }: BulletinDeps): Promise<RegistryView> {
  return registry.at(db, (await readNow(db)).version)
}

export async function actOnce(
  deps: BulletinDeps,
  asked: Asked,
  reply: Replying,
  status: number,
  work: (acting: Acting) => Promise<object>,
): Promise<unknown> {
  const { actor, headers } = asked
  const bodyHash = sha256(JSON.stringify([asked.body ?? null, headers['if-match'] ?? null]))
  const key = keyedRequest(headers['idempotency-key'], actor, asked.url, bodyHash)
  const view = await viewOf(deps)
  const answer = await withRetries(() =>
    inTransaction(deps.db, (trx) =>
      once(trx, key, async () => ({ status, body: await work({ trx, view, actor }) })),
    ),
  )
  if (answer.isReplay) reply.header('idempotency-replayed', 'true')
  return answer.body
}

/** The version in If-Match; 428 without one. */
export function versionIn(header: string | undefined): number {
  const found = /^"?(\d{1,9})"?$/.exec(header?.trim() ?? '')
  if (found !== null) return Number(found[1])
  throw new AppError(
    'conflict',
    'BULLETIN_IF_MATCH_MISSING',
    'send If-Match with the version of the bulletin that you read: GET /v1/bulletins/{id} answers it as ETag',
    { status: 428 },
  )
}

// All SQL of idempotency_key.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import { keptPlan } from '#platform/database/kept-plan.ts'

export interface KeyedRequest {
  readonly actor: string
  readonly key: string
  readonly route: string
  readonly bodyHash: string
}

export interface KeptAnswer {
  readonly actor: string
  readonly key: string
  readonly route: string
  readonly bodyHash: string
  readonly status: number | null
  readonly answer: unknown
}

/**
 * Takes the keys that nobody has taken; returns those that this transaction now holds, as `actor key`. A key that another transaction is
 * taking right now makes this wait until that one has ended. Sorted, so that two batches never wait for each other.
 */
export async function takeKeys(trx: Trx, requests: readonly KeyedRequest[]): Promise<Set<string>> {
  if (requests.length === 0) return new Set()
  const rows = JSON.stringify(requests)
  const taken = await sql<{ actor: string; key: string }>`
    ${keptPlan} insert into idempotency_key (actor, key, route, body_hash)
    select actor, key, route, "bodyHash"
    from jsonb_to_recordset(${rows}::jsonb) as r(actor uuid, key text, route text, "bodyHash" text)
    order by actor, key
    on conflict do nothing returning actor, key`.execute(trx)
  return new Set(taken.rows.map((row) => `${row.actor} ${row.key}`))
}

export async function findKept(db: Executor, requests: readonly KeyedRequest[]): Promise<KeptAnswer[]> {
  if (requests.length === 0) return []
  const rows = JSON.stringify(requests.map(({ actor, key }) => ({ actor, key })))
  const found = await sql<KeptAnswer>`
    select k.actor, k.key, k.route, k.body_hash as "bodyHash", k.status, k.answer
    from idempotency_key k
    join jsonb_to_recordset(${rows}::jsonb) as r(actor uuid, key text) on r.actor = k.actor and r.key = k.key`.execute(
    db,
  )
  return found.rows
}

export async function keepAnswers(
  trx: Trx,
  answers: readonly { actor: string; key: string; status: number; answer: unknown }[],
): Promise<void> {
  if (answers.length === 0) return
  await sql`
    update idempotency_key k set status = r.status, answer = r.answer
    from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as r(actor uuid, key text, status int, answer jsonb)
    where k.actor = r.actor and k.key = r.key`.execute(trx)
}

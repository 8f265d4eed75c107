// All SQL of one_time_token: invitations and challenges, each good once and for a short time.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { OneTimeKind } from '#platform/database/tables/people.ts'

export interface OneTimeRow {
  readonly id: string
  readonly kind: OneTimeKind
  readonly accountId: string | null
  readonly payload: Readonly<Record<string, unknown>>
  readonly expiresAt: Temporal.Instant
}

const columns = sql`id, kind, account_id as "accountId", payload, expires_at as "expiresAt"`

export async function insertOneTime(
  trx: Executor,
  token: {
    readonly id: string
    readonly kind: OneTimeKind
    readonly hash: string
    readonly accountId: string | null
    readonly payload?: Readonly<Record<string, unknown>>
    readonly minutes: number
  },
): Promise<void> {
  await sql`
    insert into one_time_token (id, kind, hash, account_id, payload, expires_at)
    values (${token.id}::uuid, ${token.kind}, ${token.hash}, ${token.accountId}::uuid, ${JSON.stringify(token.payload ?? {})}::jsonb,
      app.now() + make_interval(mins => ${token.minutes}))`.execute(trx)
}

/** Still good; not used by this. */
export async function readOneTime(
  db: Executor,
  kind: OneTimeKind,
  hash: string,
): Promise<OneTimeRow | undefined> {
  const { rows } = await sql<OneTimeRow>`
    select ${columns} from one_time_token
    where hash = ${hash} and kind = ${kind} and used_at is null and expires_at > app.now()`.execute(db)
  return rows[0]
}

/** Used from now on; of two that come at once only one gets it. */
export async function takeOneTime(
  trx: Executor,
  kind: OneTimeKind,
  hash: string,
): Promise<OneTimeRow | undefined> {
  const { rows } = await sql<OneTimeRow>`
    update one_time_token set used_at = app.now()
    where hash = ${hash} and kind = ${kind} and used_at is null and expires_at > app.now() returning ${columns}`.execute(
    trx,
  )
  return rows[0]
}

/** A new invitation makes the earlier ones of the account worthless. */
export async function voidOneTime(trx: Trx, accountId: string): Promise<void> {
  await sql`
    update one_time_token set used_at = app.now() where account_id = ${accountId}::uuid and used_at is null`.execute(
    trx,
  )
}

/** What nobody can use any more. */
export async function deleteOldOneTime(db: Executor): Promise<void> {
  await sql`delete from one_time_token where expires_at < app.now() - interval '1 day'`.execute(db)
}

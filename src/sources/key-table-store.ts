// The key table as a whole: its own backup, its restoring, and new wrapping keys. Everything else about keys is in vault-store.ts.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import { inVault } from '#platform/database/who-asks.ts'
import type { StoredKey } from './vault-store.ts'

const columns = sql`id, identity_id as "identityId", wrapping, wrapping_key as "wrappingKey", alg, encode(wrapped, 'hex') as wrapped`

/** In pages by id, so that a large table needs no large memory. */
export async function pageOfKeys(db: Executor, after: string | null, limit: number): Promise<StoredKey[]> {
  return inVault(db, async () => {
    const { rows } = await sql<StoredKey>`
      select ${columns} from vault.data_key k
      where ${after}::uuid is null or k.id > ${after}::uuid order by k.id limit ${limit}`.execute(db)
    return rows
  })
}

/** Brings back keys of identities that are there and not shredded; returns how many. */
export async function restoreKeys(trx: Trx, keys: readonly StoredKey[]): Promise<number> {
  return inVault(trx, async () => {
    const { rows } = await sql`
      insert into vault.data_key (id, identity_id, wrapping, wrapping_key, alg, wrapped)
      select r.id, r."identityId", r.wrapping, r."wrappingKey", r.alg, decode(r.wrapped, 'hex')
      from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
        as r(id uuid, "identityId" uuid, wrapping text, "wrappingKey" text, alg text, wrapped text)
        join vault.identity i on i.id = r."identityId" and i.shredded_at is null
      on conflict (id) do nothing returning id`.execute(trx)
    return rows.length
  })
}

/** Keys that another wrapping key than the current one closes, locked. */
export async function takeOldKeys(trx: Trx, current: string, limit: number): Promise<StoredKey[]> {
  return inVault(trx, async () => {
    const { rows } = await sql<StoredKey>`
      select ${columns} from vault.data_key k
      where k.wrapping = 'server' and k.wrapping_key <> ${current} order by k.id limit ${limit} for update`.execute(
      trx,
    )
    return rows
  })
}

export async function replaceWrapped(
  trx: Trx,
  keys: readonly { readonly id: string; readonly wrappingKey: string; readonly wrapped: string }[],
): Promise<void> {
  return inVault(trx, async () => {
    await sql`
      update vault.data_key k set wrapping_key = r."wrappingKey", wrapped = decode(r.wrapped, 'hex')
      from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as r(id uuid, "wrappingKey" text, wrapped text)
      where k.id = r.id`.execute(trx)
  })
}

// All SQL of vault.identity, vault.identity_field, vault.data_key and vault.blind_index. Nothing else touches a ciphertext.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import { inVault } from '#platform/database/who-asks.ts'

export interface NewIdentity {
  readonly id: string
  readonly signalId: string
  readonly sourceId: string
  readonly processes: readonly string[]
  readonly wrapping: 'server' | 'verifiers'
  readonly isAtRisk: boolean
  readonly fields: readonly { readonly field: string; readonly ciphertext: string }[]
  readonly version: number
  readonly alg: string
  readonly key: {
    readonly id: string
    readonly wrappingKey: string
    readonly alg: string
    readonly wrapped: string
  }
  readonly index: readonly { readonly kind: string; readonly keyId: string; readonly value: string }[]
}

/** Ciphertexts come and go as hexadecimal text. */
export async function insertIdentities(trx: Trx, identities: readonly NewIdentity[]): Promise<void> {
  if (identities.length === 0) return
  await inVault(trx, async () => {
    const rows = JSON.stringify(identities)
    await sql`
      insert into vault.identity (id, signal_id, source_id, processes, wrapping, is_at_risk)
      select id, "signalId", "sourceId", array(select jsonb_array_elements_text(processes)), wrapping, "isAtRisk"
      from jsonb_to_recordset(${rows}::jsonb)
        as r(id uuid, "signalId" uuid, "sourceId" text, processes jsonb, wrapping text, "isAtRisk" boolean)`.execute(
      trx,
    )
    await sql`
      insert into vault.identity_field (identity_id, field, version, alg, key_id, ciphertext)
      select r.id, f ->> 'field', r.version, r.alg, (r.key ->> 'id')::uuid, decode(f ->> 'ciphertext', 'hex')
      from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, version int, alg text, key jsonb, fields jsonb)
        cross join lateral jsonb_array_elements(r.fields) as f`.execute(trx)
    await sql`
      insert into vault.data_key (id, identity_id, wrapping, wrapping_key, alg, wrapped)
      select (key ->> 'id')::uuid, id, wrapping, key ->> 'wrappingKey', key ->> 'alg', decode(key ->> 'wrapped', 'hex')
      from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, wrapping text, key jsonb)`.execute(trx)
    await sql`
      insert into vault.blind_index (identity_id, kind, key_id, value)
      select r.id, i ->> 'kind', i ->> 'keyId', i ->> 'value'
      from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, index jsonb)
        cross join lateral jsonb_array_elements(r.index) as i`.execute(trx)
  })
}

export interface StoredIdentity {
  readonly id: string
  readonly signalId: string
  readonly sourceId: string
  readonly processes: readonly string[]
  readonly wrapping: 'server' | 'verifiers'
  readonly isAtRisk: boolean
  readonly createdAt: Temporal.Instant
  readonly shreddedAt: Temporal.Instant | null
  readonly shredReason: string | null
}

const identityColumns = sql`id, signal_id as "signalId", source_id as "sourceId", processes, wrapping, is_at_risk as "isAtRisk",
  created_at as "createdAt", shredded_at as "shreddedAt", shred_reason as "shredReason"`

export async function identitiesOfSignal(db: Executor, signalId: string): Promise<StoredIdentity[]> {
  return inVault(db, async () => {
    const { rows } = await sql<StoredIdentity>`
      select ${identityColumns} from vault.identity where signal_id = ${signalId}::uuid order by vault.identity.id`.execute(
      db,
    )
    return rows
  })
}

export async function readIdentity(
  db: Executor,
  id: string,
  lock = false,
): Promise<StoredIdentity | undefined> {
  return inVault(db, async () => {
    const { rows } = await sql<StoredIdentity>`
      select ${identityColumns} from vault.identity where id = ${id}::uuid ${lock ? sql`for update` : sql``}`.execute(
      db,
    )
    return rows[0]
  })
}

/** Other identities that share a blind index with these, each with what looks alike. */
export async function lookalikesOf(
  db: Executor,
  ids: readonly string[],
): Promise<{ id: string; other: string; kinds: string[] }[]> {
  return inVault(db, async () => {
    const { rows } = await sql<{ id: string; other: string; kinds: string[] }>`
      select a.identity_id as id, b.identity_id as other, array_agg(a.kind order by a.kind) as kinds
      from vault.blind_index a join vault.blind_index b
        on b.kind = a.kind and b.value = a.value and b.key_id = a.key_id and b.identity_id <> a.identity_id
      where a.identity_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)
      group by a.identity_id, b.identity_id order by a.identity_id, b.identity_id limit 100`.execute(db)
    return rows
  })
}

export interface StoredField {
  readonly identityId: string
  readonly field: string
  readonly version: number
  readonly ciphertext: string
  readonly keyId: string
}

export async function readFields(db: Executor, ids: readonly string[]): Promise<StoredField[]> {
  return inVault(db, async () => {
    const { rows } = await sql<StoredField>`
      select identity_id as "identityId", field, version, encode(ciphertext, 'hex') as ciphertext, key_id as "keyId"
      from vault.identity_field
      where identity_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)
      order by identity_id, field`.execute(db)
    return rows
  })
}

export interface StoredKey {
  readonly id: string
  readonly identityId: string
  readonly wrapping: 'server' | 'verifiers'
  readonly wrappingKey: string
  readonly alg: string
  readonly wrapped: string
}

const keyColumns = sql`id, identity_id as "identityId", wrapping, wrapping_key as "wrappingKey", alg, encode(wrapped, 'hex') as wrapped`

export async function readKeys(db: Executor, ids: readonly string[]): Promise<StoredKey[]> {
  return inVault(db, async () => {
    const { rows } = await sql<StoredKey>`
      select ${keyColumns} from vault.data_key
      where identity_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid) order by vault.data_key.id`.execute(
      db,
    )
    return rows
  })
}

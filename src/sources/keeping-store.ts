// All SQL of vault.legal_hold, vault.shredding and vault.retention, and of the end of an identity: its data keys are deleted.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import { inVault } from '#platform/database/who-asks.ts'

export type HoldKind = 'identity' | 'signal' | 'process'

export interface HoldRow {
  readonly id: string
  readonly kind: HoldKind
  readonly target: string
  readonly reason: string
  readonly placedPerson: string
  readonly placedAt: Temporal.Instant
  readonly liftedPerson: string | null
  readonly liftedAt: Temporal.Instant | null
}

export async function insertHold(
  trx: Trx,
  hold: Pick<HoldRow, 'id' | 'kind' | 'target' | 'reason' | 'placedPerson'> & { readonly placedBy: string },
): Promise<void> {
  return inVault(trx, async () => {
    await sql`
      insert into vault.legal_hold (id, kind, target, reason, placed_by, placed_person)
      values (${hold.id}::uuid, ${hold.kind}, ${hold.target}, ${hold.reason}, ${hold.placedBy}::uuid, ${hold.placedPerson}::uuid)`.execute(
      trx,
    )
  })
}

/** The database refuses the person who placed it. */
export async function liftHold(trx: Trx, id: string, person: string): Promise<void> {
  return inVault(trx, async () => {
    await sql`
      update vault.legal_hold set lifted_person = ${person}::uuid, lifted_at = app.now()
      where id = ${id}::uuid and lifted_at is null`.execute(trx)
  })
}

const holdColumns = sql`id, kind, target, reason, placed_person as "placedPerson", placed_at as "placedAt",
  lifted_person as "liftedPerson", lifted_at as "liftedAt"`

export async function readHold(trx: Trx, id: string): Promise<HoldRow | undefined> {
  return inVault(trx, async () => {
    const { rows } = await sql<HoldRow>`
      select ${holdColumns} from vault.legal_hold where id = ${id}::uuid for update`.execute(trx)
    return rows[0]
  })
}

/** Those that stand first, then the newest. */
export async function listHolds(db: Executor, limit: number): Promise<HoldRow[]> {
  return inVault(db, async () => {
    const { rows } = await sql<HoldRow>`
      select ${holdColumns} from vault.legal_hold
      order by (vault.legal_hold.lifted_at is not null), vault.legal_hold.placed_at desc, vault.legal_hold.id limit ${limit}`.execute(
      db,
    )
    return rows
  })
}

const isHeld = sql`exists (
  select 1 from vault.legal_hold h where h.lifted_at is null and (
    (h.kind = 'identity' and h.target = i.id::text) or (h.kind = 'signal' and h.target = i.signal_id::text)
    or (h.kind = 'process' and h.target = any(i.processes))))`

/** Of these, locked, those that a hold covers. */
export async function heldAmong(trx: Executor, ids: readonly string[]): Promise<Set<string>> {
  return inVault(trx, async () => {
    const { rows } = await sql<{ id: string }>`
      select i.id from vault.identity i
      where i.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid) and ${isHeld}`.execute(
      trx,
    )
    return new Set(rows.map((row) => row.id))
  })
}

export interface Shredding {
  readonly reason: string
  readonly tokenId: string | null
  readonly personId: string | null
}

/**
 * Destroys data keys, ciphertexts and blind indexes; the row stays as a placeholder. Held and shredded ones are left as they are. Returns
 * the ids of those that it shredded.
 */
export async function shredIdentities(trx: Trx, ids: readonly string[], by: Shredding): Promise<string[]> {
  return inVault(trx, async () => {
    const given = sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`
    const { rows } = await sql<{ id: string }>`
      select i.id from vault.identity i where i.id in ${given} and i.shredded_at is null and not ${isHeld}
      order by i.id for update`.execute(trx)
    if (rows.length === 0) return []
    const shredded = rows.map((row) => row.id)
    const those = sql`(select jsonb_array_elements_text(${JSON.stringify(shredded)}::jsonb)::uuid)`
    await sql`
      insert into vault.shredding (identity_id, reason, token_id, person_id, keys)
      select i.id, ${by.reason}, ${by.tokenId}::uuid, ${by.personId}::uuid,
        (select count(*) from vault.data_key k where k.identity_id = i.id)
      from vault.identity i where i.id in ${those}`.execute(trx)
    for (const table of ['vault.data_key', 'vault.identity_field', 'vault.blind_index'] as const)
      await sql`delete from ${sql.table(table)} where identity_id in ${those}`.execute(trx)
    await sql`
      update vault.identity set shredded_at = app.now(), shred_reason = ${by.reason} where id in ${those}`.execute(
      trx,
    )
    return shredded
  })
}

/** Kept longer than the schedule says, every process of the report closed, and no hold. */
const isOver = (defaultDays: number) => sql`i.shredded_at is null and not ${isHeld}
  and not exists (select 1 from electoral_process p where p.id = any(i.processes) and p.state = 'open')
  and coalesce((select max(p.closed_at) from electoral_process p where p.id = any(i.processes)), i.created_at)
    <= app.now() - make_interval(days => coalesce((select days from vault.retention r order by r.id desc limit 1), ${defaultDays}))`

export async function overdueIdentities(db: Executor, defaultDays: number, limit: number): Promise<string[]> {
  return inVault(db, async () => {
    const { rows } = await sql<{ id: string }>`
      select i.id from vault.identity i where ${isOver(defaultDays)} order by i.id limit ${limit}`.execute(db)
    return rows.map((row) => row.id)
  })
}

export async function insertRetention(trx: Trx, days: number, proposalId: string): Promise<void> {
  return inVault(trx, async () => {
    await sql`insert into vault.retention (days, proposal_id) values (${days}, ${proposalId}::uuid)`.execute(
      trx,
    )
  })
}

export async function readRetention(
  db: Executor,
): Promise<{ days: number; since: Temporal.Instant } | undefined> {
  return inVault(db, async () => {
    const { rows } = await sql<{ days: number; since: Temporal.Instant }>`
      select days, since from vault.retention r order by r.id desc limit 1`.execute(db)
    return rows[0]
  })
}

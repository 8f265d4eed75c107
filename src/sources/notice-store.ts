// All SQL of identity_notice: what those with a right to sources are told; delivery takes up the emergencies that nobody was told of.
import { sql } from 'kysely'
import type { Db, Executor, Trx } from '#platform/database/database.ts'
import { inVault } from '#platform/database/who-asks.ts'

export interface NoticeRow {
  readonly id: string
  readonly kind: string
  readonly accessId: string
  readonly signalId: string
  readonly office: string | null
  readonly at: Temporal.Instant
}

export async function insertNotice(trx: Trx, notice: Omit<NoticeRow, 'at'>): Promise<void> {
  await sql`
    insert into identity_notice (id, kind, access_id, signal_id, office)
    values (${notice.id}::uuid, ${notice.kind}, ${notice.accessId}::uuid, ${notice.signalId}::uuid, ${notice.office})`.execute(
    trx,
  )
}

/** The newest first. */
export async function listNotices(
  db: Executor,
  { since, limit }: { readonly since: string | undefined; readonly limit: number },
): Promise<NoticeRow[]> {
  const { rows } = await sql<NoticeRow>`
    select id, kind, access_id as "accessId", signal_id as "signalId", office, at from identity_notice
    where true ${since === undefined ? sql`` : sql`and at >= ${since}::timestamptz`}
    order by identity_notice.at desc, identity_notice.id desc limit ${limit}`.execute(db)
  return rows
}

export interface Emergency {
  readonly id: string
  readonly at: Temporal.Instant
  /** Of a drill alone: whoever reads the list sees it, and nothing leaves. */
  readonly isExercise: boolean
}

/** Told from now on; those that another worker holds are left out. */
export async function takeEmergencies(trx: Trx): Promise<Emergency[]> {
  return inVault(trx, async () => {
    const { rows } = await sql<Emergency>`
      update identity_notice set told_at = app.now()
      where id in (select n.id from identity_notice n where n.kind = 'emergency' and n.told_at is null for update skip locked)
      returning id, at, not exists (
        select 1 from vault.identity i join electoral_process p on p.id = any(i.processes)
        where i.signal_id = identity_notice.signal_id and not p.is_exercise) as "isExercise"`.execute(trx)
    return rows
  })
}

export async function hasEmergency(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from identity_notice where kind = 'emergency' and told_at is null) as found`.execute(
    db,
  )
  return rows[0]?.found ?? false
}

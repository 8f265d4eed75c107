// All SQL of oidc_link.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface LinkRow {
  readonly id: string
  readonly accountId: string
  readonly issuer: string
  readonly createdAt: Temporal.Instant
  readonly lastUsedDay: Temporal.PlainDate | null
}

const columns = sql`l.id, l.account_id as "accountId", l.issuer, l.created_at as "createdAt", l.last_used_day as "lastUsedDay"`

/** False: this account of the institution is linked already, to whomever. */
export async function insertLink(
  trx: Trx,
  link: {
    readonly id: string
    readonly accountId: string
    readonly issuer: string
    readonly subjectHash: string
  },
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    insert into oidc_link (id, account_id, issuer, subject_hash)
    values (${link.id}::uuid, ${link.accountId}::uuid, ${link.issuer}, ${link.subjectHash})
    on conflict do nothing`.execute(trx)
  return numAffectedRows > 0n
}

export async function findLink(db: Executor, subjectHash: string): Promise<LinkRow | undefined> {
  const { rows } = await sql<LinkRow>`
    select ${columns} from oidc_link l where l.subject_hash = ${subjectHash}`.execute(db)
  return rows[0]
}

export async function linksOf(db: Executor, accountId: string): Promise<LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    select ${columns} from oidc_link l where l.account_id = ${accountId}::uuid order by l.created_at, l.id`.execute(
    db,
  )
  return rows
}

/** Holds the link until the transaction ends, and notes the day; false: it was taken away meanwhile. */
export async function noteLinkUse(trx: Trx, id: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update oidc_link set last_used_day = app.now()::date where id = ${id}::uuid`.execute(trx)
  return numAffectedRows > 0n
}

export async function deleteLink(trx: Trx, accountId: string, id: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    delete from oidc_link where id = ${id}::uuid and account_id = ${accountId}::uuid`.execute(trx)
  return numAffectedRows > 0n
}

// All SQL of account, and of person as far as accounts show it.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { AccountState } from '#platform/database/tables/people.ts'

export interface AccountRow {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly handle: string
  readonly office: string | null
  readonly state: AccountState
  readonly createdAt: Temporal.Instant
  readonly passkeys: number
  readonly hasPassword: boolean
}

const columns = sql`a.id, a.person_id as "personId", p.label as name, a.handle, a.office, a.state, a.created_at as "createdAt",
  (select count(*)::int from passkey k where k.account_id = a.id) as passkeys,
  exists (select from password_credential c where c.account_id = a.id) as "hasPassword"`

export async function insertAccount(
  trx: Trx,
  account: {
    readonly id: string
    readonly personId: string
    readonly handle: string
    readonly office: string | null
    readonly createdBy: string | null
  },
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    insert into account (id, person_id, handle, office, created_by)
    select ${account.id}::uuid, ${account.personId}::uuid, ${account.handle}, ${account.office}, ${account.createdBy}::uuid
    where not exists (select from account where handle = ${account.handle})`.execute(trx)
  return numAffectedRows > 0n
}

export async function personExists(db: Executor, id: string): Promise<boolean> {
  const row = await db.selectFrom('person').select('id').where('id', '=', id).executeTakeFirst()
  return row !== undefined
}

export async function readAccount(db: Executor, id: string, lock = false): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`
    select ${columns} from account a join person p on p.id = a.person_id where a.id = ${id}::uuid
    ${lock ? sql`for update of a` : sql``}`.execute(db)
  return rows[0]
}

export async function findAccount(db: Executor, handle: string): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`
    select ${columns} from account a join person p on p.id = a.person_id where a.handle = ${handle}`.execute(
    db,
  )
  return rows[0]
}

/** By handle, after the one given. */
export async function listAccounts(
  db: Executor,
  filter: {
    readonly office: string | undefined
    readonly after: string | undefined
    readonly limit: number
  },
): Promise<AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    select ${columns} from account a join person p on p.id = a.person_id where true
      ${filter.office === undefined ? sql`` : sql`and a.office = ${filter.office}`}
      ${filter.after === undefined ? sql`` : sql`and a.handle > ${filter.after}`}
    order by a.handle limit ${filter.limit}`.execute(db)
  return rows
}

export async function setAccountState(
  trx: Trx,
  id: string,
  state: AccountState,
  by: string | null,
): Promise<void> {
  await sql`
    update account set state = ${state}, state_at = app.now(), state_by = ${by}::uuid where id = ${id}::uuid`.execute(
    trx,
  )
}

/** The active accounts of an office, by what they are for or by what they may do for it. */
export async function accountsOfOffice(trx: Trx, office: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from account a where a.office = ${office} or exists (
      select from role_grant g where g.account_id = a.id and g.office = ${office} and g.revoked_at is null)
    order by a.id for update of a`.execute(trx)
  return rows.map((row) => row.id)
}

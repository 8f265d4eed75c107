// All SQL of role_grant.
import { sql } from 'kysely'
import { type Actor, type Role, type Scope, scopesOfRole } from '#domain/actor.ts'
import type { Marking } from '#domain/pack.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface GrantTerms {
  readonly role: Role
  readonly territory: readonly string[]
  readonly marking: Marking
  readonly office: string | null
  readonly sourceId: string | null
  readonly processes: readonly string[] | null
  readonly expiresAt: string
}

export interface GrantRow extends Omit<GrantTerms, 'expiresAt'> {
  readonly id: string
  readonly accountId: string
  readonly personId: string
  readonly reason: string
  readonly isLive: boolean
  readonly createdAt: Temporal.Instant
  readonly expiresAt: Temporal.Instant
  readonly revokedAt: Temporal.Instant | null
}

const columns = sql`g.id, g.account_id as "accountId", g.person_id as "personId", g.role, g.territory, g.marking, g.office,
  g.source_id as "sourceId", g.processes, g.reason, g.created_at as "createdAt", g.expires_at as "expiresAt",
  g.revoked_at as "revokedAt", g.revoked_at is null and g.expires_at > app.now() as "isLive"`

/** What the database says when it refuses: two roles that exclude each other, no second person, or oneself. */
export type GrantRefusal = 'role_conflict' | 'second_person' | 'own_grant'

export function grantRefusal(error: unknown): GrantRefusal | undefined {
  const found =
    error instanceof Error ? /^(role_conflict|second_person|own_grant): /.exec(error.message) : null
  return found === null ? undefined : (found[1] as GrantRefusal)
}

export async function insertGrant(
  trx: Trx,
  grant: GrantTerms & {
    readonly id: string
    readonly accountId: string
    readonly reason: string
    /** null: the command line of the machine. */
    readonly grantedBy: string | null
    readonly proposalId: string | null
  },
): Promise<void> {
  await trx
    .insertInto('role_grant')
    .values({
      id: grant.id,
      account_id: grant.accountId,
      role: grant.role,
      territory: [...grant.territory],
      marking: grant.marking,
      office: grant.office,
      source_id: grant.sourceId,
      processes: grant.processes === null ? null : [...grant.processes],
      reason: grant.reason,
      granted_by: grant.grantedBy,
      proposal_id: grant.proposalId,
      expires_at: grant.expiresAt,
    })
    .execute()
}

export async function readGrant(db: Executor, id: string): Promise<GrantRow | undefined> {
  const { rows } = await sql<GrantRow>`select ${columns} from role_grant g where g.id = ${id}::uuid`.execute(
    db,
  )
  return rows[0]
}

/** The oldest first; revoked and expired ones too. */
export async function grantsOf(db: Executor, accountIds: readonly string[]): Promise<GrantRow[]> {
  if (accountIds.length === 0) return []
  const { rows } = await sql<GrantRow>`
    select ${columns} from role_grant g
    where g.account_id in (select jsonb_array_elements_text(${JSON.stringify(accountIds)}::jsonb)::uuid)
    order by g.created_at, g.id`.execute(db)
  return rows
}

/** False: it was revoked before. */
export async function revokeGrant(trx: Trx, id: string, by: string | null): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update role_grant set revoked_at = app.now(), revoked_by = ${by}::uuid
    where id = ${id}::uuid and revoked_at is null`.execute(trx)
  return numAffectedRows > 0n
}

/** Holds the grant as it is until the transaction ends; false: it is no longer live. */
export async function holdGrant(trx: Trx, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from role_grant g join account a on a.id = g.account_id
    where g.id = ${id}::uuid and a.state = 'active' and g.revoked_at is null and g.expires_at > app.now()
    for share of g, a`.execute(trx)
  return rows.length > 0
}

/** By the newest of the person's grants in force that has the scope. */
export async function findGrantOfPerson(
  db: Executor,
  personId: string,
  scope: Scope,
): Promise<Actor | undefined> {
  const { rows } = await sql<GrantRow & { accountOffice: string | null }>`
    select ${columns}, a.office as "accountOffice" from role_grant g join account a on a.id = g.account_id
    where g.person_id = ${personId}::uuid and a.state = 'active' and g.revoked_at is null and g.expires_at > app.now()
    order by g.created_at desc limit 100`.execute(db)
  const grant = rows.find((row) => scopesOfRole[row.role].includes(scope))
  if (grant === undefined) return undefined
  return {
    tokenId: grant.accountId,
    personId,
    role: grant.role,
    scopes: scopesOfRole[grant.role],
    territory: grant.territory,
    marking: grant.marking,
    office: grant.office ?? grant.accountOffice,
    sourceId: grant.sourceId,
    processes: grant.processes,
  }
}

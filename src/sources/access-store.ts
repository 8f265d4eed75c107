// All SQL of vault.access and vault.identity_read.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import { inVault } from '#platform/database/who-asks.ts'

export interface NewAccess {
  readonly id: string
  readonly signalId: string
  readonly proposalId: string | null
  readonly purpose: string
  readonly explanation: string
  readonly isEmergency: boolean
  readonly tokenId: string
  readonly personId: string
}

export interface AccessRow extends NewAccess {
  readonly approverPerson: string | null
  readonly askedAt: Temporal.Instant
  readonly openedAt: Temporal.Instant | null
  readonly endsAt: Temporal.Instant | null
  /** Open now. */
  readonly isOpen: boolean
  /** Until its end; 0 where it has none. */
  readonly secondsLeft: number
  /** Neither decided nor in time any more. */
  readonly isLapsed: boolean
}

export async function insertAccess(trx: Trx, access: NewAccess): Promise<void> {
  return inVault(trx, async () => {
    await sql`
      insert into vault.access (id, signal_id, proposal_id, purpose, explanation, is_emergency, token_id, person_id)
      values (${access.id}::uuid, ${access.signalId}::uuid, ${access.proposalId}::uuid, ${access.purpose}, ${access.explanation},
        ${access.isEmergency}, ${access.tokenId}::uuid, ${access.personId}::uuid)`.execute(trx)
  })
}

/** From now on, for this many minutes. `approver` null only in an emergency: the database refuses anything else. */
export async function openAccess(
  trx: Trx,
  id: string,
  approver: string | null,
  minutes: number,
): Promise<void> {
  return inVault(trx, async () => {
    await sql`
      update vault.access set approver_person = ${approver}::uuid, opened_at = app.now(),
        ends_at = app.now() + make_interval(mins => ${minutes})
      where id = ${id}::uuid and opened_at is null`.execute(trx)
  })
}

const columns = (
  hours: number,
) => sql`vault.access.id, signal_id as "signalId", proposal_id as "proposalId", purpose, explanation,
  is_emergency as "isEmergency", token_id as "tokenId", person_id as "personId", approver_person as "approverPerson",
  asked_at as "askedAt", opened_at as "openedAt", ends_at as "endsAt",
  coalesce(opened_at <= app.now() and app.now() < ends_at, false) as "isOpen",
  greatest(0, floor(extract(epoch from ends_at - app.now())))::int as "secondsLeft",
  opened_at is null and asked_at <= app.now() - make_interval(hours => ${hours}) as "isLapsed"`

export async function readAccess(
  db: Executor,
  id: string,
  lapseHours: number,
  lock = false,
): Promise<AccessRow | undefined> {
  return inVault(db, async () => {
    const { rows } = await sql<AccessRow>`
      select ${columns(lapseHours)} from vault.access where vault.access.id = ${id}::uuid ${lock ? sql`for update` : sql``}`.execute(
      db,
    )
    return rows[0]
  })
}

export interface ReviewFilter {
  readonly since: string | undefined
  readonly limit: number
}

/** The newest first. */
export async function listAccesses(
  db: Executor,
  lapseHours: number,
  { since, limit }: ReviewFilter,
): Promise<(AccessRow & { proposalState: string | null; reads: number })[]> {
  return inVault(db, async () => {
    const { rows } = await sql<AccessRow & { proposalState: string | null; reads: number }>`
      select ${columns(lapseHours)}, p.state as "proposalState",
        (select count(*)::int from vault.identity_read r where r.access_id = vault.access.id) as reads
      from vault.access left join proposal p on p.id = vault.access.proposal_id
      where true ${since === undefined ? sql`` : sql`and asked_at >= ${since}::timestamptz`}
      order by vault.access.asked_at desc, vault.access.id desc limit ${limit}`.execute(db)
    return rows
  })
}

export interface NewRead {
  readonly accessId: string
  readonly identityId: string
  readonly tokenId: string
  readonly personId: string
  readonly fields: readonly string[]
}

export async function insertReads(trx: Trx, reads: readonly NewRead[]): Promise<void> {
  return inVault(trx, async () => {
    await sql`
      insert into vault.identity_read (access_id, identity_id, token_id, person_id, fields)
      select "accessId", "identityId", "tokenId", "personId", array(select jsonb_array_elements_text(fields))
      from jsonb_to_recordset(${JSON.stringify(reads)}::jsonb)
        as r("accessId" uuid, "identityId" uuid, "tokenId" uuid, "personId" uuid, fields jsonb)`.execute(trx)
  })
}

export interface ReadRow extends NewRead {
  readonly id: number
  readonly signalId: string
  readonly purpose: string
  readonly isEmergency: boolean
  readonly approverPerson: string | null
  readonly at: Temporal.Instant
}

/** Every reading of an identity, the newest first: the auditor's list. */
export async function listReads(db: Executor, { since, limit }: ReviewFilter): Promise<ReadRow[]> {
  return inVault(db, async () => {
    const { rows } = await sql<ReadRow>`
      select r.id, r.access_id as "accessId", r.identity_id as "identityId", r.token_id as "tokenId", r.person_id as "personId", r.fields,
        r.at, a.signal_id as "signalId", a.purpose, a.is_emergency as "isEmergency", a.approver_person as "approverPerson"
      from vault.identity_read r join vault.access a on a.id = r.access_id
      where true ${since === undefined ? sql`` : sql`and r.at >= ${since}::timestamptz`}
      order by r.at desc, r.id desc limit ${limit}`.execute(db)
    return rows
  })
}

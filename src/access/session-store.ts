// All SQL of session.
import { sql } from 'kysely'
import { limits } from '#config/limits.ts'
import { type Actor, type Role, scopesOfRole } from '#domain/actor.ts'
import type { Marking } from '#domain/pack.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { Pathway } from '#platform/database/tables/people.ts'

export interface SessionRow {
  readonly id: string
  readonly accountId: string
  readonly grantId: string
  readonly pathway: Pathway
  readonly createdAt: Temporal.Instant
  readonly lastSeenAt: Temporal.Instant
  readonly expiresAt: Temporal.Instant
}

const columns = sql`s.id, s.account_id as "accountId", s.grant_id as "grantId", s.pathway, s.created_at as "createdAt",
  s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt"`
/** Neither ended, nor too old, nor left alone for too long. */
const isOpen = sql`s.ended_at is null and s.expires_at > app.now()
  and s.last_seen_at > app.now() - make_interval(mins => ${limits.sessionIdleMinutes})`

/** Only open-session.ts calls this: a session has no other beginning. */
export async function insertSession(
  trx: Trx,
  session: {
    readonly id: string
    readonly hash: string
    readonly accountId: string
    readonly grantId: string
    readonly pathway: Pathway
    /** Both factors were shown to us a moment ago. */
    readonly isFresh: boolean
  },
): Promise<void> {
  await sql`
    insert into session (id, hash, account_id, grant_id, pathway, expires_at, stepped_up_at)
    values (${session.id}::uuid, ${session.hash}, ${session.accountId}::uuid, ${session.grantId}::uuid, ${session.pathway},
      app.now() + make_interval(hours => ${limits.sessionHours}), ${session.isFresh ? sql`app.now()` : sql`'epoch'::timestamptz`})`.execute(
    trx,
  )
}

/** Who is behind an open session of an active account with a grant in force; `isStale`: its last use should be written. */
export async function findSession(
  db: Executor,
  hash: string,
): Promise<{ readonly actor: Actor; readonly isStale: boolean } | undefined> {
  const { rows } = await sql<{
    id: string
    accountId: string
    personId: string
    grantId: string
    isFresh: boolean
    role: Role
    territory: string[]
    places: string[]
    marking: Marking
    office: string | null
    sourceId: string | null
    processes: string[] | null
    isStale: boolean
  }>`
    select s.id, s.account_id as "accountId", a.person_id as "personId", s.grant_id as "grantId", 
      s.stepped_up_at > app.now() - make_interval(secs => ${limits.stepUpSeconds}) as "isFresh",
      g.role, g.territory, app.places_within(g.territory) as places, g.marking, coalesce(g.office, a.office) as office, g.source_id as "sourceId", g.processes,
      s.last_seen_at < app.now() - make_interval(secs => ${limits.sessionTouchSeconds}) as "isStale"
    from session s join account a on a.id = s.account_id join role_grant g on g.id = s.grant_id
    where s.hash = ${hash} and ${isOpen} and a.state = 'active' and g.revoked_at is null and g.expires_at > app.now()`.execute(
    db,
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { id, grantId, accountId, isStale, isFresh, ...rest } = row
  const session = { id, grantId, isFresh }
  return { actor: { ...rest, tokenId: accountId, scopes: scopesOfRole[row.role], session }, isStale }
}

export async function touchSession(db: Executor, hash: string): Promise<void> {
  await sql`update session set last_seen_at = app.now() where hash = ${hash} and ended_at is null`.execute(db)
}

/** After a proof with both factors: fresh, and under another id. */
export async function renewSession(trx: Trx, id: string, hash: string): Promise<void> {
  await sql`
    update session set hash = ${hash}, stepped_up_at = app.now(), last_seen_at = app.now()
    where id = ${id}::uuid and ended_at is null`.execute(trx)
}

/** Another grant, and so another id. */
export async function changeGrant(trx: Trx, id: string, grantId: string, hash: string): Promise<void> {
  await sql`
    update session set grant_id = ${grantId}::uuid, hash = ${hash} where id = ${id}::uuid and ended_at is null`.execute(
    trx,
  )
}

/** False: it is not the account's, or has ended. */
export async function endSession(trx: Trx, accountId: string, id: string, reason: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update session set ended_at = app.now(), end_reason = ${reason}
    where id = ${id}::uuid and account_id = ${accountId}::uuid and ended_at is null`.execute(trx)
  return numAffectedRows > 0n
}

/** How many were open. */
export async function endSessions(
  trx: Trx,
  accountIds: readonly string[],
  reason: string,
  except?: string,
): Promise<number> {
  if (accountIds.length === 0) return 0
  const { numAffectedRows = 0n } = await sql`
    update session set ended_at = app.now(), end_reason = ${reason}
    where account_id in (select jsonb_array_elements_text(${JSON.stringify(accountIds)}::jsonb)::uuid)
      and ended_at is null and id is distinct from ${except ?? null}::uuid`.execute(trx)
  return Number(numAffectedRows)
}

/** Beyond the number that one account may have open those without use for longest end, never the new one; how many did. */
export async function endSurplusSessions(trx: Trx, accountId: string, newest: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update session set ended_at = app.now(), end_reason = 'too_many'
    where id in (
      select s.id from session s where s.account_id = ${accountId}::uuid and s.id <> ${newest}::uuid and ${isOpen}
      order by s.last_seen_at desc, s.id desc offset ${limits.sessionsPerAccount - 1})`.execute(trx)
  return Number(numAffectedRows)
}

export async function openSessions(db: Executor, accountId: string): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select ${columns} from session s where s.account_id = ${accountId}::uuid and ${isOpen}
    order by s.created_at desc, s.id desc limit 200`.execute(db)
  return rows
}

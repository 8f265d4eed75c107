// All SQL of person and api_token.
import { type Selectable, sql } from 'kysely'
import type { Actor, Role, Scope } from '#domain/actor.ts'
import type { Marking } from '#domain/pack.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { ApiTokenTable } from '#platform/database/tables/access.ts'

export interface NewToken {
  readonly id: string
  readonly personId: string
  readonly label: string
  readonly prefix: string
  readonly hash: string
  readonly role: Role
  readonly scopes: readonly Scope[]
  readonly territory: readonly string[]
  readonly marking: Marking
  readonly office: string | null
  readonly sourceId: string | null
  readonly processes: readonly string[] | null
  readonly expiresAt: string
  readonly rotatedFrom?: string
}

export async function insertPerson(trx: Trx, id: string, label: string): Promise<void> {
  await trx.insertInto('person').values({ id, label }).execute()
}

export async function insertToken(trx: Trx, token: NewToken): Promise<void> {
  await trx
    .insertInto('api_token')
    .values({
      id: token.id,
      person_id: token.personId,
      label: token.label,
      prefix: token.prefix,
      hash: token.hash,
      role: token.role,
      scopes: [...token.scopes],
      territory: [...token.territory],
      marking: token.marking,
      office: token.office,
      source_id: token.sourceId,
      processes: token.processes === null ? null : [...token.processes],
      expires_at: token.expiresAt,
      rotated_from: token.rotatedFrom ?? null,
    })
    .execute()
}

/** The actor behind a live token; undefined when it is unknown, expired or revoked. */
export async function findActor(
  db: Executor,
  hash: string,
): Promise<{ readonly actor: Actor; readonly isFirstUseToday: boolean } | undefined> {
  const row = await liveTokens(db)
    .select(sql<boolean>`last_used_day is distinct from app.now()::date`.as('isFirstUseToday'))
    .select(sql<string[]>`app.places_within(territory)`.as('places'))
    .where('hash', '=', hash)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { actor: { ...actorOf(row), places: row.places }, isFirstUseToday: row.isFirstUseToday }
}

/** The day, not the hour: enough to find tokens that nobody uses, too little to follow somebody. */
export async function noteTokenUse(db: Executor, hash: string): Promise<void> {
  await sql`update api_token set last_used_day = app.now()::date where hash = ${hash}`.execute(db)
}

/** Holds the token as it is until the transaction ends; false: it is no longer live. */
export async function holdToken(trx: Trx, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from api_token where id = ${id}::uuid and revoked_at is null and expires_at > app.now() for share`.execute(
    trx,
  )
  return rows.length > 0
}

/** By the newest of the person's live tokens that has the scope. */
export async function findTokenOfPerson(
  db: Executor,
  personId: string,
  scope: Scope,
): Promise<Actor | undefined> {
  const rows = await liveTokens(db)
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
  return rows.map(actorOf).find((actor) => actor.scopes.includes(scope))
}

function liveTokens(db: Executor) {
  return db
    .selectFrom('api_token')
    .selectAll()
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Temporal.Instant>`app.now()`)
}

function actorOf(row: Selectable<ApiTokenTable>): Actor {
  return {
    tokenId: row.id,
    personId: row.person_id,
    role: row.role as Role,
    scopes: row.scopes as Scope[],
    territory: row.territory,
    marking: row.marking as Marking,
    office: row.office,
    sourceId: row.source_id,
    processes: row.processes,
  }
}

export async function revokeToken(trx: Trx, id: string): Promise<boolean> {
  const result =
    await sql`update api_token set revoked_at = app.now() where id = ${id} and revoked_at is null`.execute(
      trx,
    )
  return (result.numAffectedRows ?? 0n) > 0n
}

/** Of an office, or of the persons behind its accounts; the ids of those that were live. */
export async function revokeTokensOfOffice(trx: Trx, office: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update api_token set revoked_at = app.now() where revoked_at is null and expires_at > app.now() and (office = ${office}
      or person_id in (select a.person_id from account a where a.office = ${office})) returning id`.execute(
    trx,
  )
  return rows.map((row) => row.id)
}

export async function revokeTokensOfPerson(trx: Trx, personId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update api_token set revoked_at = app.now()
    where revoked_at is null and expires_at > app.now() and person_id = ${personId}::uuid returning id`.execute(
    trx,
  )
  return rows.map((row) => row.id)
}

/** The old one of a rotation: it ends with the overlap, never later than it would have. */
export async function shortenToken(trx: Trx, id: string, hours: number): Promise<void> {
  await sql`
    update api_token set expires_at = least(expires_at, app.now() + make_interval(hours => ${hours}))
    where id = ${id}::uuid`.execute(trx)
}

/** Live, and locked: a token is rotated once at a time. */
export async function readToken(
  trx: Trx,
  id: string,
): Promise<Omit<NewToken, 'prefix' | 'hash'> | undefined> {
  const row = await liveTokens(trx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (row === undefined) return undefined
  const { personId, role, scopes, territory, marking, office, sourceId, processes } = actorOf(row)
  const rights = { role, scopes, territory, marking, office, sourceId, processes }
  return { id: row.id, personId, label: row.label, expiresAt: row.expires_at.toString(), ...rights }
}

export async function listTokens(db: Executor) {
  return db
    .selectFrom('api_token')
    .select([
      'id',
      'label',
      'prefix',
      'role',
      'scopes',
      'territory',
      'marking',
      'office',
      'source_id',
      'processes',
    ])
    .select(['person_id', 'created_at', 'expires_at', 'revoked_at', 'last_used_day', 'rotated_from'])
    .orderBy('created_at')
    .limit(1_000)
    .execute()
}

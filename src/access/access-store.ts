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
    })
    .execute()
}

/** The actor behind a live token; undefined when it is unknown, expired or revoked. */
export async function findActor(db: Executor, hash: string): Promise<Actor | undefined> {
  const row = await liveTokens(db).where('hash', '=', hash).executeTakeFirst()
  return row === undefined ? undefined : actorOf(row)
}

/** By the newest of the person's live tokens that has the scope. */
export async function findActorOfPerson(
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
    .select(['created_at', 'expires_at', 'revoked_at'])
    .orderBy('created_at')
    .limit(1_000)
    .execute()
}

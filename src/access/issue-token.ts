// Issues, rotates and revokes API tokens. The secret is returned once and stored as its hash only.
import { type Actor, type Role, type Scope, scopesOfRole } from '#domain/actor.ts'
import type { Marking } from '#domain/pack.ts'
import { systemClock } from '#platform/clock.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { insertPerson, insertToken, readToken, revokeToken, shortenToken } from './access-store.ts'
import { newToken } from './api-token.ts'
import { recordAccess } from './record-access.ts'
import { refusedByDatabase } from './refused-role.ts'

export interface TokenRequest {
  readonly label: string
  readonly role: Role
  readonly territory: readonly string[]
  readonly marking: Marking
  readonly office?: string
  readonly sourceId?: string
  readonly processes?: readonly string[]
  /** Beyond those of the role. */
  readonly extraScopes?: readonly Scope[]
  /** In place of those of the role. */
  readonly onlyScopes?: readonly Scope[]
  readonly days: number
  /** Whose it is; without it a new person, which is a machine. */
  readonly personId?: string
}

/** `by` undefined: the command line of the machine. */
export async function issueToken(
  trx: Trx,
  request: TokenRequest,
  by: Actor | undefined,
): Promise<{ id: string; secret: string }> {
  const token = newToken()
  const id = uuidv7()
  const personId = request.personId ?? uuidv7()
  if (request.personId === undefined) await insertPerson(trx, personId, request.label)
  const row = {
    id,
    personId,
    label: request.label,
    prefix: token.prefix,
    hash: token.hash,
    role: request.role,
    scopes: [
      ...new Set([...(request.onlyScopes ?? scopesOfRole[request.role]), ...(request.extraScopes ?? [])]),
    ],
    territory: request.territory,
    marking: request.marking,
    office: request.office ?? null,
    sourceId: request.sourceId ?? null,
    processes: request.processes ?? null,
    expiresAt: systemClock
      .now()
      .add({ hours: 24 * request.days })
      .toString(),
  }
  await insertToken(trx, row).catch((error: unknown) => {
    throw refusedByDatabase(error, request.role)
  })
  await recordAccess(trx, by?.tokenId ?? null, 'token.issued', id, {
    role: request.role,
    person: personId,
    marking: request.marking,
    territory: request.territory,
  })
  return { id, secret: token.secret }
}

/** The same rights under a new secret; both are good until the old one ends, so that nobody has to change over in one moment. */
export async function rotateToken(
  trx: Trx,
  id: string,
  overlapHours: number,
  by: Actor | undefined,
): Promise<{ id: string; secret: string }> {
  const old = await readToken(trx, id)
  if (old === undefined) throw unknownToken(id)
  const token = newToken()
  const newId = uuidv7()
  await insertToken(trx, {
    ...old,
    id: newId,
    prefix: token.prefix,
    hash: token.hash,
    // What the old one reported stays the new one's own.
    sourceId: old.sourceId ?? `token-${old.id}`,
    rotatedFrom: old.id,
  })
  await shortenToken(trx, old.id, overlapHours)
  await recordAccess(trx, by?.tokenId ?? null, 'token.rotated', old.id, { new: newId })
  return { id: newId, secret: token.secret }
}

export async function endToken(trx: Trx, id: string, by: Actor | undefined, reason?: string): Promise<void> {
  if (!(await revokeToken(trx, id))) throw unknownToken(id)
  await recordAccess(trx, by?.tokenId ?? null, 'token.revoked', id, reason === undefined ? {} : { reason })
}

function unknownToken(id: string): AppError {
  return new AppError('not_found', 'ACCESS_TOKEN_UNKNOWN', `there is no token ${id} in force`)
}

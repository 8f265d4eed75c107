// Issues and revokes API tokens. The secret is returned once and stored as its hash only.

import { recordAudit } from '#audit/record-audit.ts'
import { type Actor, type Role, type Scope, scopesOfRole } from '#domain/actor.ts'
import type { Marking } from '#domain/pack.ts'
import { systemClock } from '#platform/clock.ts'
import type { Trx } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { insertPerson, insertToken } from './access-store.ts'
import { newToken } from './api-token.ts'

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
  readonly days: number
}

/** One new person with one token. The full access model gives a person several accounts. */
export async function issueToken(
  trx: Trx,
  request: TokenRequest,
  by: Actor | undefined,
): Promise<{ id: string; secret: string }> {
  const token = newToken()
  const id = uuidv7()
  const personId = uuidv7()
  await insertPerson(trx, personId, request.label)
  await insertToken(trx, {
    id,
    personId,
    label: request.label,
    prefix: token.prefix,
    hash: token.hash,
    role: request.role,
    scopes: [...new Set([...scopesOfRole[request.role], ...(request.extraScopes ?? [])])],
    territory: request.territory,
    marking: request.marking,
    office: request.office ?? null,
    sourceId: request.sourceId ?? null,
    processes: request.processes ?? null,
    expiresAt: systemClock
      .now()
      .add({ hours: 24 * request.days })
      .toString(),
  })
  await recordAudit(trx, {
    actor: by ?? null,
    action: 'token.issued',
    object: { kind: 'token', id },
    detail: { role: request.role, person: personId, marking: request.marking, territory: request.territory },
  })
  return { id, secret: token.secret }
}

// Which account of an institution is one's own: linked and unlinked by whoever is signed in and has just shown both factors.
import type { Actor } from '#domain/actor.ts'
import { inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { ProviderAnswer } from '#platform/oidc.ts'
import type { AccessDeps } from './access-deps.ts'
import { takeAttempt } from './attempts.ts'
import { type Begun, beginFlow, endFlow, hashOfSubject } from './oidc-flow.ts'
import { deleteLink, insertLink } from './oidc-store.ts'
import { recordAccess } from './record-access.ts'

export function beginLink(deps: AccessDeps, { tokenId }: Actor): Promise<Begun> {
  return beginFlow(deps, 'oidc_link', tokenId)
}

/** The id of the link. */
export async function addLink(
  deps: AccessDeps,
  { tokenId: accountId }: Actor,
  answer: ProviderAnswer,
  secret: string | undefined,
  network: string,
): Promise<string> {
  const attempt = await takeAttempt(deps.db, { stepUpOf: accountId, network })
  const proven = await endFlow(deps, 'oidc_link', { accountId, secret, answer, attempt })
  const id = uuidv7()
  const link = { id, accountId, issuer: proven.issuer, subjectHash: hashOfSubject(proven) }
  await inTransaction(deps.db, async (trx) => {
    if (!(await insertLink(trx, link)))
      throw new AppError(
        'conflict',
        'ACCESS_LINK_TAKEN',
        'this account of the institution is linked already, here or by somebody else: it signs one person in',
      )
    await recordAccess(trx, accountId, 'oidc_link.added', id)
  })
  await attempt.succeed()
  return id
}

export async function removeLink(deps: AccessDeps, { tokenId: accountId }: Actor, id: string): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    if (!(await deleteLink(trx, accountId, id)))
      throw new AppError('not_found', 'ACCESS_LINK_UNKNOWN', `you have no linked account ${id}`)
    await recordAccess(trx, accountId, 'oidc_link.removed', id)
  })
}

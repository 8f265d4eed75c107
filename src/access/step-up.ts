// Proving oneself anew before a dangerous act: the same factors, in the session that is open.
import type { Actor } from '#domain/actor.ts'
import { afterCommit, inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { readSignedIn, type Site, signInOptions } from '#platform/passkeys.ts'
import type { AccessDeps } from './access-deps.ts'
import { takeAttempt } from './attempts.ts'
import { notePasskeyUse, passkeysOf, readPasskey } from './credential-store.ts'
import { challengeOf, keepChallenge, takeChallenge } from './one-time.ts'
import { refreshSession, signInRefused } from './open-session.ts'
import type { PasskeyAnswer } from './passkey-shapes.ts'
import { recordAccess } from './record-access.ts'
import { type PasswordProof, rightPassword, takeSecondFactor } from './second-factor.ts'

export async function stepUpOptions(deps: AccessDeps, site: Site, { tokenId }: Actor) {
  const options = await signInOptions(site, await passkeysOf(deps.db, tokenId))
  await keepChallenge(deps.db, 'passkey_step_up', options.challenge, tokenId)
  return options
}

/** The cookie of the session under its new id. */
export async function stepUpByPasskey(
  deps: AccessDeps,
  site: Site,
  actor: Actor,
  response: PasskeyAnswer,
  network: string,
): Promise<string> {
  const attempt = await takeAttempt(deps.db, { stepUpOf: actor.tokenId, network })
  const challenge = challengeOf(response)
  if ((await takeChallenge(deps.db, 'passkey_step_up', challenge, actor.tokenId)) === undefined)
    throw signInRefused()
  const cookie = await inTransaction(deps.db, async (trx) => {
    const passkey = await readPasskey(trx, response.id)
    if (passkey?.accountId !== actor.tokenId) throw signInRefused()
    const counter = await readSignedIn(site, challenge, response, passkey)
    if (counter === undefined) throw signInRefused()
    await notePasskeyUse(trx, passkey.id, counter)
    await recordAccess(trx, actor.tokenId, 'session.stepped_up', sessionOf(actor), { pathway: 'passkey' })
    afterCommit(trx, deps.forget)
    return refreshSession(trx, sessionOf(actor))
  })
  await attempt.succeed()
  return cookie
}

export async function stepUpByPassword(
  deps: AccessDeps,
  actor: Actor,
  proof: PasswordProof,
  network: string,
): Promise<string> {
  const attempt = await takeAttempt(deps.db, { stepUpOf: actor.tokenId, network })
  const stored = await rightPassword(deps.db, actor.tokenId, proof.password)
  if (stored === undefined) throw signInRefused()
  const cookie = await inTransaction(deps.db, async (trx) => {
    if (!(await takeSecondFactor(trx, deps, stored, proof))) throw signInRefused()
    await recordAccess(trx, actor.tokenId, 'session.stepped_up', sessionOf(actor), { pathway: 'password' })
    afterCommit(trx, deps.forget)
    return refreshSession(trx, sessionOf(actor))
  })
  await attempt.succeed()
  return cookie
}

/** The open session of a person; routes for persons only are never reached without one. */
export function sessionOf({ session }: Actor): string {
  if (session === undefined)
    throw new AppError('bug', 'INVARIANT_BROKEN', 'a route for persons was reached by a token')
  return session.id
}

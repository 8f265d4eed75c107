// The two ways in that need nobody else: a passkey, or a password with a second factor. The third begins elsewhere: oidc-sign-in.ts.
import { inTransaction } from '#platform/database/database.ts'
import { readSignedIn, type Site, signInOptions } from '#platform/passkeys.ts'
import type { AccessDeps } from './access-deps.ts'
import { findAccount, readAccount } from './account-store.ts'
import { takeAttempt } from './attempts.ts'
import { notePasskeyUse, readPasskey } from './credential-store.ts'
import { challengeOf, keepChallenge, takeChallenge } from './one-time.ts'
import { type OpenedSession, openSession, signInRefused } from './open-session.ts'
import type { PasskeyAnswer } from './passkey-shapes.ts'
import { type PasswordProof, rightPassword, takeSecondFactor } from './second-factor.ts'

/** For any account: the passkey itself says whose it is, so the page asks for no name and gives none away. */
export async function passkeyOptions(deps: AccessDeps, site: Site) {
  const options = await signInOptions(site)
  await keepChallenge(deps.db, 'passkey_sign_in', options.challenge, null)
  return options
}

export async function signInByPasskey(
  deps: AccessDeps,
  site: Site,
  given: { readonly response: PasskeyAnswer; readonly grant?: string | undefined },
  network: string,
): Promise<OpenedSession> {
  const attempt = await takeAttempt(deps.db, { network })
  const challenge = challengeOf(given.response)
  // Used up whatever comes of it: an answer is good for one try.
  const isOurs = await takeChallenge(deps.db, 'passkey_sign_in', challenge, null)
  if (isOurs === undefined) throw signInRefused()
  const opened = await inTransaction(deps.db, async (trx) => {
    const passkey = await readPasskey(trx, given.response.id)
    const counter =
      passkey === undefined ? undefined : await readSignedIn(site, challenge, given.response, passkey)
    if (passkey === undefined || counter === undefined) throw signInRefused()
    await notePasskeyUse(trx, passkey.id, counter)
    const account = await readAccount(trx, passkey.accountId)
    if (account === undefined) throw signInRefused()
    return openSession(trx, account, 'passkey', given.grant)
  })
  await attempt.succeed()
  return opened
}

export async function signInByPassword(
  deps: AccessDeps,
  given: PasswordProof & { readonly handle: string; readonly grant?: string | undefined },
  network: string,
): Promise<OpenedSession> {
  const attempt = await takeAttempt(deps.db, { handle: given.handle, network })
  const account = await findAccount(deps.db, given.handle)
  const stored = await rightPassword(deps.db, account?.id, given.password)
  if (account === undefined || stored === undefined) throw signInRefused()
  const opened = await inTransaction(deps.db, async (trx) => {
    if (!(await takeSecondFactor(trx, deps, stored, given))) throw signInRefused()
    return openSession(trx, account, 'password', given.grant)
  })
  await attempt.succeed()
  return opened
}

// The third way in: with the account of an institution, which is one factor. The second is the person's own here, unless the provider says that
// it asked for one, in words that the settings allow. Nobody gets an account by signing in: the link was made before, by whoever was signed in.
import { inTransaction, type Trx } from '#platform/database/database.ts'
import { randomSecret, sha256 } from '#platform/ids.ts'
import type { ProviderAnswer } from '#platform/oidc.ts'
import { readSignedIn, type Site, signInOptions } from '#platform/passkeys.ts'
import type { AccessDeps } from './access-deps.ts'
import { type AccountRow, readAccount } from './account-store.ts'
import { takeAttempt } from './attempts.ts'
import { notePasskeyUse, passkeysOf, readPasskey, readPassword } from './credential-store.ts'
import { type Begun, beginFlow, endFlow, flowCookieOf, hashOfSubject, refusedOnRecord } from './oidc-flow.ts'
import { findLink, noteLinkUse } from './oidc-store.ts'
import { challengeOf, keepChallenge, takeChallenge } from './one-time.ts'
import { readOneTime, takeOneTime } from './one-time-store.ts'
import { type OpenedSession, openSession, signInRefused } from './open-session.ts'
import type { PasskeyAnswer } from './passkey-shapes.ts'
import { takeSecondFactor } from './second-factor.ts'

/** The institution has said who it is; the second factor is still to be shown. */
export interface Halfway {
  readonly passkey: Awaited<ReturnType<typeof signInOptions>> | null
  readonly code: boolean
  readonly setCookie: string
}

/** Of the second factor: an answer of a passkey, or one of the two codes. */
export interface SecondProof {
  readonly response?: PasskeyAnswer | undefined
  readonly code?: string | undefined
  readonly recovery_code?: string | undefined
  readonly grant?: string | undefined
}

/** Whoever has to wait is not sent away either: the counters fail closed for every way in. */
export async function beginSignIn(deps: AccessDeps, network: string): Promise<Begun> {
  const attempt = await takeAttempt(deps.db, { network })
  await attempt.succeed()
  return beginFlow(deps, 'oidc_sign_in', null)
}

export async function signInByProvider(
  deps: AccessDeps,
  site: Site,
  given: { readonly answer: ProviderAnswer; readonly grant?: string | undefined },
  secret: string | undefined,
  network: string,
): Promise<OpenedSession | Halfway> {
  const attempt = await takeAttempt(deps.db, { network })
  const { answer, grant } = given
  const proven = await endFlow(deps, 'oidc_sign_in', { accountId: null, secret, answer, attempt })
  const link = await findLink(deps.db, hashOfSubject(proven))
  if (link === undefined) throw await refusedOnRecord(deps, null, 'subject_unknown', proven)
  const account = await readAccount(deps.db, link.accountId)
  if (account?.state !== 'active')
    throw await refusedOnRecord(deps, link.accountId, 'account_not_active', proven)
  const next = proven.hasSecondFactor
    ? await inTransaction(deps.db, async (trx) => {
        if (!(await noteLinkUse(trx, link.id))) throw signInRefused()
        return openSession(trx, account, 'oidc', grant, false)
      })
    : await askSecondFactor(deps, site, account, link.id)
  await attempt.succeed()
  return next
}

async function askSecondFactor(
  deps: AccessDeps,
  site: Site,
  account: AccountRow,
  link: string,
): Promise<Halfway> {
  const secret = randomSecret(32)
  const known = await passkeysOf(deps.db, account.id)
  const passkey = known.length === 0 ? null : await signInOptions(site, known)
  await keepChallenge(deps.db, 'oidc_proven', secret, account.id, { link })
  if (passkey !== null) await keepChallenge(deps.db, 'oidc_passkey', passkey.challenge, account.id)
  return { passkey, code: account.hasPassword, setCookie: flowCookieOf(secret) }
}

/** A code may be typed again within the ten minutes, each try counted; an answer of a passkey is good for one. */
export async function finishSignIn(
  deps: AccessDeps,
  site: Site,
  proof: SecondProof,
  secret: string | undefined,
  network: string,
): Promise<OpenedSession> {
  const hash = secret === undefined ? undefined : sha256(secret)
  const account = hash === undefined ? undefined : await accountHalfway(deps, hash)
  const attempt = await takeAttempt(deps.db, {
    network,
    ...(account === undefined ? {} : { handle: account.handle }),
  })
  const { response } = proof
  const challenge = response === undefined ? undefined : challengeOf(response)
  if (hash === undefined || account === undefined) throw signInRefused()
  if (challenge !== undefined && !(await isOurs(deps, challenge, account.id))) throw signInRefused()
  const opened = await inTransaction(deps.db, async (trx) => {
    const taken = await takeOneTime(trx, 'oidc_proven', hash)
    const link = taken?.payload['link']
    if (typeof link !== 'string' || !(await noteLinkUse(trx, link))) throw signInRefused()
    const isShown =
      response === undefined || challenge === undefined
        ? await takesCode(trx, deps, account.id, proof)
        : await showsPasskey(trx, site, account.id, challenge, response)
    if (!isShown) throw signInRefused()
    // A passkey is both factors, shown just now.
    return openSession(trx, account, 'oidc', proof.grant, response !== undefined)
  })
  await attempt.succeed()
  return opened
}

async function accountHalfway({ db }: AccessDeps, hash: string): Promise<AccountRow | undefined> {
  const accountId = (await readOneTime(db, 'oidc_proven', hash))?.accountId ?? undefined
  return accountId === undefined ? undefined : readAccount(db, accountId)
}

const isOurs = async ({ db }: AccessDeps, challenge: string, accountId: string): Promise<boolean> =>
  (await takeChallenge(db, 'oidc_passkey', challenge, accountId)) !== undefined

async function takesCode(
  trx: Trx,
  deps: AccessDeps,
  accountId: string,
  proof: SecondProof,
): Promise<boolean> {
  const stored = await readPassword(trx, accountId)
  return stored !== undefined && takeSecondFactor(trx, deps, stored, proof)
}

async function showsPasskey(
  trx: Trx,
  site: Site,
  accountId: string,
  challenge: string,
  response: PasskeyAnswer,
): Promise<boolean> {
  const passkey = await readPasskey(trx, response.id)
  if (passkey?.accountId !== accountId) return false
  const counter = await readSignedIn(site, challenge, response, passkey)
  if (counter === undefined) return false
  await notePasskeyUse(trx, passkey.id, counter)
  return true
}

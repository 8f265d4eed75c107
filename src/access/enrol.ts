// Enrolment: whoever holds an invitation chooses how to sign in from now on. It opens no session; signing in does.
import { limits } from '#config/limits.ts'
import { leakedFault, passwordFault } from '#domain/access/password.ts'
import { databaseNow, inTransaction, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { randomBase62 } from '#platform/ids.ts'
import { isLeakedPassword } from '#platform/leaked-passwords.ts'
import { enrolOptions, readEnrolled, type Site } from '#platform/passkeys.ts'
import { hashPassword } from '#platform/password-hash.ts'
import { newTotpSecret, totpStep, totpUri } from '#platform/totp.ts'
import type { AccessDeps } from './access-deps.ts'
import { type AccountRow, setAccountState } from './account-store.ts'
import {
  deleteCredentials,
  insertPasskey,
  passkeysOf,
  putPassword,
  putRecoveryCodes,
} from './credential-store.ts'
import { challengeOf, keepChallenge, readInvitation, takeChallenge, takeInvitation } from './one-time.ts'
import type { NewPasskeyAnswer } from './passkey-shapes.ts'
import { recordAccess } from './record-access.ts'
import { hashOfRecovery, totpOf } from './second-factor.ts'

export async function enrolmentOptions(deps: AccessDeps, site: Site, token: string) {
  return newPasskeyOptions(deps, site, await readInvitation(deps.db, token))
}

/** For an invitation, and for a further passkey of somebody who is signed in. */
export async function newPasskeyOptions(deps: AccessDeps, site: Site, account: AccountRow) {
  const options = await enrolOptions(site, account, await passkeysOf(deps.db, account.id))
  await keepChallenge(deps.db, 'passkey_enrol', options.challenge, account.id)
  return options
}

export async function enrolPasskey(
  deps: AccessDeps,
  site: Site,
  given: { readonly token: string; readonly label: string; readonly response: NewPasskeyAnswer },
): Promise<AccountRow> {
  return inTransaction(deps.db, async (trx) => {
    const account = await takeInvitation(trx, given.token)
    await deleteCredentials(trx, account.id)
    await addPasskey(trx, site, account.id, given)
    await complete(trx, account, 'passkey')
    return account
  })
}

/** Throws when the browser's answer proves nothing. */
export async function addPasskey(
  trx: Trx,
  site: Site,
  accountId: string,
  { response, label }: { readonly response: NewPasskeyAnswer; readonly label: string },
): Promise<void> {
  const challenge = challengeOf(response)
  const isOurs = await takeChallenge(trx, 'passkey_enrol', challenge, accountId)
  const passkey = isOurs === undefined ? undefined : await readEnrolled(site, challenge, response)
  if (passkey === undefined) {
    throw new AppError(
      'invalid',
      'AUTH_PASSKEY_REFUSED',
      `the answer of the authenticator does not fit: it must be for ${site.origins.join(' or ')}, to a challenge given less than ${limits.challengeMinutes} minutes ago, with the person verified`,
    )
  }
  if (!(await insertPasskey(trx, accountId, passkey, label))) {
    throw new AppError('conflict', 'AUTH_PASSKEY_KNOWN', 'this passkey is enrolled already')
  }
}

/** A fresh TOTP secret for the authenticator app; `id` names it in the next request. */
export async function totpOptions(deps: AccessDeps, account: AccountRow, id: string) {
  const { sealingKey } = deps
  if (sealingKey === undefined) throw noAccessKey()
  const secret = newTotpSecret()
  await keepChallenge(deps.db, 'totp_enrol', id, account.id, {
    sealed: sealingKey.seal(secret, totpOf(account.id)),
  })
  return { id, secret, uri: totpUri(secret, account.handle) }
}

export interface NewPassword {
  readonly password: string
  /** As totpOptions gave it. */
  readonly totp: string
  /** The app's first code: proof that it holds the secret. */
  readonly code: string
}

/** The recovery codes, shown once. */
export async function enrolPassword(
  deps: AccessDeps,
  given: NewPassword & { readonly token: string },
): Promise<{ readonly account: AccountRow; readonly recoveryCodes: readonly string[] }> {
  const invited = await readInvitation(deps.db, given.token)
  await refuseWeakPassword(deps, invited, given.password)
  const hash = await hashPassword(given.password)
  return inTransaction(deps.db, async (trx) => {
    const account = await takeInvitation(trx, given.token)
    await deleteCredentials(trx, account.id)
    await addPassword(trx, deps, account, given, hash)
    await complete(trx, account, 'password')
    return { account, recoveryCodes: await newRecoveryCodes(trx, account.id) }
  })
}

async function addPassword(
  trx: Trx,
  { sealingKey }: AccessDeps,
  account: AccountRow,
  given: NewPassword,
  hash: string,
): Promise<void> {
  if (sealingKey === undefined) throw noAccessKey()
  const kept = await takeChallenge(trx, 'totp_enrol', given.totp, account.id)
  const sealed = kept?.['sealed']
  const now = await databaseNow(trx)
  const step =
    typeof sealed === 'string'
      ? totpStep(sealingKey.open(sealed, totpOf(account.id)), given.code, now.epochMilliseconds)
      : undefined
  if (typeof sealed !== 'string' || step === undefined) {
    throw new AppError(
      'invalid',
      'AUTH_CODE_WRONG',
      'the code does not fit the secret; check the clock of the phone and send the code that is shown now',
    )
  }
  await putPassword(trx, { accountId: account.id, hash, totpSealed: sealed, totpStep: step })
}

export async function refuseWeakPassword(
  deps: AccessDeps,
  account: AccountRow,
  password: string,
): Promise<void> {
  const { words } = await deps.country()
  const context = [account.name, account.handle, account.office ?? '', ...words]
  const fault = passwordFault(password, context) ?? (isLeakedPassword(password) ? leakedFault : undefined)
  if (fault === undefined) return
  throw new AppError('invalid', 'AUTH_PASSWORD_WEAK', fault.en, {
    faults: [{ pointer: '/password', code: 'AUTH_PASSWORD_WEAK', message: fault }],
  })
}

/** Ten codes of 100 bits, in groups that can be written down; the earlier ones are worth nothing from now on. */
export async function newRecoveryCodes(trx: Trx, accountId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: limits.recoveryCodes }, () =>
    (randomBase62(20).toLowerCase().match(/.{5}/g) ?? []).join('-'),
  )
  await putRecoveryCodes(trx, accountId, codes.map(hashOfRecovery))
  return codes
}

async function complete(trx: Trx, account: AccountRow, pathway: 'passkey' | 'password'): Promise<void> {
  await setAccountState(trx, account.id, 'active', account.id)
  await recordAccess(trx, account.id, 'account.enrolled', account.id, { pathway })
}

function noAccessKey(): AppError {
  return new AppError(
    'conflict',
    'AUTH_ACCESS_KEY_MISSING',
    'this installation keeps no second factors: set VIGIA_ACCESS_KEY_FILE, or enrol a passkey',
  )
}

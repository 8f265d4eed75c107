// A password with its second factor: both, always, and each code once.
import { type Db, databaseNow, type Trx } from '#platform/database/database.ts'
import { sha256 } from '#platform/ids.ts'
import { isPassword } from '#platform/password-hash.ts'
import { totpStep } from '#platform/totp.ts'
import type { AccessDeps } from './access-deps.ts'
import { type PasswordRow, readPassword, takeRecoveryCode, takeTotpStep } from './credential-store.ts'

export interface PasswordProof {
  readonly password: string
  /** Of the authenticator app. */
  readonly code?: string | undefined
  /** In its place, once. */
  readonly recovery_code?: string | undefined
}

/** The stored credential when the password is right. Slow on purpose, so outside of any transaction. */
export async function rightPassword(
  db: Db,
  accountId: string | undefined,
  password: string,
): Promise<PasswordRow | undefined> {
  const stored = accountId === undefined ? undefined : await readPassword(db, accountId)
  return (await isPassword(stored?.hash, password)) ? stored : undefined
}

/** Takes the code, so that nobody uses it again; false: it is wrong, or was taken. */
export async function takeSecondFactor(
  trx: Trx,
  { sealingKey }: AccessDeps,
  { accountId, totpSealed }: PasswordRow,
  { code, recovery_code: recovery }: Omit<PasswordProof, 'password'>,
): Promise<boolean> {
  if (code !== undefined) {
    const secret = sealingKey?.open(totpSealed, totpOf(accountId))
    const now = await databaseNow(trx)
    const step = secret === undefined ? undefined : totpStep(secret, code, now.epochMilliseconds)
    return step !== undefined && takeTotpStep(trx, accountId, step)
  }
  return recovery !== undefined && takeRecoveryCode(trx, accountId, hashOfRecovery(recovery))
}

/** What a sealed TOTP secret is bound to. */
export function totpOf(accountId: string): string {
  return `totp|${accountId}`
}

/** Written down by hand: without its hyphens and in one case. */
export function hashOfRecovery(code: string): string {
  return sha256(code.toLowerCase().replaceAll(/[^0-9a-z]/g, ''))
}

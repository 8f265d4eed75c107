// One-time codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 seconds, as every app expects).
import { Secret, TOTP } from 'otpauth'

const PERIOD_SECONDS = 30
/** Clocks of phones are off: the step before and the one after are taken too. */
const DRIFT_STEPS = 1

export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** For the QR code of the app. */
export function totpUri(secret: string, account: string): string {
  return totpOf(secret, account).toString()
}

/** The step that the code belongs to; undefined when it is of none near `at`. That each is taken once is the caller's to see to. */
export function totpStep(secret: string, code: string, at: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: at, window: DRIFT_STEPS })
  return delta === null ? undefined : Math.floor(at / 1_000 / PERIOD_SECONDS) + delta
}

function totpOf(secret: string, label = 'vigia'): TOTP {
  return new TOTP({
    issuer: 'Vigía',
    label,
    secret: Secret.fromBase32(secret),
    digits: 6,
    period: PERIOD_SECONDS,
  })
}

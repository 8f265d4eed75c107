// The way to the institution's provider and back: a secret that stays in one browser for ten minutes, and what came back for it.
import { limits } from '#config/limits.ts'
import { inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { randomSecret, sha256 } from '#platform/ids.ts'
import type { IdentityProvider, ProvenSubject, ProviderAnswer } from '#platform/oidc.ts'
import type { AccessDeps } from './access-deps.ts'
import type { Attempt } from './attempts.ts'
import { keepChallenge, takeChallenge } from './one-time.ts'
import { signInRefused } from './open-session.ts'
import { recordAccess } from './record-access.ts'

/** Sent by pages of this server only, as the cookie of the session is: the answer of the provider is posted by the console. */
const COOKIE = '__Host-vigia_oidc'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'
const shape = /(?:^|;\s*)__Host-vigia_oidc=([A-Za-z0-9_-]{43})(?:;|$)/

/** Signing in, or linking; an answer for one is none for the other. */
export type Purpose = 'oidc_sign_in' | 'oidc_link'

export interface Begun {
  readonly url: string
  readonly setCookie: string
}

export const endedFlowCookie = `${COOKIE}=; ${attributes}; Max-Age=0`

export function flowCookieOf(secret: string): string {
  return `${COOKIE}=${secret}; ${attributes}; Max-Age=${limits.challengeMinutes * 60}`
}

/** The secret that a Cookie header carries. */
export function secretOfCookie(header: string | undefined): string | undefined {
  return header === undefined ? undefined : shape.exec(header)?.[1]
}

export function providerOf({ oidc }: AccessDeps): IdentityProvider {
  if (oidc !== undefined) return oidc
  throw new AppError(
    'not_found',
    'AUTH_OIDC_OFF',
    'signing in with an account of an institution is not set up here; sign in by passkey or password',
  )
}

/** `accountId`: who links; null for signing in. */
export async function beginFlow(
  deps: AccessDeps,
  purpose: Purpose,
  accountId: string | null,
): Promise<Begun> {
  const secret = randomSecret(32)
  const url = await providerOf(deps).addressFor({ secret, purpose })
  await keepChallenge(deps.db, purpose, secret, accountId)
  return { url, setCookie: flowCookieOf(secret) }
}

/** Who came back to the browser that began. Throws when nobody is proven, after that is on record; a flow is good once, whatever comes of it. */
export async function endFlow(
  deps: AccessDeps,
  purpose: Purpose,
  given: {
    readonly accountId: string | null
    readonly secret: string | undefined
    readonly answer: ProviderAnswer
    readonly attempt: Attempt
  },
): Promise<ProvenSubject> {
  const { accountId, secret, answer, attempt } = given
  const provider = providerOf(deps)
  if (secret === undefined) throw signInRefused()
  if ((await takeChallenge(deps.db, purpose, secret, accountId)) === undefined) throw signInRefused()
  const outcome = await provider.read({ secret, purpose }, answer).catch(async (error: unknown) => {
    // Nobody guessed: a provider that is down must not slow down the other ways in.
    await attempt.succeed()
    throw error
  })
  if (outcome.isProven) return outcome
  throw await refusedOnRecord(deps, accountId, outcome.reason)
}

/** The same words as for every refusal; the record says more, by codes. */
export async function refusedOnRecord(
  deps: AccessDeps,
  accountId: string | null,
  reason: string,
  subject?: ProvenSubject,
): Promise<AppError> {
  const target = subject === undefined ? 'unknown' : hashOfSubject(subject)
  await inTransaction(deps.db, (trx) =>
    recordAccess(trx, accountId, 'oidc_sign_in.refused', target, { cause: reason }),
  )
  return signInRefused()
}

/** Issuer and subject together name an account there; neither an address of mail nor a name does. */
export function hashOfSubject({ issuer, subject }: Pick<ProvenSubject, 'issuer' | 'subject'>): string {
  return sha256(JSON.stringify([issuer, subject]))
}

// The one place where a session begins, and the cookie that carries it.
import { limits } from '#config/limits.ts'
import type { Trx } from '#platform/database/database.ts'
import type { Pathway } from '#platform/database/tables/people.ts'
import { AppError } from '#platform/errors.ts'
import { randomSecret, sha256, uuidv7 } from '#platform/ids.ts'
import type { AccountRow } from './account-store.ts'
import { type GrantRow, grantsOf } from './grant-store.ts'
import { recordAccess } from './record-access.ts'
import { changeGrant, endSurplusSessions, insertSession, renewSession } from './session-store.ts'

/** The prefix lets a browser take it only from this host, over TLS or on the machine itself (docs/decisions/0030). */
const COOKIE = '__Host-vigia_session'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'
const shape = new RegExp(`(?:^|;\\s*)${COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`)

export interface OpenedSession {
  readonly accountId: string
  readonly grant: GrantRow
  readonly isFresh: boolean
  readonly setCookie: string
}

/**
 * Of a session whose person has shown both factors. `wanted`: the grant to act with; else the oldest in force. Not `isFresh`: one of the factors
 * was shown elsewhere, nobody here knows when, so that dangerous acts ask for both anew.
 */
export async function openSession(
  trx: Trx,
  account: AccountRow,
  pathway: Pathway,
  wanted?: string,
  isFresh = true,
): Promise<OpenedSession> {
  const live = (await grantsOf(trx, [account.id])).filter((one) => one.isLive)
  const grant = wanted === undefined ? live[0] : live.find((one) => one.id === wanted)
  if (account.state !== 'active' || grant === undefined) throw signInRefused()
  const { secret, hash } = newSessionId()
  const id = uuidv7()
  await insertSession(trx, { id, hash, accountId: account.id, grantId: grant.id, pathway, isFresh })
  const surplus = await endSurplusSessions(trx, account.id, id)
  await recordAccess(trx, account.id, 'session.opened', id, {
    pathway,
    grant: grant.id,
    ...(surplus === 0 ? {} : { ended: surplus }),
  })
  return { accountId: account.id, grant, isFresh, setCookie: cookieOf(secret) }
}

/** The same session, proven anew, under a new id. */
export async function refreshSession(trx: Trx, sessionId: string): Promise<string> {
  const { secret, hash } = newSessionId()
  await renewSession(trx, sessionId, hash)
  return cookieOf(secret)
}

/** The same session with another grant of its account, under a new id. */
export async function actAs(trx: Trx, sessionId: string, grantId: string): Promise<string> {
  const { secret, hash } = newSessionId()
  await changeGrant(trx, sessionId, grantId, hash)
  return cookieOf(secret)
}

/** One answer for every reason: it tells nobody which accounts exist, or which of the factors was right. */
export function signInRefused(): AppError {
  return new AppError(
    'unauthenticated',
    'AUTH_SIGN_IN_REFUSED',
    'this does not open a session; check what was entered, or ask the administrators whether the account is active',
  )
}

export const endedCookie = `${COOKIE}=; ${attributes}; Max-Age=0`

/** The hash of the session that a Cookie header carries. */
export function hashOfCookie(header: string | undefined): string | undefined {
  const found = header === undefined ? undefined : shape.exec(header)?.[1]
  return found === undefined ? undefined : sha256(found)
}

function newSessionId(): { secret: string; hash: string } {
  const secret = randomSecret(32)
  return { secret, hash: sha256(secret) }
}

function cookieOf(secret: string): string {
  return `${COOKIE}=${secret}; ${attributes}; Max-Age=${limits.sessionHours * 3_600}`
}

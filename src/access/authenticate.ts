// Authorization header or session cookie → actor. Answers are kept for three seconds, so a revoked token, an ended session and a disabled
// account are out everywhere within five.
import type { Actor } from '#domain/actor.ts'
import { systemClock } from '#platform/clock.ts'
import type { Db } from '#platform/database/database.ts'
import { findActor, noteTokenUse } from './access-store.ts'
import { hashOfToken } from './api-token.ts'
import { hashOfCookie } from './open-session.ts'
import { findSession, touchSession } from './session-store.ts'

const KEEP_MS = 3_000
const KEEP_AT_MOST = 10_000

/** The headers of a request that can say who asks. */
export interface Presented {
  readonly authorization?: string | undefined
  readonly cookie?: string | undefined
}

export type AskWho = (presented: Presented) => Promise<Actor | undefined>

export interface Authenticate extends AskWho {
  /** The same without counting as activity: an open page must not keep a session alive by itself. */
  readonly watching: AskWho
  /** This process reads every caller anew: after an act that ended something. */
  readonly forget: () => void
}

export function createAuthenticate(db: Db): Authenticate {
  const known = new Map<string, { actor: Actor | undefined; until: number }>()
  const ask = async (presented: Presented, isActivity: boolean): Promise<Actor | undefined> => {
    const reader = readerOf(db, presented, isActivity)
    if (reader === undefined) return undefined
    const now = systemClock.now().epochMilliseconds
    const kept = known.get(reader.key)
    if (kept !== undefined && kept.until > now) return kept.actor
    const actor = await reader.read()
    if (known.size >= KEEP_AT_MOST) known.clear()
    known.set(reader.key, { actor, until: now + KEEP_MS })
    return actor
  }
  return Object.assign((presented: Presented) => ask(presented, true), {
    watching: (presented: Presented) => ask(presented, false),
    forget: () => known.clear(),
  })
}

/** Whoever sends an Authorization header is judged by it alone. */
function readerOf(db: Db, { authorization, cookie }: Presented, isActivity: boolean) {
  if (authorization !== undefined) {
    const hash = authorization.startsWith('Bearer ') ? hashOfToken(authorization.slice(7).trim()) : undefined
    return hash === undefined ? undefined : { key: `token ${hash}`, read: () => readToken(db, hash) }
  }
  const hash = hashOfCookie(cookie)
  if (hash === undefined) return undefined
  return { key: `session ${isActivity} ${hash}`, read: () => readSession(db, hash, isActivity) }
}

async function readToken(db: Db, hash: string): Promise<Actor | undefined> {
  const found = await findActor(db, hash)
  if (found?.isFirstUseToday === true) await noteTokenUse(db, hash)
  return found?.actor
}

async function readSession(db: Db, hash: string, isActivity: boolean): Promise<Actor | undefined> {
  const found = await findSession(db, hash)
  if (found?.isStale === true && isActivity) await touchSession(db, hash)
  return found?.actor
}

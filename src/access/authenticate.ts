// Authorization header → actor. Answers are kept for three seconds, so a revoked token is dead everywhere within five.
import type { Actor } from '#domain/actor.ts'
import { systemClock } from '#platform/clock.ts'
import type { Db } from '#platform/database/database.ts'
import { findActor } from './access-store.ts'
import { hashOfToken } from './api-token.ts'

const KEEP_MS = 3_000
const KEEP_AT_MOST = 10_000

export type Authenticate = (authorization: string | undefined) => Promise<Actor | undefined>

export function createAuthenticate(db: Db): Authenticate {
  const known = new Map<string, { actor: Actor | undefined; until: number }>()
  return async (authorization) => {
    const hash = authorization?.startsWith('Bearer ') ? hashOfToken(authorization.slice(7).trim()) : undefined
    if (hash === undefined) return undefined
    const now = systemClock.now().epochMilliseconds
    const kept = known.get(hash)
    if (kept !== undefined && kept.until > now) return kept.actor
    const actor = await findActor(db, hash)
    if (known.size >= KEEP_AT_MOST) known.clear()
    known.set(hash, { actor, until: now + KEEP_MS })
    return actor
  }
}

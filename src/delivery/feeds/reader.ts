// Who reads a feed, and what of it: by the token's clearance, or without one what anybody may read.
import type { Actor } from '#domain/actor.ts'
import { markingsOf } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { inboxesOf } from '#domain/delivery/sight.ts'
import type { Marking } from '#domain/pack.ts'
import { AppError } from '#platform/errors.ts'
import type { CapFilter } from './cap-store.ts'

/** Markings that a feed of summaries carries. */
export const atomMarkings: readonly Marking[] = ['TLP:CLEAR', 'TLP:GREEN']

const anybody: CapFilter = {
  consent: 'public',
  markings: ['TLP:CLEAR'],
  processes: null,
  territory: null,
  recipients: [],
  isOwnOnly: false,
  isPublicOnly: true,
}

/** The consent that the sources must have given for this role to read of them. */
export function consentFor({ role }: Pick<Actor, 'role'>): 'ombudsman' | 'un' | null {
  if (role === 'un_liaison') return 'un'
  return role === 'ombudsman' ? 'ombudsman' : null
}

export function filterOf(actor: Actor | undefined, pack: DeliveryPack): CapFilter {
  if (actor === undefined) return anybody
  return {
    consent: consentFor(actor),
    markings: markingsOf(actor),
    processes: actor.processes,
    territory: actor.territory.includes(pack.country) ? null : actor.territory,
    recipients: inboxesOf(actor, pack.routing),
    // Who else was told is the institution's own affair.
    isOwnOnly: actor.role === 'un_liaison',
    isPublicOnly: false,
  }
}

/** The headers that say who asks. */
export interface Presented {
  readonly authorization?: string | undefined
  readonly cookie?: string | undefined
}

/**
 * undefined: no token was sent, and nobody is signed in. A token that is not good is refused, so that nobody takes the public view for the
 * whole; a browser sends the cookie of a session that has ended by itself, and gets the public view.
 */
export async function readerOf(
  authenticate: (presented: Presented) => Promise<Actor | undefined>,
  { authorization, cookie }: Presented,
): Promise<Actor | undefined> {
  if (authorization === undefined && cookie === undefined) return undefined
  const actor = await authenticate({ authorization, cookie })
  if (actor === undefined && authorization === undefined) return undefined
  if (actor === undefined) {
    throw new AppError(
      'unauthenticated',
      'AUTH_TOKEN_MISSING',
      'this token is unknown, expired or revoked; without any token the public part of the feed is shown',
    )
  }
  if (!actor.scopes.includes('alerts:read')) {
    throw new AppError('forbidden', 'AUTH_SCOPE_MISSING', 'this needs the scope alerts:read')
  }
  return actor
}

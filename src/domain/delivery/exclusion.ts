// Who may read how much: conflict of interest, consent of the sources, clearance of people and channels against the alert's marking.
import { type Marking, markings } from '../pack.ts'
import { type Occasion, routeSettings } from './route-settings.ts'
import type { Audience, Channel } from './routing.ts'
import type { EventBody } from './situation.ts'

export type View = 'full' | 'thin'

/**
 * What becomes of an audience when an alleged actor of the evidence belongs to its own institution: left out, or told in the redacted form
 * where the route says so.
 */
export function conflictOf(occasion: Occasion, audience: string): 'none' | 'leave_out' | 'redact' {
  const institution = occasion.pack.institutionOf(audience)
  if (institution === null || !occasion.event.body.evidence_actors.includes(institution)) return 'none'
  return routeSettings(occasion, audience).conflict
}

/** May this audience not be told of this event? A step of a ladder that names it passes to the next one. */
export function isExcluded(occasion: Occasion, audience: string): boolean {
  return conflictOf(occasion, audience) === 'leave_out'
}

/** Outside audiences need the consent of every source; an outside audience that names no consent needs the widest one. */
function isConsentGiven(audience: Audience, consent: EventBody['consent']): boolean {
  const needed = audience.consent ?? (audience.inside ? undefined : 'public')
  return needed === undefined || consent[needed]
}

export function isWithin(marking: Marking, ceiling: Marking): boolean {
  return markings.indexOf(marking) <= markings.indexOf(ceiling)
}

const lower = (a: Marking, b: Marking): Marking => (isWithin(a, b) ? a : b)

/**
 * The highest marking whose full text a channel may carry: the pack's own ceiling, and never more than the kind of channel allows.
 * `isTlsEnforced`: mail leaves over TLS or not at all.
 */
export function ceilingOf(channel: Channel, audience: Audience, isTlsEnforced: boolean): Marking {
  return lower(channel.max_marking, ceilingOfType(channel, audience, isTlsEnforced))
}

function ceilingOfType(channel: Channel, audience: Audience, isTlsEnforced: boolean): Marking {
  switch (channel.type) {
    case 'console':
      return 'TLP:RED'
    case 'email':
      if (!isTlsEnforced || channel.tls_required !== true) return 'TLP:GREEN'
      return audience.inside ? 'TLP:AMBER+STRICT' : 'TLP:AMBER'
    case 'webhook':
    case 'sms':
    case 'adapter':
    case 'cap':
    case 'log':
      return 'TLP:GREEN'
  }
}

/** A drill and a replay reach nobody outside: the console shows them, and a feed behind a token serves a drill as `Exercise`. */
export function isGuarded(channel: Channel, isExercise: boolean, isReplay: boolean): boolean {
  if (channel.type === 'console') return false
  const isOwnFeed = channel.type === 'cap' && channel.scope !== 'Public'
  return isReplay || (isExercise && !isOwnFeed)
}

export interface Reading {
  readonly audience: Audience
  readonly channel: Channel
  readonly marking: Marking
  readonly consent: EventBody['consent']
  readonly isTlsEnforced: boolean
  /** A notice to somebody who was told before: at least «no longer valid» may always be said. */
  readonly isNotice: boolean
}

export type Permission =
  | { readonly view: View }
  | { readonly withheld: 'withheld_consent' | 'withheld_clearance' }

/** How much a recipient gets over a channel. Total; asked when planning and again before every send. */
export function permissionFor(reading: Reading): Permission {
  const { audience, channel, marking } = reading
  if (!isConsentGiven(audience, reading.consent)) {
    return reading.isNotice ? { view: 'thin' } : { withheld: 'withheld_consent' }
  }
  const isCleared = isWithin(marking, audience.clearance)
  if (!isCleared && !reading.isNotice && (!audience.inside || channel.type === 'console')) {
    return { withheld: 'withheld_clearance' }
  }
  const isFull =
    isCleared &&
    channel.thin !== true &&
    isWithin(marking, ceilingOf(channel, audience, reading.isTlsEnforced))
  if (isAbsent(reading, isFull)) return { withheld: 'withheld_clearance' }
  return { view: isFull ? 'full' : 'thin' }
}

/** A feed has no thin notices: what it may not carry in full is absent, unless it ends or changes what the feed has told already. */
function isAbsent({ channel, isNotice }: Reading, isFull: boolean): boolean {
  return channel.type === 'cap' && !isFull && !isNotice
}

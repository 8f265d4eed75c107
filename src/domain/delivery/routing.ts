// From an alert's event to the people: audiences of the rule and of the route tree → recipients with their channels and settings.
import type { RoutingFile } from '../pack/routing-shapes.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import { type DurationMs, parseDuration } from '../time.ts'
import type { DeliveryPack, Office } from './delivery-pack.ts'
import { type Occasion, type Release, routeSettings } from './route-settings.ts'
import { type EventFacts, isNotice, levelOf } from './situation.ts'

export type { Occasion }
export type Audience = RoutingFile['audiences'][number]
export type Channel = RoutingFile['channels'][number]

/** One recipient that an event concerns: an audience as a whole, or one of its offices. */
export interface Addressee {
  readonly audience: Audience
  readonly recipient: string
  readonly channels: readonly Channel[]
  readonly release: Release
  /** Below this level nobody of the audience is told. */
  readonly from: LevelName
}

/** Everybody whom the rule or a route names for this event, each recipient once. A code without an audience names nobody. */
export function addresseesOf(occasion: Occasion): Addressee[] {
  const { step } = occasion.event.body
  if (step !== null) return stepAddressees(occasion, step)
  const named = occasion.event.body.audiences
  const added = named.flatMap((one) => routeSettings(occasion, one.audience).also)
  const byRoute = [...new Set(added)].filter((code) => named.every((one) => one.audience !== code))
  const wanted = [
    ...named.map((one) => ({ code: one.audience, from: one.from, release: one.release })),
    ...byRoute.map((code) => ({ code, from: 'info' as const, release: 'automatic' as const })),
  ]
  const found = new Map<string, Addressee>()
  for (const addressee of wanted.flatMap((one) => recipients(occasion, one))) {
    if (!found.has(addressee.recipient)) found.set(addressee.recipient, addressee)
  }
  for (const addressee of occasion.event.body.tell.flatMap((one) => byInbox(occasion, one))) {
    if (!found.has(addressee.recipient)) found.set(addressee.recipient, addressee)
  }
  return [...found.values()]
}

/** A step of a ladder, or its reminder, is addressed to the people of the step and to nobody else, by their own channels where they have some. */
function stepAddressees(occasion: Occasion, step: NonNullable<EventFacts['body']['step']>): Addressee[] {
  const all = recipients(occasion, { code: step.to, from: 'info', release: step.release })
  if (step.people === null) return all
  return all.flatMap((addressee) => {
    const named = step.people?.find((one) => one.recipient === addressee.recipient)
    if (named === undefined) return []
    const own = named.channels?.flatMap((code) => channelOf(occasion.pack.routing, code) ?? []) ?? []
    return [own.length === 0 ? addressee : { ...addressee, channels: own }]
  })
}

/** A recipient by its own code, whatever the place of the alert: told in the console. */
function byInbox({ pack }: Occasion, recipient: string): Addressee[] {
  const isMember = (audience: Audience) =>
    audience.members_from === undefined
      ? audience.code === recipient
      : pack.offices[audience.members_from]?.some((office) => office.code === recipient) === true
  const audience = pack.routing.audiences.find(isMember)
  if (audience === undefined) return []
  return [{ audience, recipient, channels: [inboxOf(pack.routing)], release: 'automatic', from: 'info' }]
}

/** Whom the root of the tree names: told when an event would otherwise reach nobody inside the institution. */
export function lastResort(occasion: Occasion): Addressee[] {
  const code = occasion.pack.routing.route.audience
  return code === undefined ? [] : recipients(occasion, { code, from: 'info', release: 'automatic' })
}

function recipients(
  occasion: Occasion,
  wanted: { readonly code: string; readonly from: LevelName; readonly release: Release },
): Addressee[] {
  const audience = audienceOf(occasion.pack.routing, wanted.code)
  if (audience === undefined) return []
  const byRoute = routeSettings(occasion, wanted.code).release
  const release: Release = wanted.release === 'approval' || byRoute === 'approval' ? 'approval' : 'automatic'
  const channels = audience.channels.flatMap((code) => channelOf(occasion.pack.routing, code) ?? [])
  return membersOf(occasion, audience).map((recipient) => ({
    audience,
    recipient,
    channels,
    release,
    from: wanted.from,
  }))
}

function membersOf({ alert, pack }: Occasion, audience: Audience): string[] {
  if (audience.members_from === undefined) return [audience.code]
  const offices = pack.offices[audience.members_from] ?? []
  if (audience.territory === 'all') return offices.map((office) => office.code)
  return offices.filter((office) => answersFor(office, alert.place, pack)).map((office) => office.code)
}

/** Does the recipient, an audience or one of its offices, answer for the alert's place as the routes are now? */
export function answersForPlace(occasion: Occasion, audience: Audience, recipient: string): boolean {
  return membersOf(occasion, audience).includes(recipient)
}

/**
 * Asked again before each try: whether the recipient still answers for the place (else `revoked`) and still has the channel (else
 * `channel_lost`). The inbox stays, a step of a ladder names its people itself, and whoever had a warning is told of its correction.
 */
export function standingOf(
  occasion: Occasion,
  audience: Audience,
  recipient: string,
  channel: Channel,
): 'addressed' | 'channel_lost' | 'revoked' {
  const { kind, body } = occasion.event
  if (channelType(channel) === 'inbox' || body.step !== null || isNotice(kind)) return 'addressed'
  if (!answersForPlace(occasion, audience, recipient)) return 'revoked'
  return audience.channels.includes(channel.code) ? 'addressed' : 'channel_lost'
}

/** An office answers for a place inside its territory, and for a wider one that its territory is part of. */
function answersFor(office: Office, place: string, pack: DeliveryPack): boolean {
  const lineage = pack.lineageOf(place)
  const isInside = office.covers.some((area) => lineage.includes(area))
  const isLeftOut = office.except.some((area) => lineage.includes(area))
  if (isInside) return !isLeftOut
  return office.covers.some((area) => pack.lineageOf(area).includes(place))
}

export function audienceOf(routing: RoutingFile, code: string): Audience | undefined {
  return routing.audiences.find((one) => one.code === code)
}

/**
 * Who reads what is told to a recipient: its audience, or, where the routes know the recipient no more, one that may read nothing but that
 * an earlier message no longer stands.
 */
export function readerOf(
  pack: DeliveryPack,
  told: { readonly audience: string; readonly recipient: string },
): { readonly audience: Audience; readonly isFormer: boolean } {
  const { audience: code, recipient } = told
  const audience = audienceOf(pack.routing, code)
  const members = audience?.members_from
  const isMember =
    members === undefined
      ? audience?.code === recipient
      : pack.offices[members]?.some((office) => office.code === recipient) === true
  if (audience !== undefined && isMember) return { audience, isFormer: false }
  const labels = audience?.labels ?? { es: code, en: code }
  return {
    audience: { code, inside: false, territory: 'all', channels: [], clearance: 'TLP:CLEAR', labels },
    isFormer: true,
  }
}

export function channelOf(routing: RoutingFile, code: string): Channel | undefined {
  return routing.channels.find((one) => one.code === code)
}

/** A channel of the console, which needs no address: what a recipient has when nothing else works. */
export function inboxOf(routing: RoutingFile): Channel {
  return (
    routing.channels.find((one) => one.code === 'inbox') ?? {
      code: 'inbox',
      type: 'console',
      max_marking: 'TLP:RED',
    }
  )
}

/** The names by which channels are kept in rows; the console's channels are all inboxes. */
export function channelType(channel: Channel): string {
  return channel.type === 'console' ? 'inbox' : channel.type
}

/** Time within which somebody must acknowledge: the shortest of the rule's, the route's and that of the open window's clock. */
export function acknowledgeWithin(occasion: Occasion, audience: string): DurationMs | undefined {
  const { event, alert, pack } = occasion
  const level = levelOf(event, alert)
  const { window, phase } = event.body
  const own = event.body.audiences.find((one) => one.audience === audience)?.ack_within_ms
  const route = routeSettings(occasion, audience).ackWithin
  const texts = [
    pack.routing.clocks[pack.clockOf(window)]?.[level],
    window === null ? undefined : route[window]?.[level],
    phase === null ? undefined : route[phase]?.[level],
  ]
  const times = texts.flatMap((text) => (text === undefined ? [] : (parseDuration(text) ?? [])))
  if (own !== undefined && own !== null) times.push(own)
  return times.length === 0 ? undefined : Math.min(...times)
}

export function isLevelAtLeast(level: LevelName, from: LevelName): boolean {
  return levelNames.indexOf(level) >= levelNames.indexOf(from)
}

/** Is the audience on duty in the windows and phases of this event? Most audiences always are. */
export function isOnDuty(audience: Audience, event: EventFacts): boolean {
  const { window, phase } = event.body
  return (
    audience.active_in === undefined || audience.active_in.some((code) => code === window || code === phase)
  )
}

// From an alert's event to the people: audiences of the rule and of the route tree → recipients with their channels and settings.
import type { RouteMatch, RouteNode, RoutingFile } from '../pack/routing-shapes.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import { type DurationMs, parseDuration } from '../time.ts'
import type { DeliveryPack, Office } from './delivery-pack.ts'
import { type AlertFacts, type EventFacts, levelOf } from './situation.ts'

export type Audience = RoutingFile['audiences'][number]
export type Channel = RoutingFile['channels'][number]
type Release = 'automatic' | 'approval'

/** One recipient that an event concerns: an audience as a whole, or one of its offices. */
export interface Addressee {
  readonly audience: Audience
  readonly recipient: string
  readonly channels: readonly Channel[]
  readonly release: Release
  /** Below this level nobody of the audience is told. */
  readonly from: LevelName
}

/** What the routes say about one audience: inherited from the root, overlaid by each node that matches. */
interface Settings {
  readonly release: Release | undefined
  readonly ackWithin: RouteNode['ack_within']
  /** Audiences that the matching routes add. */
  readonly also: readonly string[]
}

type Facts = Readonly<Record<string, readonly string[]>>

export interface Occasion {
  readonly event: EventFacts & { readonly level: string | null }
  readonly alert: AlertFacts
  readonly pack: DeliveryPack
}

/** Everybody whom the rule or a route names for this event, each recipient once. A code without an audience names nobody. */
export function addresseesOf(occasion: Occasion): Addressee[] {
  const { step } = occasion.event.body
  if (step !== null) return stepAddressees(occasion, step)
  const named = occasion.event.body.audiences
  const added = named.flatMap((one) => settingsFor(occasion, one.audience).also)
  const byRoute = [...new Set(added)].filter((code) => named.every((one) => one.audience !== code))
  const wanted = [
    ...named.map((one) => ({ code: one.audience, from: one.from, release: one.release })),
    ...byRoute.map((code) => ({ code, from: 'info' as const, release: 'automatic' as const })),
  ]
  const found = new Map<string, Addressee>()
  for (const addressee of wanted.flatMap((one) => recipients(occasion, one))) {
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
  const byRoute = settingsFor(occasion, wanted.code).release
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
  const route = settingsFor(occasion, audience).ackWithin ?? {}
  const texts = [
    pack.routing.clocks[pack.clockOf(window)]?.[level],
    window === null ? undefined : route[window]?.[level],
    phase === null ? undefined : route[phase]?.[level],
  ]
  const times = texts.flatMap((text) => (text === undefined ? [] : (parseDuration(text) ?? [])))
  if (own !== undefined && own !== null) times.push(own)
  return times.length === 0 ? undefined : Math.min(...times)
}

/** What the route tree says for an audience at an event: the root, then each node that matches, the deciding one last. */
export function routesFor(occasion: Occasion, audience: string): Omit<RouteNode, 'match' | 'routes'>[] {
  const { route } = occasion.pack.routing
  return [route, ...matchingNodes(route.routes, factsOf(occasion, audience))]
}

function settingsFor(occasion: Occasion, audience: string): Settings {
  const { routing } = occasion.pack
  const facts = factsOf(occasion, audience)
  const matched = matchingNodes(routing.route.routes, facts)
  const lastOf = <T>(pick: (node: RouteNode) => T | undefined): T | undefined =>
    matched.map(pick).findLast((value) => value !== undefined)
  return {
    release: lastOf((node) => node.release) ?? routing.route.release,
    ackWithin: lastOf((node) => node.ack_within) ?? routing.route.ack_within,
    also: matched.flatMap((node) => node.audience ?? []),
  }
}

/** The first node that matches and what matches below it; later siblings only after a node that says `continue`. */
function matchingNodes(nodes: readonly RouteNode[], facts: Facts): RouteNode[] {
  const found: RouteNode[] = []
  for (const node of nodes) {
    if (!matches(node.match, facts)) continue
    found.push(node, ...matchingNodes(node.routes ?? [], facts))
    if (node.continue !== true) break
  }
  return found
}

function matches(match: RouteMatch, facts: Facts): boolean {
  return Object.entries(match).every(([field, wanted]) => {
    const any = wanted === undefined ? [] : [wanted].flat()
    return any.some((value) => facts[field]?.includes(value))
  })
}

function factsOf({ event, alert, pack }: Occasion, audience: string): Facts {
  const { phase, window, tracks } = event.body
  return {
    audience: [audience],
    track: tracks,
    window: window === null ? [] : [window],
    phase: phase === null ? [] : [phase],
    level: [levelOf(event, alert)],
    process: [alert.process],
    department: pack.lineageOf(alert.place),
    category: alert.key['category'] === undefined ? [] : [alert.key['category']],
    rule: [alert.ruleId],
    tags: alert.tags,
  }
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

// What the route tree says about one audience at one event: settings inherited from the root, overlaid by each node that matches.
import type { MuteWindow, RouteMatch, RouteNode } from '../pack/routing-shapes.ts'
import type { LevelName } from '../rules/rule.ts'
import { type DurationMs, parseDuration } from '../time.ts'
import type { DeliveryPack } from './delivery-pack.ts'
import { type AlertFacts, type EventFacts, levelOf } from './situation.ts'

/** One change of an alert in the country where it happens: what everything in delivery is decided from. */
export interface Occasion {
  readonly event: EventFacts & { readonly level: string | null }
  readonly alert: AlertFacts
  readonly pack: DeliveryPack
}

export type Release = 'automatic' | 'approval'
type ByLevel = Partial<Record<LevelName, DurationMs>>

export interface RouteSettings {
  readonly groupBy: readonly string[]
  readonly digestAfter: ByLevel
  readonly remindEvery: ByLevel
  /** Code of a ladder; `none` or undefined = no escalation. */
  readonly ladder: string | undefined
  /** Code of the form of text that the audience reads. */
  readonly view: string | undefined
  readonly release: Release | undefined
  /** Persons that a release takes. */
  readonly approvals: 1 | 2
  /** By calendar window or phase, then by level. */
  readonly ackWithin: NonNullable<RouteNode['ack_within']>
  /** What an audience gets whose institution is an alleged actor. */
  readonly conflict: 'leave_out' | 'redact'
  /** Reach security and mediators quietly: no feed, no broadcast; printed on the alert. */
  readonly doNotBroadcast: boolean
  readonly mute: readonly MuteWindow[]
  /** Audiences that the matching routes add. */
  readonly also: readonly string[]
}

type Fields = Omit<RouteNode, 'match' | 'routes'>
type Facts = Readonly<Record<string, readonly string[]>>

export function routeSettings(occasion: Occasion, audience: string): RouteSettings {
  const { route } = occasion.pack.routing
  const matched = matchingNodes(route.routes, factsOf(occasion, audience))
  const layers: readonly Fields[] = [route, ...matched]
  const last = <T>(pick: (layer: Fields) => T | undefined): T | undefined =>
    layers.map(pick).findLast((value) => value !== undefined)
  return {
    groupBy: last((layer) => layer.group_by) ?? [],
    digestAfter: durations(layers.map((layer) => layer.digest_after)),
    remindEvery: durations(layers.map((layer) => layer.remind_every)),
    ladder: last((layer) => layer.ladder),
    view: last((layer) => layer.view),
    release: last((layer) => layer.release),
    approvals: last((layer) => layer.approvals) ?? 1,
    ackWithin: Object.assign({}, ...layers.map((layer) => layer.ack_within)),
    conflict: last((layer) => layer.conflict) ?? 'leave_out',
    doNotBroadcast: layers.some((layer) => layer.do_not_broadcast === true),
    mute: last((layer) => layer.mute) ?? [],
    also: matched.flatMap((node) => node.audience ?? []),
  }
}

/** A level that a deeper node does not name keeps what it had. */
function durations(layers: readonly Fields['digest_after'][]): ByLevel {
  const merged: NonNullable<Fields['digest_after']> = Object.assign({}, ...layers)
  return Object.fromEntries(
    Object.entries(merged).flatMap(([level, text]) => {
      const value = text === undefined ? undefined : parseDuration(text)
      return value === undefined ? [] : [[level, value]]
    }),
  )
}

/** What the tree says for an audience at an event: the root, then each node that matches, the deciding one last. */
export function routesFor(occasion: Occasion, audience: string): readonly Fields[] {
  const { route } = occasion.pack.routing
  return [route, ...matchingNodes(route.routes, factsOf(occasion, audience))]
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

/** Every field that is named must hold, each by one of its values. */
function matches(match: RouteMatch, facts: Facts): boolean {
  return Object.entries(match).every(([field, wanted]) => {
    const any = wanted === undefined ? [] : [wanted].flat()
    return any.some((value) => facts[field]?.includes(value))
  })
}

const present = (value: string | null | undefined): string[] =>
  value === null || value === undefined ? [] : [value]

function factsOf({ event, alert, pack }: Occasion, audience: string): Facts {
  const { phase, window, tracks } = event.body
  const lineage = pack.lineageOf(alert.place)
  return {
    audience: [audience],
    track: tracks,
    window: present(window),
    phase: present(phase),
    level: [levelOf(event, alert)],
    process: [alert.process],
    department: lineage,
    territory: lineage,
    category: present(alert.key['category']),
    rule: [alert.ruleId],
    tags: alert.tags,
    marking: [alert.marking],
    nature: alert.factors.flatMap((code) => pack.natureOf(code) ?? []),
  }
}

/** Any audience that may hear of the alert makes it quiet for all: what one may not broadcast, nobody may. */
export function isNotForBroadcast(occasion: Occasion, audiences: readonly string[]): boolean {
  return audiences.some((code) => routeSettings(occasion, code).doNotBroadcast)
}

/** The value of one field of the group: of the alert's key, or derived from its place. */
export function groupKey({ alert, pack }: Occasion, groupBy: readonly string[]): string {
  const levels = pack.placeLevels(alert.place)
  const valueOf = (field: string) =>
    field === 'process'
      ? alert.process
      : field === 'rule'
        ? alert.ruleId
        : (alert.key[field] ?? levels[field] ?? '')
  return JSON.stringify(groupBy.map(valueOf))
}

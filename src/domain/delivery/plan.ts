// The plan of one alert event: a row for every addressee considered, each with its reason, also when nothing is sent.
// Pure and total: the same event, alert, pack and world give the same rows, and nothing here throws.
import { canaryProcess } from '../canary.ts'
import type { LevelName } from '../rules/rule.ts'
import { conflictOf, isExcluded, isGuarded, permissionFor } from './exclusion.ts'
import { holdFor } from './hold.ts'
import type { PlannedRow, PlanReason, Told, World } from './planned-row.ts'
import { isAdapterType } from './retry.ts'
import { groupKey, isNotForBroadcast, routeSettings } from './route-settings.ts'
import {
  type Addressee,
  addresseesOf,
  audienceOf,
  type Channel,
  channelOf,
  channelType,
  inboxOf,
  isLevelAtLeast,
  isOnDuty,
  lastResort,
  type Occasion,
  readerOf,
} from './routing.ts'
import { isClosing, isNotice, levelOf } from './situation.ts'

const priorities: Readonly<Record<LevelName, number>> = { critical: 0, warning: 1, watch: 2, info: 3 }

export function planFor(occasion: Occasion, world: World): PlannedRow[] {
  if (isNotice(occasion.event.kind)) return notices(occasion, world)
  if (!occasion.event.notify) return []
  const rows = withoutTwins(
    occasion,
    addresseesOf(occasion).flatMap((addressee) => rowsFor(occasion, world, addressee)),
  )
  // Below the level that the rule asks for, silence is what its author wants.
  const isWanted =
    world.suppressed === undefined && (rows.length === 0 || rows.some((one) => one.reason !== 'below_level'))
  return !isWanted || reachesSomebodyInside(occasion, rows) ? rows : withLastResort(occasion, world, rows)
}

function rowsFor(occasion: Occasion, world: World, addressee: Addressee): PlannedRow[] {
  const excluded = exclusionOf(occasion, addressee)
  const [first = inboxOf(occasion.pack.routing)] = addressee.channels
  if (excluded !== undefined) return [row(occasion, world, addressee, first, excluded)]
  const rows = addressee.channels.map((channel) =>
    row(occasion, world, addressee, channel, verdict(occasion, world, addressee, channel)),
  )
  const isBlocked = rows.every(
    (one, index) =>
      one.reason === 'no_usable_channel' ||
      one.reason === 'exercise_guard' ||
      // A feed is read by whoever asks: it tells nobody by itself.
      one.channelType === 'cap' ||
      isDegraded(world, addressee.channels[index], addressee.recipient),
  )
  return isBlocked ? [...rows, ...fallback(occasion, world, addressee, rows)] : rows
}

function isDegraded(world: World, channel: Channel | undefined, recipient: string): boolean {
  return channel !== undefined && world.isDegraded?.(channel, recipient) === true
}

/** Reasons that hold for a recipient whatever the channel. */
function exclusionOf(occasion: Occasion, { audience, from }: Addressee): PlanReason | undefined {
  const { event, alert } = occasion
  if (!isLevelAtLeast(levelOf(event, alert), from)) return 'below_level'
  if (!isOnDuty(audience, event)) return 'audience_not_on_duty'
  return isExcluded(occasion, audience.code) ? 'withheld_conflict_of_interest' : undefined
}

function verdict(
  occasion: Occasion,
  world: World,
  { audience, release, recipient }: Addressee,
  channel: Channel,
): PlanReason {
  const { event, alert } = occasion
  // Text messages and messengers are for what cannot wait.
  if (isAdapterType(channelType(channel)) && !isLevelAtLeast(levelOf(event, alert), 'warning'))
    return 'below_level'
  const permission = permissionFor({
    audience,
    channel,
    marking: alert.marking,
    consent: event.body.consent,
    isTlsEnforced: world.isTlsEnforced,
    isNotice: false,
  })
  if ('withheld' in permission) return permission.withheld
  if (isGuarded(channel, alert.isExercise, world.isReplay)) return 'exercise_guard'
  if (isBroadcast(channel) && isNotForBroadcast(occasion, [audience.code])) return 'do_not_broadcast'
  if (!world.isUsable(channel, recipient)) return 'no_usable_channel'
  if (world.suppressed !== undefined) return world.suppressed
  if (release === 'approval') return 'draft'
  return conflictOf(occasion, audience.code) === 'redact' ? 'conflict_redacted' : 'planned'
}

/** Published for whoever reads the feed, not sent to somebody. */
const isBroadcast = (channel: Channel): boolean => channel.type === 'cap'

/** A recipient none of whose channels works still finds the message in the inbox. */
function fallback(
  occasion: Occasion,
  world: World,
  addressee: Addressee,
  rows: readonly PlannedRow[],
): PlannedRow[] {
  const inbox = inboxOf(occasion.pack.routing)
  if (rows.some((one) => one.channel === inbox.code)) return []
  const reason = verdict(occasion, world, addressee, inbox)
  return [row(occasion, world, addressee, inbox, reason === 'planned' ? 'fallback_inbox' : reason)]
}

/** Whoever was told is told; where a message waits for a person, the person is asked again, for the newer news. */
function notices(occasion: Occasion, world: World): PlannedRow[] {
  const isTold = (one: Told) =>
    world.told.some((other) => other.recipient === one.recipient && other.channel === one.channel)
  // A draft that need not change goes on waiting as it is.
  const waiting = world.needless === undefined ? (world.waiting?.filter((one) => !isTold(one)) ?? []) : []
  return [
    ...world.told.map((told) => noticeTo(occasion, world, told)),
    ...waiting.flatMap((one) => askAgain(occasion, world, one)),
  ]
}

function noticeTo(occasion: Occasion, world: World, told: Told): PlannedRow {
  const { routing } = occasion.pack
  const { audience, isFormer } = readerOf(occasion.pack, told)
  const channel = channelOf(routing, told.channel) ?? inboxOf(routing)
  const { recipient } = told
  const addressee = { audience, recipient, channels: [channel], release: 'automatic', from: 'info' } as const
  return row(occasion, world, addressee, channel, reasonOfNotice())

  function reasonOfNotice(): PlanReason {
    if (isExcluded(occasion, audience.code)) return 'withheld_conflict_of_interest'
    if (isGuarded(channel, occasion.alert.isExercise, world.isReplay)) return 'exercise_guard'
    if (world.needless !== undefined) return world.needless
    if (!world.isUsable(channel, recipient)) return 'no_usable_channel'
    return isFormer ? 'former_recipient' : 'planned'
  }
}

function askAgain(occasion: Occasion, world: World, waiting: Told): PlannedRow[] {
  const { audience, isFormer } = readerOf(occasion.pack, waiting)
  const channel = channelOf(occasion.pack.routing, waiting.channel)
  if (isFormer || channel === undefined) return []
  const { recipient } = waiting
  const addressee = { audience, recipient, channels: [channel], release: 'approval', from: 'info' } as const
  if (isBroadcast(channel) && isClosing(occasion.event.kind))
    return [row(occasion, world, addressee, channel, 'nothing_published')]
  const excluded = exclusionOf(occasion, addressee)
  return [row(occasion, world, addressee, channel, excluded ?? verdict(occasion, world, addressee, channel))]
}

function row(
  occasion: Occasion,
  world: World,
  addressee: Addressee,
  channel: Channel,
  reason: PlanReason,
): PlannedRow {
  const { event, alert } = occasion
  const level = levelOf(event, alert)
  const { audience } = addressee
  const hold = isSendable(reason) ? holdFor(occasion, addressee, channel, level, world.now) : undefined
  const state = hold === undefined ? stateOf(reason) : 'held'
  return {
    audience: audience.code,
    recipient: addressee.recipient,
    channel: channel.code,
    channelType: channelType(channel),
    step: occasion.event.body.step?.order ?? 0,
    state,
    reason: hold?.reason ?? reason,
    level,
    priority: priorities[level],
    dueAt: state === 'planned' ? world.now : null,
    heldUntil: hold?.until ?? null,
    groupKey: hold === undefined ? null : groupKey(occasion, routeSettings(occasion, audience.code).groupBy),
    isUncapped: isUncapped(occasion),
  }
}

/** Corrections of a warning go at once; the canary proves that the way is open, and held back it would sound the silence alarm. */
function isUncapped({ event, alert }: Occasion): boolean {
  if (alert.process === canaryProcess) return true
  return isNotice(event.kind) && isLevelAtLeast(alert.maxLevel, 'warning')
}

const sendable: readonly PlanReason[] = [
  'planned',
  'fallback_inbox',
  'last_resort',
  'conflict_redacted',
  'former_recipient',
]
const isSendable = (reason: PlanReason): boolean => sendable.includes(reason)

function stateOf(reason: PlanReason): PlannedRow['state'] {
  if (isSendable(reason)) return 'planned'
  return reason === 'draft' ? 'draft' : 'withheld'
}

/** One message per address: audiences that share a mailbox or an endpoint are told once, through the first of them. */
function withoutTwins(occasion: Occasion, rows: readonly PlannedRow[]): PlannedRow[] {
  const taken = new Set<string>()
  return rows.map((one) => {
    const to = channelOf(occasion.pack.routing, one.channel)?.to
    const isPersonal = one.channelType === 'inbox' || to === undefined || to.includes('{office}')
    if (isPersonal || (one.state !== 'planned' && one.state !== 'held')) return one
    if (taken.has(one.channel)) {
      return { ...one, state: 'withheld', reason: 'same_destination', dueAt: null, heldUntil: null }
    }
    taken.add(one.channel)
    return one
  })
}

function reachesSomebodyInside({ pack }: Occasion, rows: readonly PlannedRow[]): boolean {
  return rows.some(
    (one) => one.state === 'planned' && audienceOf(pack.routing, one.audience)?.inside === true,
  )
}

/** No event ends in silence: the audience at the root of the tree gets it in its inbox, in the thin form where it must. */
function withLastResort(occasion: Occasion, world: World, rows: readonly PlannedRow[]): PlannedRow[] {
  const inbox = inboxOf(occasion.pack.routing)
  const added = lastResort(occasion)
    .filter(({ audience }) => !isExcluded(occasion, audience.code))
    .map((addressee) => row(occasion, world, addressee, inbox, 'last_resort'))
  const isReplaced = (one: PlannedRow) =>
    added.some((other) => other.recipient === one.recipient && other.channel === one.channel)
  return [...rows.filter((one) => !isReplaced(one)), ...added]
}

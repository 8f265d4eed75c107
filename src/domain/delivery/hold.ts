// What waits before it is sent: digests, mutes, quiet hours and business hours. Critical never waits, and the console's inbox holds everything at once.
import type { LevelName } from '../rules/rule.ts'
import type { Instant } from '../time.ts'
import { endOfWindow } from './local-window.ts'
import { type OfficeMessage, officeOpensAt } from './office-hours.ts'
import { type Occasion, routeSettings } from './route-settings.ts'
import type { Addressee, Audience, Channel } from './routing.ts'
import { isNotice } from './situation.ts'

export type HoldReason =
  | 'held_digest'
  | 'held_quiet_hours'
  | 'held_business_hours'
  | 'held_mute'
  | 'held_storm'

export interface Hold {
  readonly reason: HoldReason
  readonly until: Instant
}

/** News of the engine; what people and clocks add is never put into a digest. */
const digestible = ['fired', 'raised', 'reopened', 'resolved', 'expired', 'evidence_withdrawn', 'corrected']

/** `level`: of the message. `recipient`: the audience, or an office of it. undefined = it goes at once. */
export function holdFor(
  occasion: Occasion,
  { audience, recipient }: Pick<Addressee, 'audience' | 'recipient'>,
  channel: Channel,
  level: LevelName,
  now: Instant,
): Hold | undefined {
  if (channel.type === 'console' || level === 'critical' || isUrgentNotice(occasion)) return undefined
  const digest = digestHold(occasion, audience, level, now)
  const from = digest?.until ?? now
  const waits = laterOf(
    digest,
    muteHold(occasion, audience, level, from),
    quietHold(occasion, audience, level, from),
  )
  const message = { recipient, level, isDigest: digest !== undefined }
  return laterOf(waits, businessHold(occasion, audience, message, waits?.until ?? now))
}

/** The office is closed when the rest would let the message go. */
function businessHold(
  { pack }: Occasion,
  audience: Audience,
  message: OfficeMessage,
  at: Instant,
): Hold | undefined {
  const opens = officeOpensAt(audience.business_hours, message, at, audience.time_zone ?? pack.timeZone)
  return opens > at ? { reason: 'held_business_hours', until: opens } : undefined
}

/** Whoever had a warning hears at once that it no longer stands. */
function isUrgentNotice({ event, alert }: Occasion): boolean {
  return isNotice(event.kind) && (alert.maxLevel === 'warning' || alert.maxLevel === 'critical')
}

function digestHold(
  occasion: Occasion,
  audience: Audience,
  level: LevelName,
  now: Instant,
): Hold | undefined {
  if (!digestible.includes(occasion.event.kind)) return undefined
  const after = routeSettings(occasion, audience.code).digestAfter[level] ?? 0
  return after > 0 ? { reason: 'held_digest', until: now + after } : undefined
}

function muteHold(occasion: Occasion, audience: Audience, level: LevelName, at: Instant): Hold | undefined {
  const ends = routeSettings(occasion, audience.code)
    .mute.filter((mute) => mute.holds.some((held) => held === level))
    .flatMap((mute) => endOfWindow(mute, mute.time_zone ?? occasion.pack.timeZone, at) ?? [])
  return ends.length === 0 ? undefined : { reason: 'held_mute', until: Math.max(...ends) }
}

function quietHold(
  { event, pack }: Occasion,
  audience: Audience,
  level: LevelName,
  at: Instant,
): Hold | undefined {
  const quiet = audience.quiet_hours
  if (quiet === undefined || !quiet.holds.includes(level)) return undefined
  if (level === 'warning' && isUrgentClock(pack, event.body.window)) return undefined
  const until = endOfWindow(quiet, audience.time_zone ?? pack.timeZone, at)
  return until === undefined ? undefined : { reason: 'held_quiet_hours', until }
}

/** Election day and its night, as the country pack names their clocks. */
export function isUrgentClock(pack: Occasion['pack'], window: string | null): boolean {
  return pack.routing.urgent_clocks?.includes(pack.clockOf(window)) === true
}

/** A digest that a mute, quiet hours or business hours put off stays a digest. */
function laterOf(before: Hold | undefined, ...others: readonly (Hold | undefined)[]): Hold | undefined {
  const [last] = others.filter((one) => one !== undefined).toSorted((a, b) => b.until - a.until)
  if (last === undefined) return before
  return before?.reason === 'held_digest' ? { reason: before.reason, until: last.until } : last
}

// How a way out is doing, from what came of its sends: five failures in a row degrade it, five days of failure or a final «gone» disable it.
import type { DurationMs, Instant } from '../time.ts'
import type { Channel } from './routing.ts'

/** From this many failures in a row on, new alerts also go another way at once. */
export const DEGRADED_AFTER_FAILURES = 5
/** Failing for so long without one success, a channel is given up. */
export const DISABLED_AFTER_MS: DurationMs = 5 * 24 * 3_600_000

/** `disabling`: whoever answers for it is being told; the channel still tries. */
export type HealthState = 'working' | 'degraded' | 'disabling' | 'disabled'

/** Why a channel is given up: the other side said that it wants nothing any more, or every try failed for too long. */
export type GivenUp = 'gone' | 'failing_for_days'

export interface Health {
  readonly state: HealthState
  /** In a row. */
  readonly failures: number
  /** When the first of them was. */
  readonly failingSince: Instant | null
  /** null while it is not being given up, and where a person did it. */
  readonly reason: GivenUp | null
}

export const healthy: Health = { state: 'working', failures: 0, failingSince: null, reason: null }

/**
 * A success ends the row of failures. A channel that was given up comes back only by a person's hand; one that is still being given up
 * comes back by itself where failures alone were the reason, and never after a «gone» or a person's word.
 */
export function afterSuccess({ state, reason }: Health): Health {
  const isOver = state === 'disabled' || (state === 'disabling' && reason !== 'failing_for_days')
  return isOver ? { ...healthy, state, reason } : healthy
}

/** `isGone`: the other side said that it wants nothing any more. */
export function afterFailure(before: Health, now: Instant, isGone: boolean): Health {
  const failures = before.failures + 1
  const failingSince = before.failingSince ?? now
  const isTooLong = now - failingSince >= DISABLED_AFTER_MS
  const state = stateAfter(before.state, failures, isGone || isTooLong)
  return { state, failures, failingSince, reason: reasonAfter(before, state, isGone) }
}

function reasonAfter(before: Health, state: HealthState, isGone: boolean): GivenUp | null {
  if (state !== 'disabling' && state !== 'disabled') return null
  if (isGone) return 'gone'
  return before.state === state ? before.reason : 'failing_for_days'
}

function stateAfter(before: HealthState, failures: number, isOver: boolean): HealthState {
  if (before === 'disabled' || before === 'disabling') return before
  if (isOver) return 'disabling'
  return failures >= DEGRADED_AFTER_FAILURES ? 'degraded' : before
}

/** One address, one health: recipients that share a mailbox or an endpoint share its health, under an empty recipient. */
export interface HealthKey {
  readonly channel: string
  readonly recipient: string
}

export function healthKeyOf(channel: Channel, recipient: string): HealthKey {
  const isPersonal =
    channel.type === 'sms' || channel.type === 'adapter' || channel.to?.includes('{office}') === true
  return { channel: channel.code, recipient: isPersonal ? recipient : '' }
}

// How a way out is doing, from what came of its sends: five failures in a row degrade it, five days of failure or a final «gone» disable it.
import type { DurationMs, Instant } from '../time.ts'
import type { Channel } from './routing.ts'

/** From this many failures in a row on, new alerts also go another way at once. */
export const DEGRADED_AFTER_FAILURES = 5
/** Failing for so long without one success, a channel is given up. */
export const DISABLED_AFTER_MS: DurationMs = 5 * 24 * 3_600_000

/** `disabling`: whoever answers for it is being told; the channel still tries. */
export type HealthState = 'working' | 'degraded' | 'disabling' | 'disabled'

export interface Health {
  readonly state: HealthState
  /** In a row. */
  readonly failures: number
  /** When the first of them was. */
  readonly failingSince: Instant | null
}

export const healthy: Health = { state: 'working', failures: 0, failingSince: null }

/** A success ends the row of failures; a channel that was given up comes back only by a person's hand. */
export function afterSuccess({ state }: Health): Health {
  return { ...healthy, state: state === 'disabled' ? 'disabled' : 'working' }
}

/** `isGone`: the other side said that it wants nothing any more. */
export function afterFailure(before: Health, now: Instant, isGone: boolean): Health {
  const failures = before.failures + 1
  const failingSince = before.failingSince ?? now
  const isOver = isGone || now - failingSince >= DISABLED_AFTER_MS
  return { state: stateAfter(before.state, failures, isOver), failures, failingSince }
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

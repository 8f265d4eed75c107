// A message that no channel has accepted in time: by when it must be, and what is done about it.
import type { LevelName } from '../rules/rule.ts'
import type { DurationMs } from '../time.ts'

const minutes = (count: number): DurationMs => count * 60_000

// Mail needs minutes for greylisting; a webhook or a gateway answers in seconds or not at all. Below `warning` a person is not woken anyway.
const limits = {
  email: { urgent: minutes(2), calm: minutes(30) },
  other: { urgent: minutes(1), calm: minutes(10) },
} as const

/** undefined: a row of our own that nobody outside has to accept. */
export function acceptWithin(channelType: string, level: LevelName): DurationMs | undefined {
  if (['inbox', 'cap', 'log'].includes(channelType)) return undefined
  const limit = channelType === 'email' ? limits.email : limits.other
  return level === 'critical' || level === 'warning' ? limit.urgent : limit.calm
}

export interface Overdue {
  /** Another way out of the house took the same message to the same recipient. */
  readonly isReachedElsewhere: boolean
  /** Channels of the recipient that have no row for this message and could carry it, best first. */
  readonly untried: readonly string[]
  /** The recipient is on the running step of the alert's ladder, and nobody on that step was reached. */
  readonly isRunningStepUnreached: boolean
}

export type Remedy =
  | { readonly remedy: 'reached_elsewhere' | 'next_step' | 'none' }
  | { readonly remedy: 'next_channel'; readonly channel: string }

/** The recipient's next channel first; when none is left, the next person. */
export function remedyFor(overdue: Overdue): Remedy {
  if (overdue.isReachedElsewhere) return { remedy: 'reached_elsewhere' }
  const [channel] = overdue.untried
  if (channel !== undefined) return { remedy: 'next_channel', channel }
  return { remedy: overdue.isRunningStepUnreached ? 'next_step' : 'none' }
}

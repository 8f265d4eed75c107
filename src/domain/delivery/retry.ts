// When a delivery is tried again: one schedule per kind of channel and urgency, as data. Times are milliseconds after the previous try.
import type { LevelName } from '../rules/rule.ts'
import { type DurationMs, parseDuration } from '../time.ts'

const times = (list: string): DurationMs[] => list.split(' ').map((text) => parseDuration(text) ?? 0)
const hourly = (count: number): DurationMs[] => Array.from({ length: count }, () => 3_600_000)

// The first entry is the first try. Webhooks below `warning` follow Standard Webhooks (75 h 35 min); mail needs minutes for greylisting.
const schedules = {
  webhook: {
    urgent: times('0s 5s 20s 1m 3m 5m 30m 2h 5h 10h 14h 20h 24h'),
    calm: times('0s 5s 5m 30m 2h 5h 10h 14h 20h 24h'),
  },
  email: {
    // 61 minutes, then hourly until a day has passed.
    urgent: [...times('0s 1m 5m 10m 15m 30m'), ...hourly(22)],
    calm: times('0s 5m 15m 30m 1h 2h 4h 8h 16h'),
  },
  // Gateways of text messages and messengers: what has not left within twenty minutes goes another way. Not used below `warning`.
  adapter: {
    urgent: times('0s 5s 20s 1m 3m 5m 10m'),
    calm: times('0s 5s 20s 1m 3m 5m 10m'),
  },
} as const satisfies Record<string, { urgent: readonly DurationMs[]; calm: readonly DurationMs[] }>

/** A recipient may ask for more patience than the schedule, but not for more than this. */
export const RETRY_AFTER_LIMIT_MS: DurationMs = 3_600_000

export function scheduleFor(channelType: string, level: LevelName): readonly DurationMs[] {
  const isUrgent = level === 'critical' || level === 'warning'
  // Kinds without a schedule of their own wait for nobody outside; what fails there is our own and is tried as a webhook is.
  const schedule = schedules[kindOf(channelType)]
  return isUrgent ? schedule.urgent : schedule.calm
}

function kindOf(channelType: string): keyof typeof schedules {
  if (channelType === 'email') return 'email'
  return isAdapterType(channelType) ? 'adapter' : 'webhook'
}

/** Kinds of channel that go through an adapter: short texts for whoever has no better way at the moment. */
export function isAdapterType(channelType: string): boolean {
  return channelType === 'sms' || channelType === 'adapter'
}

const ADAPTER_LIFE_MS: DurationMs = 2 * 3_600_000

/** After this time a message is of no use any more and is not sent; undefined = it keeps. */
export function usefulLifeOf(channelType: string): DurationMs | undefined {
  return isAdapterType(channelType) ? ADAPTER_LIFE_MS : undefined
}

export interface Tried {
  readonly deliveryId: string
  readonly channelType: string
  readonly level: LevelName
  /** Tries that ended with an answer or a failure; tries that we broke off ourselves do not count. */
  readonly failures: number
  /** What the recipient asked for. */
  readonly retryAfterMs?: DurationMs
}

/** How long to wait until the next try; undefined = the schedule is used up. */
export function nextTryAfter(tried: Tried): DurationMs | undefined {
  const wait = scheduleFor(tried.channelType, tried.level)[tried.failures]
  if (wait === undefined) return undefined
  const asked = Math.min(Math.max(tried.retryAfterMs ?? 0, 0), RETRY_AFTER_LIMIT_MS)
  return Math.max(Math.round(wait * jitterOf(tried.deliveryId)), asked)
}

/** 0.9 to 1.1 and always the same for one delivery, so that an outage does not end in a burst and a plan can be recomputed. */
export function jitterOf(deliveryId: string): number {
  const digits = Number.parseInt(deliveryId.slice(0, 8), 16)
  return 0.9 + 0.2 * (Number.isNaN(digits) ? 0.5 : digits / 0xffffffff)
}

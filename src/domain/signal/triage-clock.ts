// By when a signal should be decided on: the graver it is, the sooner. The queue of the verification desk is in this order.
import type { Instant } from '../time.ts'

const minute = 60_000
const hour = 60 * minute

// The engine's own way from a decision to a message takes seconds, so these are what a severe report has of the first hour. A calm one waits
// for the next working day.
const allowed: Readonly<Record<number, number>> = {
  5: 15 * minute,
  4: 30 * minute,
  3: 2 * hour,
  2: 8 * hour,
  1: 24 * hour,
}

export const calmest = 24 * hour

/** Allowed time by severity in milliseconds, for the database to order by. */
export const allowedBySeverity: readonly (readonly [severity: number, ms: number])[] = Object.entries(
  allowed,
).map(([severity, ms]) => [Number(severity), ms])

export function decideBy(receivedAt: Instant, severity: number): Instant {
  return receivedAt + (allowed[Math.round(severity)] ?? calmest)
}

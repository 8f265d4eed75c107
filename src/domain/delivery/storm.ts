// Storm control: too many messages to one recipient over one channel become one message that lists the rest. Nothing leaves the record.
import type { RoutingFile } from '../pack/routing-shapes.ts'
import type { Instant } from '../time.ts'
import type { PlannedRow } from './planned-row.ts'

export interface StormLimits {
  /** More criticals than this to one recipient in a minute become one message with the list. */
  readonly criticalsPerMinute: number
  /** Non-critical messages to one recipient and hour; what comes on top waits for a digest. */
  readonly othersPerHour: number
}
const usualLimits: StormLimits = { criticalsPerMinute: 5, othersPerHour: 20 }

export function stormLimits({ storm }: RoutingFile): StormLimits {
  return {
    criticalsPerMinute: storm?.criticals_per_minute ?? usualLimits.criticalsPerMinute,
    othersPerHour: storm?.others_per_hour ?? usualLimits.othersPerHour,
  }
}

const MINUTE = 60_000
const HOUR = 3_600_000

/** What went to one recipient over one channel lately. */
export interface Recent {
  readonly recipient: string
  readonly channel: string
  /** Single criticals of the last minute. */
  readonly criticals: number
  /** A list that nobody has claimed yet: it can take more. */
  readonly openList: string | null
  /** When the newest list was, or will be, due. */
  readonly lastListAt: Instant | null
  /** Others of the last hour, and when the first of them was planned. */
  readonly others: number
  readonly othersSince: Instant | null
}

export interface Stormy extends PlannedRow {
  readonly id: string
  /** The row whose message lists this one. */
  readonly carrier: string | null
  /** The message lists other rows. */
  readonly isList: boolean
}

interface Count {
  criticals: number
  openList: string | null
  lastListAt: Instant | null
  others: number
  othersSince: Instant | null
}

/** Rows of one planning step, most urgent first served; the same rows come back, some carried by a list, some held. */
export function foldStorm<Row extends Stormy>(
  rows: readonly Row[],
  recent: readonly Recent[],
  now: Instant,
  limits: StormLimits = usualLimits,
): Row[] {
  const counts = new Map<string, Count>(recent.map((one) => [keyOf(one), { ...one }]))
  const urgentFirst = rows
    .map((row, index) => ({ row, index }))
    .toSorted((a, b) => a.row.priority - b.row.priority)
  const folded: Row[] = [...rows]
  for (const { row, index } of urgentFirst) {
    if (row.state !== 'planned' || row.channelType === 'inbox' || row.isList) continue
    const count = counts.get(keyOf(row)) ?? {
      criticals: 0,
      openList: null,
      lastListAt: null,
      others: 0,
      othersSince: null,
    }
    counts.set(keyOf(row), count)
    folded[index] =
      row.level === 'critical' ? foldCritical(row, count, now, limits) : foldOther(row, count, now, limits)
  }
  return folded
}

function foldCritical<Row extends Stormy>(row: Row, count: Count, now: Instant, limits: StormLimits): Row {
  if (count.criticals < limits.criticalsPerMinute) {
    count.criticals += 1
    return row
  }
  if (count.openList !== null) {
    return { ...row, state: 'superseded', reason: 'storm_list', dueAt: null, carrier: count.openList }
  }
  // The first list goes at once; the next one collects for the rest of its minute.
  const dueAt = count.lastListAt === null ? now : Math.max(now, count.lastListAt + MINUTE)
  count.openList = row.id
  count.lastListAt = dueAt
  return { ...row, reason: 'storm_list', dueAt, isList: true }
}

function foldOther<Row extends Stormy>(row: Row, count: Count, now: Instant, limits: StormLimits): Row {
  // Whoever had a warning is told at once that it no longer stands: notices are not counted and not held.
  if (row.isUncapped) return row
  if (count.others < limits.othersPerHour) {
    count.others += 1
    count.othersSince ??= now
    return row
  }
  const heldUntil = (count.othersSince ?? now) + HOUR
  return { ...row, state: 'held', reason: 'held_storm', dueAt: null, heldUntil }
}

const keyOf = (one: { readonly recipient: string; readonly channel: string }) =>
  `${one.recipient} ${one.channel}`

// The lane of a back-test: kept in memory, filled from a history, folded by the same engine as live scoring. Nothing is written.
import type { Ancestors } from '#domain/calendar-spans.ts'
import type { LabelOf } from '#domain/rules/evidence.ts'
import { fold } from '#domain/rules/fold.ts'
import type { ActiveRule, EntityMember, Entry, EvaluationEvent, LaneCalendar } from '#domain/rules/lane.ts'
import { createLane, type LaneMemory, setCalendar, setEntities } from '#domain/rules/lane-memory.ts'
import type { Instant } from '#domain/time.ts'

/** One electoral process, with what was known before its first entry. */
export interface HistoryFrame {
  readonly process: string
  readonly timeZone: string
  readonly country: string
  readonly ancestors: Ancestors
  readonly labelOf: LabelOf
  readonly monitoringStart: Instant
  readonly entitySets: readonly { readonly code: string; readonly members: readonly EntityMember[] }[]
  /** In force when the first entry is taken up. */
  readonly calendar: LaneCalendar | undefined
}

/** What happened in one electoral process, in log order. */
export interface History extends HistoryFrame {
  /** Without activations: the rules under test are in force from the first entry on. */
  readonly entries: readonly Entry[]
}

export interface FoldOptions {
  /** Ascending; `look` reads the lane as it stands at each, all ticks done. */
  readonly looks?: readonly Instant[]
  readonly look?: (lane: LaneMemory, at: Instant) => void
  /** The last instant up to which ticks run. */
  readonly until?: Instant
  /** Gives way between batches, so that a long fold does not hold up a server. */
  readonly pause?: () => Promise<void>
}

export interface FoldResult {
  readonly lane: LaneMemory
  readonly events: readonly EvaluationEvent[]
  /** Signals that a rule matched but could not place, by rule. */
  readonly unkeyed: Readonly<Record<string, number>>
}

/** Entries folded at once; a fold of this many takes a few milliseconds. */
const batch = 500

/** A fold that is fed as a log is read. */
export interface OpenFold {
  readonly lane: LaneMemory
  readonly events: EvaluationEvent[]
  readonly unkeyed: Record<string, number>
  take(entries: readonly Entry[]): void
  /** Carries out what is due until the instant; nothing when the log is past it. */
  tickUntil(instant: Instant): void
}

/** The rules are in force from `start` on. */
export function openFold(frame: HistoryFrame, rules: readonly ActiveRule[], start: Instant): OpenFold {
  const lane = openMemory(frame)
  const events: EvaluationEvent[] = []
  const unkeyed: Record<string, number> = {}
  const run = (entries: readonly Entry[], ticksUntil?: Instant) => {
    const delta = fold(lane, entries, ticksUntil)
    events.push(...delta.events)
    for (const [rule, count] of Object.entries(delta.unkeyed)) unkeyed[rule] = (unkeyed[rule] ?? 0) + count
  }
  run([{ kind: 'activation', rules, pos: 0, lt: start }])
  return {
    lane,
    events,
    unkeyed,
    take: (entries) => run(entries),
    tickUntil(instant) {
      if (instant >= lane.lt) run([], instant)
    },
  }
}

export async function foldHistory(
  history: History,
  rules: readonly ActiveRule[],
  options: FoldOptions = {},
): Promise<FoldResult> {
  const { entries } = history
  const open = openFold(history, rules, entries[0]?.lt ?? history.monitoringStart)
  let at = 0
  const takeUntil = async (end: number) => {
    while (at < end) {
      const until = Math.min(end, at + batch)
      open.take(entries.slice(at, until))
      at = until
      await options.pause?.()
    }
  }
  for (const instant of options.looks ?? []) {
    await takeUntil(firstAfter(entries, instant, at))
    open.tickUntil(instant)
    options.look?.(open.lane, instant)
  }
  await takeUntil(entries.length)
  if (options.until !== undefined) open.tickUntil(options.until)
  return { lane: open.lane, events: open.events, unkeyed: open.unkeyed }
}

function openMemory(history: HistoryFrame): LaneMemory {
  const lane = createLane(history)
  for (const { code, members } of history.entitySets) setEntities(lane, code, members)
  if (history.calendar !== undefined) setCalendar(lane, history.calendar)
  return lane
}

function firstAfter(entries: readonly Entry[], instant: Instant, from: number): number {
  let index = from
  while (index < entries.length && (entries[index]?.lt ?? Infinity) <= instant) index += 1
  return index
}

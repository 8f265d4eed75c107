// One evaluation of one key at one instant: late evidence first, then the machines, then the alert, then the next tick.
import type { Instant } from '../time.ts'
import { evaluateWhen } from './conditions.ts'
import { type DeltaDraft, noteChanged, noteEvaluated } from './delta.ts'
import { schedule } from './due-queue.ts'
import { type Corrected, type Moment, settleEpisode } from './episode.ts'
import { type KeyMemory, lengthOf, readMeasures, thresholdAt } from './key-memory.ts'
import type { LevelState } from './lane.ts'
import { appliesAt } from './lane-calendar.ts'
import type { LaneMemory } from './lane-memory.ts'
import { firingLevel, stepLevels } from './levels.ts'
import type { ReadMeasure } from './measures/measure.ts'
import { nextDue } from './next-due.ts'
import { sweepLate } from './sweep.ts'

/** Why a key is evaluated, beyond the passing of time. */
export interface Cause {
  /** Signals whose evidence was taken out of the key. */
  readonly withdrawn?: readonly string[]
  readonly corrected?: Corrected
  /** Event time of a signal that happened earlier and may still be looked at in the past. */
  readonly lateFrom?: Instant
}

function record(
  lane: LaneMemory,
  draft: DeltaDraft,
  key: KeyMemory,
  levels: readonly LevelState[],
  moment: Omit<Moment, 'labelOf'>,
): void {
  const before = key.state
  const event = settleEpisode(key, levels, { ...moment, labelOf: lane.settings.labelOf })
  if (event !== undefined)
    draft.events.push({ ...event, pos: lane.pos, isShadow: key.rule.status === 'shadow' })
  if (key.state !== before) noteChanged(draft, key)
}

function reasonFor(
  key: KeyMemory,
  levels: readonly LevelState[],
  at: Instant,
  read: ReadMeasure,
  applies: boolean,
) {
  if (!applies) return { reason: 'rule_not_applicable' }
  const lowest = key.rule.levels[0]
  if (key.rule.unknown !== 'alert' || lowest === undefined || firingLevel(levels) !== lowest.level) return {}
  return evaluateWhen(lowest.when, read, thresholdAt(key, at)) === null ? { reason: 'no_data' } : {}
}

export function evaluateKey(
  lane: LaneMemory,
  draft: DeltaDraft,
  key: KeyMemory,
  at: Instant,
  cause: Cause = {},
): void {
  const swept = cause.lateFrom === undefined ? undefined : sweepLate(key, cause.lateFrom, at)
  if (swept !== undefined) {
    const read = readMeasures(key, swept.asOf)
    record(lane, draft, key, swept.levels, { at, asOf: swept.asOf, read, closing: 'resolved', withdrawn: [] })
  }
  const read = readMeasures(key, at)
  const applies = appliesAt(key, at)
  const threshold = thresholdAt(key, at)
  const levels = stepLevels(key.state.levels, key.rule.levels, {
    at,
    applies,
    unknown: key.rule.unknown,
    holds: (when) => evaluateWhen(when, read, threshold),
    lengthOf: (value) => lengthOf(key, value),
  })
  record(lane, draft, key, levels, {
    at,
    asOf: at,
    read,
    closing: applies ? 'resolved' : 'expired',
    withdrawn: cause.withdrawn ?? [],
    ...(cause.corrected === undefined ? {} : { corrected: cause.corrected }),
    ...reasonFor(key, levels, at, read, applies),
  })
  noteEvaluated(draft, key)
  schedule(lane.due, key, nextDue(key, at))
}

/** Closes whatever fires or waits, because the rule is gone; the key is not evaluated again. */
export function expireKey(
  lane: LaneMemory,
  draft: DeltaDraft,
  key: KeyMemory,
  at: Instant,
  reason: 'rule_retired' | 'rule_changed',
): void {
  const levels = stepLevels(key.state.levels, key.rule.levels, {
    at,
    applies: false,
    unknown: 'keep',
    holds: () => null,
    lengthOf: () => 0,
  })
  const read = readMeasures(key, at)
  record(lane, draft, key, levels, { at, asOf: at, read, closing: 'expired', withdrawn: [], reason })
  key.due = Infinity
  noteEvaluated(draft, key)
}

/** Which levels do not hold at the instant: those that a stale signal could make true. */
export function notHolding(key: KeyMemory, at: Instant): readonly boolean[] {
  const read = readMeasures(key, at)
  return key.rule.levels.map((level) => evaluateWhen(level.when, read, thresholdAt(key, at)) !== true)
}

/** Holds the inactive levels that a stale signal alone has made true. */
export function holdStale(draft: DeltaDraft, key: KeyMemory, at: Instant, before: readonly boolean[]): void {
  const after = notHolding(key, at)
  const levels = key.state.levels.map((state, place) =>
    state.state === 'inactive' && state.isHeld !== true && before[place] === true && after[place] === false
      ? { ...state, isHeld: true }
      : state,
  )
  replaceLevels(draft, key, levels)
}

/** A signal that is not stale lets every held level of the key go on. */
export function releaseHeld(draft: DeltaDraft, key: KeyMemory): void {
  replaceLevels(
    draft,
    key,
    key.state.levels.map((state) => {
      if (state.isHeld !== true) return state
      const { isHeld: _, ...free } = state
      return free
    }),
  )
}

function replaceLevels(draft: DeltaDraft, key: KeyMemory, levels: readonly LevelState[]): void {
  if (levels.every((state, place) => state === key.state.levels[place])) return
  key.state = { ...key.state, levels, version: key.state.version + 1 }
  noteChanged(draft, key)
}

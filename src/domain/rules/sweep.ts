// Late evidence: whether a level would have fired in the past, had what is known now been known then (rule language §8.3).
import type { Instant } from '../time.ts'
import { evaluateWhen, mayBe, type Reach } from './conditions.ts'
import { type KeyMemory, lengthOf, readMeasures, thresholdAt } from './key-memory.ts'
import type { LevelState } from './lane.ts'
import { appliesAt, leastNumber } from './lane-calendar.ts'
import { startFiring } from './levels.ts'
import type { Span } from './measures/measure.ts'
import { round6 } from './rounding.ts'
import type { Level } from './rule.ts'
import { firstAfter } from './series.ts'

/** A bound on the work that one late signal can cause. */
const maxInstants = 64

/** The bounds of a key's measures and thresholds in a span of time: they spare the look at its instants where no level can be reached. */
export function reachWithin(key: KeyMemory, span: Span): Reach {
  const most = (name: string): number => {
    const planned = key.plan.measures.get(name)
    return planned === undefined
      ? -Infinity
      : round6(planned.operator.atMost(planned.measure, key, span, most))
  }
  return { most, least: (value) => leastNumber(value, key) }
}

/** The event times of the key's yields from the late signal on, before `end`; ascending, the first 64. */
function sweepInstants(key: KeyMemory, eventTime: Instant, end: Instant): readonly Instant[] {
  const times = new Set<Instant>()
  for (const { taken } of Object.values(key.series)) {
    let found = 0
    let last: Instant | undefined
    for (
      let place = firstAfter(taken, eventTime - 1);
      place < taken.length && found < maxInstants;
      place += 1
    ) {
      const at = taken[place]?.at ?? Infinity
      if (at >= end) break
      if (at !== last) found += 1
      last = at
      times.add(at)
    }
  }
  return [...times].toSorted((left, right) => left - right).slice(0, maxInstants)
}

export interface Swept {
  readonly levels: readonly LevelState[]
  /** The first instant at which the highest of the new levels held. */
  readonly asOf: Instant
}

/** Those of the levels that hold at the instant; all of them read the measures once. */
function holdingAt(key: KeyMemory, levels: readonly Level[], at: Instant): readonly Level[] {
  if (levels.length === 0 || !appliesAt(key, at)) return []
  const read = readMeasures(key, at)
  const threshold = thresholdAt(key, at)
  return levels.filter((level) => evaluateWhen(level.when, read, threshold) === true)
}

/** The levels that fire by late evidence alone: without `for`, neither firing nor true now. */
export function sweepLate(key: KeyMemory, eventTime: Instant, now: Instant): Swept | undefined {
  const { levels } = key.rule
  const idle = levels.filter(
    (level, place) => lengthOf(key, level.for) === 0 && key.state.levels[place]?.state !== 'firing',
  )
  // a late signal is looked at while it is in some window
  const end = Math.min(now, eventTime + key.plan.longestWindow)
  const reach = reachWithin(key, { from: eventTime, to: end })
  const possible = idle.filter((level) => mayBe(true, level.when, reach))
  const holding = holdingAt(key, possible, now)
  const candidates = possible.filter((level) => !holding.includes(level))
  if (candidates.length === 0) return undefined
  const stopped = new Map(key.state.levels.map((one) => [one.level, one.lastFiredUntil ?? -Infinity]))
  const found = new Map<Level, Instant>()
  for (const at of sweepInstants(key, eventTime, end)) {
    const open = candidates.filter(
      (level) => !found.has(level) && at > (stopped.get(level.level) ?? -Infinity),
    )
    for (const level of holdingAt(key, open, at)) found.set(level, at)
  }
  const highest = levels.findLast((level) => found.has(level))
  if (highest === undefined) return undefined
  return {
    levels: key.state.levels.map((state, place) => {
      const level = levels[place]
      return level !== undefined && found.has(level) ? startFiring(state, now) : state
    }),
    asOf: found.get(highest) ?? now,
  }
}

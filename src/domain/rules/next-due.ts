// When a key can change next without an entry. A tick is left out only where it provably changes nothing (rule language §8).
import type { Instant } from '../time.ts'
import { type KeyMemory, lengthOf } from './key-memory.ts'
import type { LevelState } from './lane.ts'
import { appliesAt, nextSpanEdge } from './lane-calendar.ts'

/** When a machine's own clock runs out. */
function timerOf(key: KeyMemory, state: LevelState, place: number, at: Instant): Instant {
  const level = key.rule.levels[place]
  if (level === undefined) return Infinity
  const since = state.state === 'pending' ? state.since : state.clearingSince
  if (since === undefined) return Infinity
  const end = since + lengthOf(key, state.state === 'pending' ? level.for : level.keepFiringFor)
  return end > at ? end : Infinity
}

export function nextDue(key: KeyMemory, at: Instant): Instant {
  const { plan, state } = key
  const isHeld = state.levels.some((level) => level.isHeld === true)
  const isIdle = !isHeld && state.levels.every((level) => level.state === 'inactive')
  let next = plan.usesCalendar ? nextSpanEdge(key, at) : Infinity
  if (isIdle && !appliesAt(key, at)) return next
  for (const { measure, operator } of isIdle ? plan.watchedIdle : plan.watchedActive) {
    next = Math.min(next, operator.nextChange(measure, key, at))
  }
  if (isIdle) return next
  state.levels.forEach((level, place) => {
    next = Math.min(next, timerOf(key, level, place, at))
  })
  return next
}

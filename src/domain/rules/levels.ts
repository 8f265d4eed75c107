// The level machines of a key: inactive → pending → firing → inactive (rule language §7).
import type { Instant } from '../time.ts'
import { negate, type Truth } from './conditions.ts'
import type { LevelState } from './lane.ts'
import { type Dur, type Level, type LevelName, levelNames, type Rule, type When } from './rule.ts'

/** What the machines are told of an evaluation. */
export interface Evaluation {
  readonly at: Instant
  /** Whether the rule applies to the key at this instant. */
  readonly applies: boolean
  readonly unknown: Rule['unknown']
  readonly holds: (when: When) => Truth
  readonly lengthOf: (value: Dur) => number
}

export function rankOf(level: LevelName | undefined): number {
  return level === undefined ? -1 : levelNames.indexOf(level)
}

/** The levels of a rule with the states they had, matched by name. */
export function levelStates(rule: Rule, before: readonly LevelState[]): readonly LevelState[] {
  return rule.levels.map(
    ({ level }) => before.find((one) => one.level === level) ?? { level, state: 'inactive' },
  )
}

function inactive({ level, lastFiredUntil }: LevelState): LevelState {
  return { level, state: 'inactive', ...(lastFiredUntil === undefined ? {} : { lastFiredUntil }) }
}

function stopFiring({ level }: LevelState, at: Instant): LevelState {
  return { level, state: 'inactive', lastFiredUntil: at }
}

export function startFiring(state: LevelState, at: Instant): LevelState {
  return { ...inactive(state), state: 'firing', since: at }
}

/** Unknown, by the rule's policy: `undefined` = nothing moves. */
function settle(
  truth: Truth,
  policy: Rule['unknown'],
  isLowest: boolean,
  whenUnknown: { clear: boolean; alert: boolean },
): boolean | undefined {
  if (truth !== null) return truth
  if (policy === 'clear') return whenUnknown.clear
  return policy === 'alert' && isLowest ? whenUnknown.alert : undefined
}

function stepRising(state: LevelState, level: Level, isLowest: boolean, now: Evaluation): LevelState {
  const raise = settle(now.holds(level.when), now.unknown, isLowest, { clear: false, alert: true })
  if (raise === undefined) return state
  if (!raise) return state.state === 'inactive' && state.isHeld !== true ? state : inactive(state)
  if (state.state === 'inactive' && state.isHeld === true) return state
  const since = state.state === 'pending' ? (state.since ?? now.at) : now.at
  if (now.at - since >= now.lengthOf(level.for)) return startFiring(state, now.at)
  return state.state === 'pending' ? state : { ...inactive(state), state: 'pending', since }
}

function stepFiring(state: LevelState, level: Level, isLowest: boolean, now: Evaluation): LevelState {
  const ends = level.clearWhen === undefined ? negate(now.holds(level.when)) : now.holds(level.clearWhen)
  const clear = settle(ends, now.unknown, isLowest, { clear: true, alert: false })
  if (clear === undefined) return state
  if (!clear) {
    if (state.clearingSince === undefined) return state
    const { clearingSince: _, ...going } = state
    return going
  }
  const clearingSince = state.clearingSince ?? now.at
  if (now.at - clearingSince >= now.lengthOf(level.keepFiringFor)) return stopFiring(state, now.at)
  return state.clearingSince === undefined ? { ...state, clearingSince } : state
}

function stepNotApplying(state: LevelState, level: Level, now: Evaluation): LevelState {
  if (state.state === 'firing') return stopFiring(state, now.at)
  if (state.state === 'pending') return inactive(state)
  return state.isHeld === true && now.holds(level.when) === false ? inactive(state) : state
}

/** One evaluation of all machines; the same list when nothing moved. */
export function stepLevels(
  states: readonly LevelState[],
  levels: readonly Level[],
  now: Evaluation,
): readonly LevelState[] {
  const after = states.map((state, place) => {
    const level = levels[place]
    if (level === undefined) return state
    if (!now.applies) return stepNotApplying(state, level, now)
    const step = state.state === 'firing' ? stepFiring : stepRising
    return step(state, level, place === 0, now)
  })
  return after.every((state, place) => state === states[place]) ? states : after
}

/** The highest level that fires. */
export function firingLevel(states: readonly LevelState[]): LevelName | undefined {
  return states.findLast(({ state }) => state === 'firing')?.level
}

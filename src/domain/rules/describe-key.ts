// What a key says at an instant: for rule tests, the command line and the pages that show a rule at work. Reading changes nothing.
import type { Text } from '../text.ts'
import type { Instant } from '../time.ts'
import { evidenceOf, explanationOf, measuresOf } from './evidence.ts'
import { keyText, scanMeasures } from './key-memory.ts'
import type { KeyState, KeyValues } from './lane.ts'
import { detachedKey, findRule, type LaneMemory } from './lane-memory.ts'
import type { LevelName } from './rule.ts'

export type KeyStatus = 'none' | 'pending' | 'firing' | 'resolved' | 'expired'

export interface KeyDescription {
  readonly status: KeyStatus
  readonly level: LevelName | null
  readonly measures: Readonly<Record<string, number | null>>
  /** Signals that the firing level rests on, else the pending one; 0 when there is neither. */
  readonly evidence: number
  readonly explain: Text
  readonly state: KeyState
}

export function statusOf(state: KeyState): KeyStatus {
  if (state.isOpen) return 'firing'
  if (state.levels.some((level) => level.state === 'pending')) return 'pending'
  return state.closedAs ?? 'none'
}

/** `at` is not before the lane's logical time; undefined when the rule state is not in force. */
export function describeKey(
  lane: LaneMemory,
  ruleState: number,
  values: KeyValues,
  at: Instant,
): KeyDescription | undefined {
  const rule = findRule(lane, ruleState)
  if (rule === undefined) return undefined
  const key = rule.keys.get(keyText(values)) ?? detachedKey(lane, rule, values)
  const { state } = key
  const read = scanMeasures(key, at)
  const level = (state.isOpen ? state.level : undefined) ?? null
  const decisive = level ?? state.levels.findLast((one) => one.state === 'pending')?.level
  const when = key.rule.levels.find((one) => one.level === decisive)?.when
  const evidence = when === undefined ? 0 : evidenceOf(key, when, at).count
  return {
    status: statusOf(state),
    level,
    measures: measuresOf(key, read),
    evidence,
    explain: explanationOf(key, at, read, level, evidence, lane.settings.labelOf),
    state,
  }
}

/** The keys of a rule state in memory, in alphabetical order. */
export function keysOf(lane: LaneMemory, ruleState: number): readonly KeyValues[] {
  const keys = findRule(lane, ruleState)?.keys.values() ?? []
  return [...keys].toSorted((left, right) => (left.text < right.text ? -1 : 1)).map(({ values }) => values)
}

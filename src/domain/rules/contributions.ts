// What a signal puts into the stored state of one rule, apart from any lane: for states that are built beside the one in force. The same
// matching, grouping and weighing as in the fold.
import type { ActiveRule, Contribution, KeyValues, LaneSignal } from './lane.ts'
import { groupValues } from './lane-memory.ts'
import { compileRules, matchSignal } from './match.ts'
import { planRule } from './plan.ts'
import { contributionOf } from './take-signal.ts'

export interface KeyContributions {
  readonly key: KeyValues
  readonly contributions: readonly Contribution[]
}

export interface StateBuilder {
  /** How far back from now signals can matter, in milliseconds; Infinity = all of them. */
  readonly reach: number
  /** `pos` is the position of the signal's first revision. Undefined: the rule does not take it, or it lacks a group_by field. */
  readonly contributionsOf: (signal: LaneSignal, pos: number) => KeyContributions | undefined
}

export function createStateBuilder(active: ActiveRule): StateBuilder {
  const plan = planRule(active)
  const index = compileRules([active])
  return {
    reach: plan.reach,
    contributionsOf(signal, pos) {
      const matches = matchSignal(index, signal)
      const key = matches.length === 0 ? undefined : groupValues(active.rule.groupBy, signal)
      if (key === undefined) return undefined
      return {
        key,
        contributions: matches.flatMap(({ name }) => contributionOf(plan, name, signal, pos) ?? []),
      }
    },
  }
}

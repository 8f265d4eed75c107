// Everything that says «alarm»: each level of each rule, and the baselines; as values per department-day with a threshold.
import type { Rule } from '../rules/rule.ts'
import { levelNames } from '../rules/rule.ts'
import {
  always,
  calendarOnly,
  type DailyValues,
  factorMean,
  persistence,
  type ReceivedSignal,
  signalCount,
} from './baselines.ts'
import type { Day, DaySpan } from './day.ts'
import type { Outcome } from './judge.ts'

export interface Predictor {
  readonly name: string
  readonly kind: 'rule' | 'baseline'
  readonly values: DailyValues
  readonly least: number
}

/** A value for each department-day that ranks the days; null = unknown on that day. */
export interface Score {
  readonly name: string
  readonly valueOf: (department: string, day: Day) => number | null
}

/** Signals a day, or active ones: the thresholds that are shown. */
const shownCounts = [1, 3, 5, 10]
/** Thresholds tried when a rule is compared at equal recall; more active blockades than this in a department are an uprising. */
export const triedCounts = Array.from({ length: 40 }, (_, index) => index + 1)
/** Three fifths of the worst score: «high» on a scale of five. */
const highMean = 0.6
const factorWindowDays = 14
/** When an election itself is held and counted. */
const votingPhases = new Set(['voting_operations', 'results_verification'])

export interface BaselineInput {
  readonly departments: readonly string[]
  readonly span: DaySpan
  readonly horizonDays: number
  readonly outcomes: readonly Outcome[]
  readonly signals: readonly ReceivedSignal[]
  readonly countCategory: string | undefined
  /** Values that somebody else counted, e.g. blockades active on a day. */
  readonly series: DailyValues | undefined
  readonly phaseOf: (department: string, day: Day) => string
}

export interface Baselines {
  readonly predictors: readonly Predictor[]
  readonly scores: readonly Score[]
  /** Counts whose threshold is free. */
  readonly ladders: readonly { readonly name: string; readonly values: DailyValues }[]
}

export function baselinesOf(input: BaselineInput): Baselines {
  const { departments, span, outcomes, signals } = input
  const counted = input.countCategory ?? 'signals'
  const ladders = [
    { name: `received ${counted}`, values: signalCount(signals, input.countCategory) },
    ...(input.series === undefined ? [] : [{ name: `active ${counted}`, values: input.series }]),
  ]
  const single = [
    { name: 'always', values: always(departments, span), least: 1 },
    { name: 'persistence', values: persistence(departments, span, outcomes, input.horizonDays), least: 1 },
    { name: 'calendar only', values: calendarOnly(departments, span, votingPhases, input.phaseOf), least: 1 },
    {
      name: 'factor mean',
      values: factorMean(signals, departments, span, factorWindowDays),
      least: highMean,
    },
  ]
  const steps = ladders.flatMap(({ name, values }) =>
    shownCounts.map((least) => ({ name: `${name} >= ${least}`, values, least })),
  )
  return {
    predictors: [...single, ...steps].map((one) => ({ ...one, kind: 'baseline' })),
    scores: [...single.slice(1), ...ladders].map(({ name, values }) => scoreOf(name, values)),
    ladders,
  }
}

function scoreOf(name: string, values: DailyValues): Score {
  return { name, valueOf: (department, day) => values.get(department)?.get(day) ?? 0 }
}

/** One predictor a level, the lowest first, and the level as a score. */
export function rulePredictors(
  rule: Rule,
  levels: DailyValues,
): { readonly predictors: readonly Predictor[]; readonly score: Score } {
  return {
    predictors: rule.levels.map(({ level }) => ({
      name: `${rule.id} ${level}`,
      kind: 'rule',
      values: levels,
      least: levelNames.indexOf(level) + 1,
    })),
    score: scoreOf(`${rule.id}: level`, levels),
  }
}

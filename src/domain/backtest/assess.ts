// Predictors and scores × outcomes → the tables of a report.
import { round6 } from '../rules/rounding.ts'
import { type DailyValues, onDaysOf } from './baselines.ts'
import { type Day, type DaySpan, dayText } from './day.ts'
import { forecastQuality } from './forecast.ts'
import {
  isWithin,
  type Judgement,
  type JudgeSettings,
  judge,
  lastJudgedDay,
  type Outcome,
  outcomesAfter,
} from './judge.ts'
import { type Predictor, type Score, triedCounts } from './predictors.ts'
import { proportion, rate } from './proportion.ts'
import type { EqualRecall, JudgedPredictor, ScoredPredictor, Slice } from './report-shape.ts'
import { rank, type ScoredDay } from './scored-days.ts'

export interface Assessing extends JudgeSettings {
  readonly outcomeSet: string
  readonly outcomes: readonly Outcome[]
  readonly phaseOf: (department: string, day: Day) => string
  readonly seed: number
  readonly draws: number
}

function isJudged(
  name: string,
  department: string,
  day: Day,
  of: Assessing,
  by: 'department' | 'phase',
): boolean {
  return (by === 'department' ? department : of.phaseOf(department, day)) === name
}

function slices(judgement: Judgement, of: Assessing, by: 'department' | 'phase'): readonly Slice[] {
  const last = lastJudgedDay(of)
  const weeks = new Map<string, number>()
  for (const department of of.departments) {
    for (let day = of.span.from; day <= last; day++) {
      const name = by === 'department' ? department : of.phaseOf(department, day)
      weeks.set(name, (weeks.get(name) ?? 0) + 1 / 7)
    }
  }
  const found = new Set(judgement.found)
  const outcomes = of.outcomes
    .map((one, index) => ({ ...one, index }))
    .filter((one) => isWithin(one.day, of.span))
  const names = new Set([
    ...weeks.keys(),
    ...outcomes.map((one) => (by === 'department' ? one.department : of.phaseOf(one.department, one.day))),
  ])
  return [...names].toSorted().map((name) => {
    const alarms = judgement.alarms.filter((one) => isJudged(name, one.department, one.day, of, by))
    const inside = outcomes.filter((one) => isJudged(name, one.department, one.day, of, by))
    const hits = alarms.filter((one) => one.leadDays !== null).length
    return {
      name,
      precision: proportion(hits, alarms.length),
      recall: proportion(inside.filter((one) => found.has(one.index)).length, inside.length),
      falsePerDepartmentWeek: rate(alarms.length - hits, weeks.get(name) ?? 0),
    }
  })
}

function byClass(judgement: Judgement, of: Assessing): JudgedPredictor['byClass'] {
  const found = new Set(judgement.found)
  const inside = of.outcomes
    .map((one, index) => ({ ...one, index }))
    .filter((one) => isWithin(one.day, of.span))
  return [...Map.groupBy(inside, (one) => one.kind)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => ({
      name,
      recall: proportion(all.filter((one) => found.has(one.index)).length, all.length),
    }))
}

function halfYear(day: Day): string {
  const text = dayText(day)
  return `${text.slice(0, 4)}-H${Number(text.slice(5, 7)) <= 6 ? 1 : 2}`
}

function byHalfYear({ alarms }: Judgement, { span }: Assessing): JudgedPredictor['byHalfYear'] {
  const names = new Set<string>()
  for (let day = span.from; day <= span.to; day++) names.add(halfYear(day))
  return [...names].map((name) => {
    const inside = alarms.filter((one) => halfYear(one.day) === name)
    return {
      name,
      precision: proportion(inside.filter((one) => one.leadDays !== null).length, inside.length),
    }
  })
}

export function judgePredictor(predictor: Predictor, of: Assessing): JudgedPredictor {
  const judgement = judge(onDaysOf(predictor.values, predictor.least), of.outcomes, of)
  const { alarms, hits, falseAlarms, found, missed, precision, recall, falsePerDepartmentWeek } = judgement
  return {
    predictor: predictor.name,
    horizonDays: of.horizonDays,
    outcomeSet: of.outcomeSet,
    alarms: alarms.length,
    hits,
    falseAlarms,
    found: found.length,
    missed: missed.length,
    sizeFound: found.reduce((sum, index) => sum + (of.outcomes[index]?.size ?? 0), 0),
    precision,
    recall,
    falsePerDepartmentWeek,
    leadDays: alarms.flatMap(({ leadDays }) => leadDays ?? []).toSorted((a, b) => a - b),
    byDepartment: slices(judgement, of, 'department'),
    byPhase: slices(judgement, of, 'phase'),
    byClass: byClass(judgement, of),
    byHalfYear: byHalfYear(judgement, of),
  }
}

/** Ties in precision go to the higher threshold, which says «alarm» less often. */
export function compareAtEqualRecall(
  judged: JudgedPredictor,
  ladder: { readonly name: string; readonly values: DailyValues },
  of: Assessing,
): EqualRecall {
  const steps = triedCounts.map((threshold) => ({
    threshold,
    judgement: judge(onDaysOf(ladder.values, threshold), of.outcomes, of),
  }))
  const best = steps
    .filter(({ judgement }) => judgement.alarms.length > 0 && judgement.found.length >= judged.found)
    .toSorted(
      (a, b) =>
        (b.judgement.precision.value ?? 0) - (a.judgement.precision.value ?? 0) || b.threshold - a.threshold,
    )[0]
  return {
    predictor: judged.predictor,
    horizonDays: of.horizonDays,
    outcomeSet: of.outcomeSet,
    found: judged.found,
    precision: judged.precision,
    baseline: ladder.name,
    threshold: best?.threshold ?? null,
    baselineFound: best?.judgement.found.length ?? null,
    baselinePrecision: best?.judgement.precision ?? null,
  }
}

/** Days between two origins, and days of learning before the first forecast. */
const stepDays = 30
const warmupDays = 90

export function scorePredictor(score: Score, of: Assessing): ScoredPredictor {
  const last = lastJudgedDay(of)
  const days: ScoredDay[] = []
  let unknownDays = 0
  for (const department of of.departments) {
    for (let day = of.span.from; day <= last; day++) {
      const value = score.valueOf(department, day)
      if (value === null) unknownDays += 1
      else {
        const isFollowed = outcomesAfter(of.outcomes, department, day, of.horizonDays).length > 0
        days.push({ department, day, score: round6(value), isFollowed })
      }
    }
  }
  return {
    score: score.name,
    horizonDays: of.horizonDays,
    outcomeSet: of.outcomeSet,
    days: days.length,
    unknownDays,
    followedDays: days.filter((one) => one.isFollowed).length,
    // one block = one horizon of one department: days closer than that share outcomes
    ...rank(days, { seed: of.seed, draws: of.draws, blockDays: of.horizonDays }),
    forecast: forecastQuality(days, { horizonDays: of.horizonDays, stepDays, warmupDays }),
  }
}

/** Alarms of a predictor inside a span of calm, by its own cool-down. */
export function alarmsWithin(
  predictor: Predictor,
  span: DaySpan,
  of: Omit<JudgeSettings, 'span' | 'horizonDays'>,
): number {
  return judge(onDaysOf(predictor.values, predictor.least), [], { ...of, span, horizonDays: 0 }).alarms.length
}

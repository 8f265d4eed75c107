// Scores → probabilities by rolling origin: at each origin only days whose horizon had ended by then are learnt from. Then the Brier score
// against the running base rate, and calibration: what was said against what happened.
import { round6 } from '../rules/rounding.ts'
import type { Day } from './day.ts'
import { type Proportion, proportion } from './proportion.ts'
import type { ScoredDay } from './scored-days.ts'

export interface ForecastSettings {
  readonly horizonDays: number
  /** Days between two origins. */
  readonly stepDays: number
  /** Days of learning before the first forecast. */
  readonly warmupDays: number
}

export interface CalibrationBin {
  readonly from: number
  readonly to: number
  /** Mean of the forecasts in the bin. */
  readonly said: number
  readonly happened: Proportion
}

export interface ForecastQuality {
  readonly days: number
  readonly brier: number | null
  /** Of the base rate known at each origin. */
  readonly brierOfBaseRate: number | null
  /** 1 − brier ÷ brierOfBaseRate: above 0, the score says more than the base rate. */
  readonly skill: number | null
  readonly calibration: readonly CalibrationBin[]
}

/** Bands with few days are drawn towards the base rate by this many imagined days. */
const pseudoDays = 30

/** Edges of the calibration bins: forecasts of rare events lie near 0. */
const edges = [0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 1]

interface Forecast {
  readonly said: number
  readonly base: number
  readonly isFollowed: boolean
}

/** Above which scores a new band begins: nothing at all, then the thirds of what is more than nothing. */
function bandsOf(scores: readonly number[]): readonly number[] {
  const positive = scores.filter((score) => score > 0).toSorted((a, b) => a - b)
  const at = (share: number) => positive[Math.floor(share * positive.length)] ?? Infinity
  return [0, at(1 / 3), at(2 / 3)]
}

function bandOf(bands: readonly number[], score: number): number {
  return bands.filter((edge) => score > edge).length
}

function learn(past: readonly ScoredDay[]): { base: number; of: (score: number) => number } {
  const followed = past.filter((one) => one.isFollowed).length
  const base = (followed + 0.5) / (past.length + 1)
  const bands = bandsOf(past.map((one) => one.score))
  const counts = Array.from({ length: bands.length + 1 }, () => ({ days: 0, followed: 0 }))
  for (const one of past) {
    const count = counts[bandOf(bands, one.score)]
    if (count === undefined) continue
    count.days += 1
    if (one.isFollowed) count.followed += 1
  }
  return {
    base,
    of(score) {
      const count = counts[bandOf(bands, score)] ?? { days: 0, followed: 0 }
      return (count.followed + pseudoDays * base) / (count.days + pseudoDays)
    },
  }
}

function rollingForecasts(days: readonly ScoredDay[], settings: ForecastSettings): readonly Forecast[] {
  const first = Math.min(...days.map((one) => one.day))
  const last = Math.max(...days.map((one) => one.day))
  const forecasts: Forecast[] = []
  const byDay = Map.groupBy(days, (one) => one.day)
  const start = first + settings.warmupDays + settings.horizonDays
  for (let origin: Day = start; origin <= last; origin += settings.stepDays) {
    const learnt = learn(days.filter((one) => one.day + settings.horizonDays < origin))
    for (let day = origin; day < origin + settings.stepDays; day++) {
      for (const { score, isFollowed } of byDay.get(day) ?? [])
        forecasts.push({ said: learnt.of(score), base: learnt.base, isFollowed })
    }
  }
  return forecasts
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function squared(forecasts: readonly Forecast[], pick: (one: Forecast) => number): number | null {
  return mean(forecasts.map((one) => (pick(one) - (one.isFollowed ? 1 : 0)) ** 2))
}

function calibrationOf(forecasts: readonly Forecast[]): readonly CalibrationBin[] {
  return edges.slice(1).flatMap((to, index) => {
    const from = edges[index] ?? 0
    const inside = forecasts.filter((one) => one.said >= from && (one.said < to || to === 1))
    const said = mean(inside.map((one) => one.said))
    if (said === null) return []
    const happened = proportion(inside.filter((one) => one.isFollowed).length, inside.length)
    return [{ from, to, said: round6(said), happened }]
  })
}

const rounded = (value: number | null) => (value === null ? null : round6(value))

export function forecastQuality(days: readonly ScoredDay[], settings: ForecastSettings): ForecastQuality {
  const forecasts = days.length === 0 ? [] : rollingForecasts(days, settings)
  const brier = squared(forecasts, (one) => one.said)
  const ofBase = squared(forecasts, (one) => one.base)
  return {
    days: forecasts.length,
    brier: rounded(brier),
    brierOfBaseRate: rounded(ofBase),
    skill: brier === null || ofBase === null || ofBase === 0 ? null : round6(1 - brier / ofBase),
    calibration: calibrationOf(forecasts),
  }
}

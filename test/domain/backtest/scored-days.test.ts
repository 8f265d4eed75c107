import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecastQuality } from '#domain/backtest/forecast.ts'
import { createRandom } from '#domain/backtest/random.ts'
import { rank, type ScoredDay } from '#domain/backtest/scored-days.ts'

const bootstrap = { seed: 1, draws: 50, blockDays: 5 }
const days = (pairs: readonly (readonly [number, boolean])[]): ScoredDay[] =>
  pairs.map(([score, isFollowed], day) => ({ department: 'BO02', day, score, isFollowed }))

describe('ranking', () => {
  test('worked by hand, with a tie: 1 ½ of 2 pairs above, AUPR 1 · ½ at 2, then 1 · ⅔ at the tie', () => {
    // scores 3 (no), 2 (yes), 1 (yes and no)
    const { auroc, aupr } = rank(
      days([
        [3, false],
        [2, true],
        [1, true],
        [1, false],
      ]),
      bootstrap,
    )
    // pairs (yes, no): (2,3) lost, (2,1) won, (1,3) lost, (1,1) tied: 1.5 of 4
    expect(auroc.value).toBe(0.375)
    // at 2: recall ½, precision ½; at 1: recall ½ more, precision 2 of 4
    expect(aupr.value).toBe(0.5)
  })

  test('a perfect score, a useless one, and one that is the wrong way round', () => {
    const labels = [true, true, false, false]
    const of = (scores: readonly number[]) =>
      rank(days(scores.map((score, index) => [score, labels[index] ?? false])), bootstrap).auroc.value
    expect(of([4, 3, 2, 1])).toBe(1)
    expect(of([1, 1, 1, 1])).toBe(0.5)
    expect(of([1, 2, 3, 4])).toBe(0)
  })

  test('without a day of one kind there is nothing to rank', () => {
    expect(rank(days([[1, false]]), bootstrap).auroc).toEqual({ value: null, low: null, high: null })
    expect(rank([], bootstrap).aupr.value).toBeNull()
  })

  test('AUROC = share of pairs in the right order; only the order of scores matters; turned round it is 1 − AUROC', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), {
      minLength: 2,
      maxLength: 40,
    })
    fc.assert(
      fc.property(pairs, (all) => {
        const yes = all.filter(([, followed]) => followed).map(([score]) => score)
        const no = all.filter(([, followed]) => !followed).map(([score]) => score)
        const value = rank(days(all), bootstrap).auroc.value
        if (yes.length === 0 || no.length === 0) {
          expect(value).toBeNull()
          return
        }
        const won = yes.flatMap((a) => no.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
        expect(value).toBeCloseTo(won.reduce((sum: number, one) => sum + one, 0) / won.length, 5)
        const scaled = all.map(([score, followed]) => [score * 3 + 1, followed] as const)
        expect(rank(days(scaled), bootstrap).auroc.value).toBe(value)
        const turned = all.map(([score, followed]) => [-score, followed] as const)
        expect(rank(days(turned), bootstrap).auroc.value).toBeCloseTo(1 - (value ?? 0), 5)
      }),
    )
  })

  test('the same seed gives the same interval, another one another', () => {
    const random = createRandom(7)
    const all = days(Array.from({ length: 200 }, () => [random(), random() < 0.3] as const))
    const interval = (seed: number) => rank(all, { ...bootstrap, seed }).auroc
    expect(interval(1)).toEqual(interval(1))
    expect(interval(2)).not.toEqual(interval(1))
    expect(interval(1).low ?? 1).toBeLessThan(interval(1).high ?? 0)
  })
})

describe('forecasts by rolling origin', () => {
  const settings = { horizonDays: 5, stepDays: 10, warmupDays: 20 }
  const telling = (day: number) => day % 4 === 0
  const all = Array.from(
    { length: 200 },
    (_, day): ScoredDay => ({
      department: 'BO02',
      day,
      score: telling(day) ? 1 : 0,
      isFollowed: telling(day),
    }),
  )

  test('a score that tells beats the base rate, and says more where more happens', () => {
    const found = forecastQuality(all, settings)
    expect(found.skill ?? 0).toBeGreaterThan(0.5)
    const last = found.calibration.at(-1)
    expect(last?.happened.count).toBe(last?.happened.of)
    expect(last?.said ?? 0).toBeGreaterThan(found.calibration[0]?.said ?? 1)
  })

  test('what happens after an origin changes no forecast before it', () => {
    const changed = all.map((one) => (one.day >= 150 ? { ...one, isFollowed: !one.isFollowed } : one))
    const until = (some: readonly ScoredDay[]) =>
      forecastQuality(
        some.filter((one) => one.day < 150),
        settings,
      )
    expect(until(changed)).toEqual(until(all))
    // forecasts of the last step know only horizons that had ended at their origin
    const short = forecastQuality(
      all.filter((one) => one.day < 35),
      settings,
    )
    const flipped = all
      .filter((one) => one.day < 35)
      .map((one) => (one.day >= 20 ? { ...one, isFollowed: false } : one))
    expect(forecastQuality(flipped, settings).calibration.map((bin) => bin.said)).toEqual(
      short.calibration.map((bin) => bin.said),
    )
  })

  test('nothing to learn from, nothing said', () => {
    expect(forecastQuality([], settings)).toEqual({
      days: 0,
      brier: null,
      brierOfBaseRate: null,
      skill: null,
      calibration: [],
    })
  })
})

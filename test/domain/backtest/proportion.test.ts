import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { proportion, quantile, rate } from '#domain/backtest/proportion.ts'

describe('a share with its interval', () => {
  // the two roots p of (p − k/n)² = z² p (1 − p) / n, z = 1.959964, solved apart from the code
  test.each([
    [2, 28, 0.071429, 0.019812, 0.226454],
    [7, 11, 0.636364, 0.353801, 0.848335],
    [0, 10, 0, 0, 0.277533],
    [10, 10, 1, 0.722467, 1],
  ])('%i of %i', (count, of, value, low, high) => {
    expect(proportion(count, of)).toMatchObject({ count, of, value })
    expect(proportion(count, of).low).toBeCloseTo(low, 5)
    expect(proportion(count, of).high).toBeCloseTo(high, 5)
  })

  test('nothing to count from is unknown, not zero', () => {
    expect(proportion(0, 0)).toEqual({ count: 0, of: 0, value: null, low: 0, high: 1 })
  })

  test('the interval holds the share, stays within 0 and 1, and narrows as counts grow', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200 }), fc.integer({ min: 1, max: 200 }), (raw, of) => {
        const count = Math.min(raw, of)
        const one = proportion(count, of)
        const ten = proportion(count * 10, of * 10)
        expect(one.low).toBeLessThanOrEqual(one.value ?? -1)
        expect(one.high).toBeGreaterThanOrEqual(one.value ?? 2)
        expect(one.low).toBeGreaterThanOrEqual(0)
        expect(one.high).toBeLessThanOrEqual(1)
        expect(ten.high - ten.low).toBeLessThan(one.high - one.low)
      }),
    )
  })
})

describe('a rate with its interval', () => {
  test('ten events: close to the exact Poisson interval 4.80 to 18.39', () => {
    const found = rate(10, 1)
    expect(found.low).toBeCloseTo(4.8, 1)
    expect(found.high).toBeCloseTo(18.39, 1)
  })

  test('none in 100: from 0 to about 3.7 ÷ 100', () => {
    expect(rate(0, 100)).toMatchObject({ value: 0, low: 0 })
    expect(rate(0, 100).high).toBeCloseTo(0.037, 2)
  })

  test('no exposure is unknown', () => {
    expect(rate(0, 0)).toEqual({ count: 0, exposure: 0, value: null, low: 0, high: null })
  })
})

test('a quantile by nearest rank', () => {
  expect(quantile([], 0.5)).toBeNull()
  expect(quantile([3], 0.975)).toBe(3)
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2)
  expect(quantile([1, 2, 3, 4], 0.975)).toBe(4)
})

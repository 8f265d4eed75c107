// Shares and rates with their counts and 95 % intervals: a back-test on a handful of outcomes never shows a bare percentage.
import { round6 } from '../rules/rounding.ts'

/** 97.5th percentile of the normal distribution: two-sided 95 %. */
const z = 1.959963984540054

/** `count` of `of`; without anything to count from, the share is unknown and the interval is everything. */
export interface Proportion {
  readonly count: number
  readonly of: number
  readonly value: number | null
  readonly low: number
  readonly high: number
}

/** Wilson's score interval (1927): holds up for small counts and for shares of 0 and 1. */
export function proportion(count: number, of: number): Proportion {
  if (of === 0) return { count, of, value: null, low: 0, high: 1 }
  const share = count / of
  const centre = share + (z * z) / (2 * of)
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const scale = 1 + (z * z) / of
  return {
    count,
    of,
    value: round6(share),
    low: count === 0 ? 0 : round6((centre - spread) / scale),
    high: count === of ? 1 : round6((centre + spread) / scale),
  }
}

/** Events per unit of exposure. */
export interface Rate {
  readonly count: number
  readonly exposure: number
  readonly value: number | null
  readonly low: number
  readonly high: number | null
}

/** Byar's approximation of the exact Poisson limit of a count. */
function poissonLimit(cases: number, sign: 1 | -1): number {
  return cases * (1 - 1 / (9 * cases) + (sign * z) / (3 * Math.sqrt(cases))) ** 3
}

export function rate(count: number, exposure: number): Rate {
  if (exposure <= 0) return { count, exposure: 0, value: null, low: 0, high: null }
  return {
    count,
    exposure: round6(exposure),
    value: round6(count / exposure),
    low: count === 0 ? 0 : round6(poissonLimit(count, -1) / exposure),
    high: round6(poissonLimit(count + 1, 1) / exposure),
  }
}

/** Nearest-rank quantile of values in ascending order; null without any. */
export function quantile(ascending: readonly number[], share: number): number | null {
  const at = Math.min(ascending.length, Math.max(1, Math.ceil(share * ascending.length)))
  return ascending[at - 1] ?? null
}

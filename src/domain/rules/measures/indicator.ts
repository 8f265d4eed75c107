// indicator: the last known value of an external series at the key's place, or at the most specific place above it that has one.
import type { Instant } from '../../time.ts'
import type { KeyView, MeasureOf, Observation, Operator } from './measure.ts'

type Indicator = MeasureOf<'indicator'>

function latestBy(observations: readonly Observation[], at: Instant): Observation | undefined {
  let low = 0
  let high = observations.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = observations[middle]
    if (one !== undefined && one.observedAt <= at) low = middle + 1
    else high = middle
  }
  return observations[low - 1]
}

function observed(code: string, key: KeyView, at: Instant): Observation | undefined {
  const series = key.facts.indicators.get(code)
  if (series === undefined) return undefined
  for (const place of key.lineage) {
    const found = latestBy(series.get(place) ?? [], at)
    if (found !== undefined) return found
  }
  return undefined
}

/** Keeps a series in (observed, pos) order. */
export function addObservation(observations: Observation[], one: Observation): void {
  const before = (other: Observation) =>
    other.observedAt < one.observedAt || (other.observedAt === one.observedAt && other.pos <= one.pos)
  observations.splice(observations.findLastIndex(before) + 1, 0, one)
}

export const indicator: Operator<Indicator> = {
  selectors: () => [],
  scan({ code, maxAge, missing }, key, at) {
    const found = observed(code, key, at)
    const isFresh = found !== undefined && (maxAge === undefined || at - found.observedAt < maxAge)
    if (isFresh) return found.value
    if (missing === 'zero') return 0
    return missing === 'last' ? (found?.value ?? null) : null
  },
  nextChange({ code, maxAge }, key, at) {
    const series = key.facts.indicators.get(code)
    if (series === undefined) return Infinity
    const ends = key.lineage.flatMap((place) =>
      (series.get(place) ?? []).filter((one) => one.observedAt > at).map((one) => one.observedAt),
    )
    const found = observed(code, key, at)
    if (found !== undefined && maxAge !== undefined && found.observedAt + maxAge > at) {
      ends.push(found.observedAt + maxAge)
    }
    return ends.reduce((first, one) => Math.min(first, one), Infinity)
  },
  atMost({ code, missing }, key) {
    const series = key.facts.indicators.get(code)
    if (key.lineage.some((place) => series?.has(place) === true)) return Infinity
    return missing === 'zero' ? 0 : -Infinity
  },
  evidence: () => [],
  window: () => 0,
  reach: () => 0,
  onlyFalls: false,
  isWhole: false,
}

// spike: the count of a window against the usual count of earlier windows of the same length (tiles). Unknown until there is a baseline.
import type { Instant } from '../../time.ts'
import { firstAfter } from '../series.ts'
import type { KeyView, MeasureOf, Operator } from './measure.ts'
import { countAround, inWindow, nextWindowChange, takenOf } from './window.ts'

type Spike = MeasureOf<'spike'>

/** Counts of the complete tiles of the baseline at an instant. */
function tileCounts({ of, window, baseline }: Spike, key: KeyView, at: Instant): readonly number[] {
  const { periodOrigin, monitoringStart } = key.facts
  const items = takenOf(key, of)
  const end = at - window - baseline.gap
  const counts: number[] = []
  let start = periodOrigin + (Math.floor((end - periodOrigin) / window) - 1) * window
  for (; start > end - baseline.span && start >= monitoringStart; start -= window) {
    // tiles are half-open [start, end): whole milliseconds make that (start − 1, end − 1]
    counts.push(firstAfter(items, start + window - 1) - firstAfter(items, start - 1))
  }
  return counts
}

function usual(counts: readonly number[], method: 'median' | 'mean'): number {
  if (method === 'mean') return counts.reduce((sum, one) => sum + one, 0) / counts.length
  const sorted = counts.toSorted((left, right) => left - right)
  const middle = sorted.length >>> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** The next instant at which a tile edge passes one end of the baseline. */
function nextTileChange({ window, baseline }: Spike, periodOrigin: Instant, at: Instant): Instant {
  return Math.min(
    ...[window + baseline.gap, window + baseline.gap + baseline.span].map((shift) => {
      const tile = Math.floor((at - shift - periodOrigin) / window) + 1
      return periodOrigin + tile * window + shift
    }),
  )
}

export const spike: Operator<Spike> = {
  selectors: ({ of }) => [of],
  scan(measure, key, at) {
    const { of, window, baseline, stat } = measure
    if (at - key.facts.monitoringStart < baseline.warmup) return null
    const counts = tileCounts(measure, key, at)
    if (counts.length === 0) return null
    const base = Math.max(baseline.floor, usual(counts, baseline.method))
    const items = takenOf(key, of)
    const observed = firstAfter(items, at) - firstAfter(items, at - window)
    return stat === 'ratio' ? observed / base : (observed - base) / Math.sqrt(base)
  },
  nextChange(measure, key, at) {
    const { of, window, baseline } = measure
    const { monitoringStart, periodOrigin } = key.facts
    const warm = monitoringStart + baseline.warmup
    const items = takenOf(key, of)
    const reach = 2 * window + baseline.gap + baseline.span
    const changes = [nextWindowChange(key, of, window, at), warm > at ? warm : Infinity]
    // without signals in reach every tile is empty: only the first complete tile changes anything
    const isQuiet = items.length === firstAfter(items, at - reach)
    if (!isQuiet || at < monitoringStart + reach) changes.push(nextTileChange(measure, periodOrigin, at))
    return Math.min(...changes)
  },
  evidence: ({ of, window }, key, at) => inWindow(key, of, window, at),
  atMost({ of, window, baseline, stat }, key, span) {
    const observed = countAround(key, of, window, span)
    if (baseline.floor <= 0) return Infinity
    // both are greatest where the usual count is smallest
    return stat === 'ratio'
      ? observed / baseline.floor
      : Math.max(0, observed - baseline.floor) / Math.sqrt(baseline.floor)
  },
  window: ({ window }) => window,
  reach: ({ window, baseline }) => 2 * window + baseline.gap + baseline.span,
  onlyFalls: false,
  isWhole: false,
}

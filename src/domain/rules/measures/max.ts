// max: the greatest value of a number field over the yield in the window; 0 if there is none.
import type { Item } from '../series.ts'
import type { MeasureOf, Operator } from './measure.ts'
import { inWindow, nextWindowChange, slide, type Tally, zeroIfEmpty } from './window.ts'

function amount(item: Item, field: string): number | undefined {
  const value = item.contribution.values[field]
  return typeof value === 'number' ? value : undefined
}

function placeOf(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The different values in rising order with how often each occurs: the greatest is the last, whichever leaves. */
function tallyMax(field: string): Tally {
  const times = new Map<number, number>()
  const sorted: number[] = []
  return {
    enter(item) {
      const value = amount(item, field)
      if (value === undefined) return
      const known = times.get(value) ?? 0
      if (known === 0) sorted.splice(placeOf(sorted, value), 0, value)
      times.set(value, known + 1)
    },
    leave(item) {
      const value = amount(item, field)
      if (value === undefined) return
      const left = (times.get(value) ?? 0) - 1
      if (left > 0) times.set(value, left)
      else {
        times.delete(value)
        sorted.splice(placeOf(sorted, value), 1)
      }
    },
    value: () => sorted.at(-1) ?? 0,
  }
}

export const max: Operator<MeasureOf<'max'>> = {
  selectors: ({ of }) => [of],
  scan: ({ of, field, window }, key, at) =>
    inWindow(key, of, window, at)
      .map((item) => amount(item, field))
      .filter((value) => value !== undefined)
      .reduce<number | undefined>(
        (top, value) => (top === undefined || value > top ? value : top),
        undefined,
      ) ?? 0,
  start: ({ of, field, window }, key) => slide(key, of, window, tallyMax(field)),
  nextChange: ({ of, window }, key, at) => nextWindowChange(key, of, window, at),
  evidence: ({ of, window }, key, at) => inWindow(key, of, window, at),
  atMost: ({ of, window }, key, span) => zeroIfEmpty(key, of, window, span),
  window: ({ window }) => window,
  reach: ({ window }) => window,
  onlyFalls: true, // number fields of a signal are never negative
  isWhole: false,
}

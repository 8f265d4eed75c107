// sum: the total of a number field over the yield in the window; missing counts as 0.
import { millionths } from '../rounding.ts'
import type { Item } from '../series.ts'
import type { MeasureOf, Operator } from './measure.ts'
import { inWindow, nextWindowChange, slide, type Tally, zeroIfEmpty } from './window.ts'

function amount(item: Item, field: string): number {
  const value = item.contribution.values[field]
  return typeof value === 'number' ? Math.round(value * millionths) : 0
}

function tallySum(field: string): Tally {
  let total = 0
  return {
    enter(item) {
      total += amount(item, field)
    },
    leave(item) {
      total -= amount(item, field)
    },
    value: () => total / millionths,
  }
}

export const sum: Operator<MeasureOf<'sum'>> = {
  selectors: ({ of }) => [of],
  scan: ({ of, field, window }, key, at) =>
    inWindow(key, of, window, at).reduce((total, item) => total + amount(item, field), 0) / millionths,
  start: ({ of, field, window }, key) => slide(key, of, window, tallySum(field)),
  nextChange: ({ of, window }, key, at) => nextWindowChange(key, of, window, at),
  evidence: ({ of, window }, key, at) => inWindow(key, of, window, at),
  atMost: ({ of, window }, key, span) => zeroIfEmpty(key, of, window, span),
  window: ({ window }) => window,
  reach: ({ window }) => window,
  onlyFalls: true, // number fields of a signal are never negative
  isWhole: false,
}

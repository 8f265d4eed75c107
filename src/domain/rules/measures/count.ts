// count: the size of the yield in the window. Two binary searches, so it needs no accumulator.
import { firstAfter } from '../series.ts'
import type { MeasureOf, Operator } from './measure.ts'
import { countAround, inWindow, nextWindowChange, takenOf } from './window.ts'

export const count: Operator<MeasureOf<'count'>> = {
  selectors: ({ of }) => [of],
  scan({ of, window }, key, at) {
    const items = takenOf(key, of)
    return firstAfter(items, at) - firstAfter(items, at - window)
  },
  nextChange: ({ of, window }, key, at) => nextWindowChange(key, of, window, at),
  evidence: ({ of, window }, key, at) => inWindow(key, of, window, at),
  atMost: ({ of, window }, key, span) => countAround(key, of, window, span),
  window: ({ window }) => window,
  reach: ({ window }) => window,
  onlyFalls: true,
  isWhole: true,
}

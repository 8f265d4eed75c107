// distinct: how many different values of a field the yield in the window has; a tag field counts its elements, a missing field nothing.
import type { Item } from '../series.ts'
import { valuesOf } from '../signal-fields.ts'
import type { MeasureOf, Operator } from './measure.ts'
import { inWindow, nextWindowChange, slide, type Tally, zeroIfEmpty } from './window.ts'

function tallyValues(field: string): Tally {
  const times = new Map<string | number, number>()
  return {
    enter(item) {
      for (const value of new Set(valuesOf(item.contribution.values[field]))) {
        times.set(value, (times.get(value) ?? 0) + 1)
      }
    },
    leave(item) {
      for (const value of new Set(valuesOf(item.contribution.values[field]))) {
        const left = (times.get(value) ?? 0) - 1
        if (left > 0) times.set(value, left)
        else times.delete(value)
      }
    },
    value: () => times.size,
  }
}

export const distinct: Operator<MeasureOf<'distinct'>> = {
  selectors: ({ of }) => [of],
  scan: ({ of, field, window }, key, at) =>
    new Set(inWindow(key, of, window, at).flatMap((item: Item) => valuesOf(item.contribution.values[field])))
      .size,
  start: ({ of, field, window }, key) => slide(key, of, window, tallyValues(field)),
  nextChange: ({ of, window }, key, at) => nextWindowChange(key, of, window, at),
  evidence: ({ of, window }, key, at) => inWindow(key, of, window, at),
  atMost: ({ of, window }, key, span) => zeroIfEmpty(key, of, window, span),
  window: ({ window }) => window,
  reach: ({ window }) => window,
  onlyFalls: true,
  isWhole: true,
}

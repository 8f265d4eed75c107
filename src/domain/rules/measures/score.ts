// score: the sum of weights in the window, undecayed or halved every half_life. Age is counted in cells of half_life/64, so every change
// has an exact instant and the value is exact from one total per cell.
import type { Instant } from '../../time.ts'
import { millionths } from '../rounding.ts'
import type { Item } from '../series.ts'
import type { MeasureOf, Operator } from './measure.ts'
import { inWindow, nextWindowChange, slide, type Tally, zeroIfEmpty } from './window.ts'

const cellsPerHalfLife = 64

/** 2^(−i/64) for i in 0..63; whole half-lives are exact in binary. */
const fraction = Array.from({ length: cellsPerHalfLife }, (_, index) => 2 ** (-index / cellsPerHalfLife))

function cellAt(at: Instant, halfLife: number): number {
  return Math.floor((cellsPerHalfLife * at) / halfLife)
}

/** The first instant of a cell. */
function cellStart(cell: number, halfLife: number): Instant {
  return Math.ceil((cell * halfLife) / cellsPerHalfLife)
}

function decay(cells: number): number {
  // an event of the future has not begun to decay
  const age = Math.max(0, cells)
  return (fraction[age % cellsPerHalfLife] ?? 0) * 2 ** -Math.floor(age / cellsPerHalfLife)
}

function tallyPlain(): Tally {
  let total = 0
  return {
    enter(item) {
      total += item.contribution.weight
    },
    leave(item) {
      total -= item.contribution.weight
    },
    value: () => Math.round(total) / millionths,
  }
}

/** One total per cell, in cell order: at most 64 · window / half_life of them, however many signals there are. */
function tallyDecayed(halfLife: number): Tally {
  const totals = new Map<number, { weight: number; items: number }>()
  let order: number[] = []
  function change(item: Item, by: 1 | -1): void {
    const cell = cellAt(item.at, halfLife)
    const total = totals.get(cell) ?? { weight: 0, items: 0 }
    if (total.items === 0) {
      totals.set(cell, total)
      const isLast = cell > (order.at(-1) ?? -Infinity)
      order.push(cell)
      if (!isLast) order.sort((left, right) => left - right)
    }
    total.weight += by * item.contribution.weight
    total.items += by
    if (total.items > 0) return
    totals.delete(cell)
    order = order.filter((one) => one !== cell)
  }
  return {
    enter: (item) => change(item, 1),
    leave: (item) => change(item, -1),
    value(at) {
      const now = cellAt(at, halfLife)
      let sum = 0
      for (const cell of order) sum += (totals.get(cell)?.weight ?? 0) * decay(now - cell)
      return Math.round(sum) / millionths
    },
  }
}

export const score: Operator<MeasureOf<'score'>> = {
  selectors: ({ of }) => [of],
  scan({ of, window, halfLife }, key, at) {
    const now = halfLife === undefined ? 0 : cellAt(at, halfLife)
    const total = inWindow(key, of, window, at).reduce(
      (sum, item) =>
        sum +
        item.contribution.weight * (halfLife === undefined ? 1 : decay(now - cellAt(item.at, halfLife))),
      0,
    )
    return Math.round(total) / millionths
  },
  start: ({ of, window, halfLife }, key) =>
    slide(key, of, window, halfLife === undefined ? tallyPlain() : tallyDecayed(halfLife)),
  nextChange({ of, window, halfLife }, key, at) {
    const edge = nextWindowChange(key, of, window, at)
    if (halfLife === undefined || edge === Infinity) return edge
    return Math.min(edge, cellStart(cellAt(at, halfLife) + 1, halfLife))
  },
  evidence: ({ of, window }, key, at) => inWindow(key, of, window, at),
  atMost: ({ of, window }, key, span) => zeroIfEmpty(key, of, window, span),
  window: ({ window }) => window,
  reach: ({ window }) => window,
  onlyFalls: true,
  isWhole: false,
}

// Three-valued conditions: true, false, or null for unknown (rule language §7).
import type { Compared } from './lane.ts'
import type { ReadMeasure } from './measures/measure.ts'
import { round6 } from './rounding.ts'
import type { Comparison, Num, When } from './rule.ts'

export type Truth = boolean | null
export type Threshold = (value: Num) => number

/** What a comparison is told instead of values when a condition is judged over a span of time. */
export interface Reach {
  /** No value of the measure in the span is greater. */
  readonly most: (measure: string) => number
  /** No value that the threshold has in the span is smaller. */
  readonly least: (value: Num) => number
}

export function negate(truth: Truth): Truth {
  return truth === null ? null : !truth
}

export function compareNumbers(value: number | null, op: Comparison, than: number): Truth {
  if (value === null || Number.isNaN(than)) return null
  switch (op) {
    case 'gt':
      return value > than
    case 'gte':
      return value >= than
    case 'lt':
      return value < than
    case 'lte':
      return value <= than
    case 'eq':
      return value === than
  }
}

type Leaf = Extract<When, { measure: string }>

/** Stops at the first part that decides, so that a cheap comparison written first spares the others. */
function walkParts(parts: readonly When[], decisive: boolean, leaf: (one: Leaf) => Truth): Truth {
  let truth: Truth = !decisive
  for (const part of parts) {
    const found = walk(part, leaf)
    if (found === decisive) return decisive
    if (found === null) truth = null
  }
  return truth
}

function walk(when: When, leaf: (one: Leaf) => Truth): Truth {
  if ('measure' in when) return leaf(when)
  if ('not' in when) return negate(walk(when.not, leaf))
  return 'all' in when ? walkParts(when.all, false, leaf) : walkParts(when.any, true, leaf)
}

export function evaluateWhen(when: When, read: ReadMeasure, threshold: Threshold): Truth {
  return walk(when, ({ measure, op, than }) => compareNumbers(read(measure), op, threshold(than)))
}

function isWithinReach({ measure, op, than }: Leaf, { most, least }: Reach): boolean {
  if (op === 'gt') return most(measure) > least(than)
  return op === 'gte' ? most(measure) >= least(than) : true
}

/** False only if the condition cannot come out as `wanted` anywhere in the span; where little is known it says true. */
export function mayBe(wanted: boolean, when: When, reach: Reach): boolean {
  if ('measure' in when) return !wanted || isWithinReach(when, reach)
  if ('not' in when) return mayBe(!wanted, when.not, reach)
  // `all` is true, and `any` is false, only if every part is
  return 'all' in when === wanted
    ? ('all' in when ? when.all : when.any).every((part) => mayBe(wanted, part, reach))
    : ('all' in when ? when.all : when.any).some((part) => mayBe(wanted, part, reach))
}

/** Every comparison of a condition, in the order written. */
export function leavesOf(when: When): readonly Leaf[] {
  if ('measure' in when) return [when]
  if ('not' in when) return leavesOf(when.not)
  return ('all' in when ? when.all : when.any).flatMap(leavesOf)
}

function marginOf(value: number, op: Comparison, than: number): number {
  if (op === 'eq') return round6(-Math.abs(value - than))
  return round6(op === 'lt' || op === 'lte' ? than - value : value - than)
}

export function compareLeaves(when: When, read: ReadMeasure, threshold: Threshold): readonly Compared[] {
  return leavesOf(when).map(({ measure, op, than }) => {
    const value = read(measure)
    const bound = threshold(than)
    return {
      measure,
      op,
      value,
      threshold: bound,
      margin: value === null ? null : marginOf(value, op, bound),
      holds: compareNumbers(value, op, bound),
    }
  })
}

/** The smallest change of a measure after which a comparison that holds no longer does. */
function changeToFail(value: number, op: Comparison, than: number, isWhole: boolean): number {
  const step = isWhole ? 1 : 0.000_001 // the resolution of a measure
  const target = {
    gt: isWhole ? Math.floor(than) : than,
    gte: isWhole ? Math.ceil(than) - 1 : than - step,
    lt: isWhole ? Math.ceil(than) : than,
    lte: isWhole ? Math.floor(than) + 1 : than + step,
    eq: value + step,
  }[op]
  return round6(target - value)
}

/** The comparisons that a condition that holds cannot do without, each with the change that makes it fail. */
export function preventions(
  when: When,
  read: ReadMeasure,
  threshold: Threshold,
  isWhole: (measure: string) => boolean,
): readonly { readonly measure: string; readonly change: number }[] {
  return leavesOf(when).flatMap((needed) => {
    const value = read(needed.measure)
    const bound = threshold(needed.than)
    const isTrue = (one: Leaf) => compareNumbers(read(one.measure), one.op, threshold(one.than))
    if (value === null || isTrue(needed) !== true || walk(when, isTrue) !== true) return []
    if (walk(when, (one) => (one === needed ? false : isTrue(one))) === true) return []
    return [
      {
        measure: needed.measure,
        change: changeToFail(value, needed.op, bound, isWhole(needed.measure)),
      },
    ]
  })
}

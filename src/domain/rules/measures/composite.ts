// composite: several measures on one scale of 0 to 100. Unknown factors are left out as long as enough weight is known; a context alone
// does not count when the rule requires both natures.
import type { Instant } from '../../time.ts'
import type { FactorShare } from '../lane.ts'
import { numberAt, tableEntry } from '../lane-calendar.ts'
import { round6 } from '../rounding.ts'
import type { KeyView, MeasureOf, Operator, ReadMeasure } from './measure.ts'

type Composite = MeasureOf<'composite'>
type Most = (name: string) => number

interface Weighed {
  readonly measure: string
  readonly nature: 'endogenous' | 'exogenous'
  readonly weight: number
  readonly x: number | null
  readonly q: number | null
}

function weigh(measure: Composite, key: KeyView, at: Instant, read: ReadMeasure): readonly Weighed[] {
  return measure.factors.map((factor) => {
    const { from, to } = factor.scale
    const x = read(factor.measure)
    const q = x === null ? null : Math.min(1, Math.max(0, (x - from) / (to - from)))
    return {
      measure: factor.measure,
      nature: factor.nature,
      weight: numberAt(factor.weight, key, at),
      x,
      q,
    }
  })
}

function isMet(factors: readonly Weighed[], nature: Weighed['nature'], needed: number): boolean | null {
  const own = factors.filter((one) => one.nature === nature && one.weight > 0)
  const met = own.filter(({ q }) => q !== null && q > 0).length
  if (met >= needed) return true
  return met + own.filter(({ q }) => q === null).length >= needed ? null : false
}

/** 0 to 1 before clamping; null where too little is known. */
function combine(measure: Composite, factors: readonly Weighed[]): number | null {
  const risk = factors.filter(({ weight }) => weight > 0)
  const known = risk.filter(({ q }) => q !== null)
  const total = (list: readonly Weighed[]) => list.reduce((sum, one) => sum + one.weight, 0)
  // weights are decimal fractions: compared after rounding, so that 0.1 + 0.2 reaches 0.3
  if (known.length === 0 || round6(total(known)) < round6(measure.minKnown * total(risk))) return null
  const natures = ['endogenous', 'exogenous'] as const
  const met = natures.map((nature) => isMet(factors, nature, measure.require[nature]))
  if (met.includes(false)) return 0
  if (met.includes(null)) return null
  const relief = factors.filter(({ weight }) => weight < 0)
  const part = ({ weight, q }: Weighed) => Math.abs(weight) * (q ?? 0)
  if (measure.combine === 'weighted_mean') {
    const sum = (list: readonly Weighed[]) => list.reduce((all, one) => all + part(one), 0)
    return (sum(known) - sum(relief)) / total(known)
  }
  const left = (list: readonly Weighed[]) => list.reduce((all, one) => all * (1 - part(one)), 1)
  return (1 - left(known)) * left(relief)
}

function multiplier(measure: Composite, key: KeyView, at: Instant): number {
  return measure.phaseMultiplier ? (tableEntry(key.rule.phases.multiplier, key, at) ?? 1) : 1
}

/** Each factor's part in the value, in points: exact for the mean, for noisy_or the points that would be missing without it. */
export function factorShares(
  measure: Composite,
  key: KeyView,
  at: Instant,
  read: ReadMeasure,
): readonly FactorShare[] {
  const factors = weigh(measure, key, at, read)
  const points = 100 * multiplier(measure, key, at)
  const base = combine(measure, factors)
  const known = factors.reduce((sum, { weight, q }) => sum + (weight > 0 && q !== null ? weight : 0), 0)
  return factors.map((factor) => {
    const { weight, q } = factor
    if (base === null || q === null) return { ...factor, share: null }
    if (measure.combine === 'weighted_mean') {
      return { ...factor, q: round6(q), share: base === 0 ? 0 : round6((points * weight * q) / known) }
    }
    const others = factors.map((one) => (one === factor ? { ...one, q: 0 } : one))
    return { ...factor, q: round6(q), share: round6(points * (base - (combine(measure, others) ?? base))) }
  })
}

/** Whether a factor may lie above the start of its scale and add to the risk. */
function mayAdd({ measure, weight, scale }: Composite['factors'][number], most: Most): boolean {
  if (typeof weight === 'number' && weight <= 0) return false
  return scale.from > scale.to || most(measure) > scale.from
}

export const composite: Operator<Composite> = {
  selectors: () => [],
  scan(measure, key, at, read) {
    const base = combine(measure, weigh(measure, key, at, read))
    if (base === null) return null
    return Math.min(100, Math.max(0, 100 * base * multiplier(measure, key, at)))
  },
  // those of its factors and of the calendar, which the plan of the rule adds
  nextChange: () => Infinity,
  atMost({ factors, require }, _key, _span, most) {
    const natures = ['endogenous', 'exogenous'] as const
    const canMeet = natures.every(
      (nature) =>
        factors.filter((one) => one.nature === nature && mayAdd(one, most)).length >= require[nature],
    )
    return canMeet ? 100 : 0
  },
  evidence: () => [],
  window: () => 0,
  reach: () => 0,
  onlyFalls: false,
  isWhole: false,
}

// What a measure of a rule is, for whoever reads its number where the rule is not at hand.
import type { DurationMs } from '../time.ts'
import type { Measure, Rule } from './rule.ts'

interface MeasureNature {
  readonly kind: Measure['kind']
  /** Of distinct, sum and max: what is told apart, added up or compared. */
  readonly field?: string
  /** The span that it looks back over; composites and the like have none of their own. */
  readonly window_ms?: DurationMs
}

/** By name; a name that the rule does not have is left out. */
export function naturesOf(rule: Rule, names: readonly string[]): Readonly<Record<string, MeasureNature>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const measure = rule.measures[name]
      return measure === undefined ? [] : [[name, natureOf(measure)]]
    }),
  )
}

function natureOf(measure: Measure): MeasureNature {
  switch (measure.kind) {
    case 'distinct':
    case 'sum':
    case 'max':
      return { kind: measure.kind, field: measure.field, window_ms: measure.window }
    case 'count':
    case 'score':
    case 'spike':
      return { kind: measure.kind, window_ms: measure.window }
    case 'sequence':
      return { kind: measure.kind, window_ms: measure.within }
    case 'absent':
    case 'indicator':
    case 'composite':
      return { kind: measure.kind }
  }
}

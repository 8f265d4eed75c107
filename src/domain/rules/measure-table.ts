// The only list of measures: a new one is one file and one line here.
import { absent } from './measures/absent.ts'
import { composite } from './measures/composite.ts'
import { count } from './measures/count.ts'
import { distinct } from './measures/distinct.ts'
import { indicator } from './measures/indicator.ts'
import { max } from './measures/max.ts'
import type { MeasureOf, Operator } from './measures/measure.ts'
import { score } from './measures/score.ts'
import { sequence } from './measures/sequence.ts'
import { spike } from './measures/spike.ts'
import { sum } from './measures/sum.ts'
import type { Measure } from './rule.ts'

type Table = { readonly [K in Measure['kind']]: Operator<MeasureOf<K>> }
const operators: Table = {
  count,
  distinct,
  sum,
  max,
  score,
  spike,
  sequence,
  absent,
  indicator,
  composite,
}

/** The operator of a measure; give it measures of that kind only. */
export function operatorOf(measure: Measure): Operator<Measure> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table pairs operator and kind, which an indexed access cannot say
  return operators[measure.kind] as unknown as Operator<Measure>
}

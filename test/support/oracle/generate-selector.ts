// Random selectors of generated rules: every kind of field test, caps, discounts, weights.
import fc from 'fast-check'
import type { Plain } from './plain.ts'

const one = <T>(...choices: readonly T[]) => fc.constantFrom(...choices)
/** One time in three by default. */
export const maybe = (arb: fc.Arbitrary<Plain>, weight = 1): fc.Arbitrary<Plain> =>
  fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, { arbitrary: arb, weight })

const allRisk: Plain = { category: ['violence', 'threat', 'protest', 'hate_speech'] }
const narrowWhere = one<Plain>(
  { category: ['violence', 'threat', 'protest', 'hate_speech'], severity: { gte: 1 } },
  { category: ['violence', 'threat', 'hate_speech'] },
  { category: ['violence', 'threat'] },
  { category: 'violence', severity: { gte: 2 } },
  { category: ['violence', 'threat', 'protest'], not: { 'target.kind': 'candidate' } },
  { factor: ['en.5', 'ex.1'] },
  { factor: 'en.1', any: [{ severity: { gte: 4 } }, { verification: 'verified' }] },
  { category: ['violence', 'threat'], credibility: [1, 2, 3] },
  { category: ['violence', 'threat', 'protest'], phase: ['campaign', 'registration'] },
  { category: ['violence', 'threat', 'hate_speech'], window: ['silence', 'election_day'] },
  { category: ['violence', 'protest'], window: { ne: 'silence' } },
  { category: 'violence', populations: { has_any: ['women'] } },
  { category: ['threat', 'violence'], narrative: { contains_any: ['quema de ánforas', 'Amenaza'] } },
  { category: ['threat', 'violence', 'protest'], nature: 'exogenous' },
  { category: ['violence', 'threat', 'protest'], severity: { lt: { param: 'grave' } } },
)
const widerWhere = one<Plain>(
  { category: { not_in: ['agreement', 'protest'] }, 'source.kind': { ne: 'media' } },
  { category: { in: ['violence', 'threat'] }, 'target.kind': { exists: false } },
  { category: 'violence', populations: { has_all: ['women', 'candidates'] } },
  { category: ['violence', 'threat'], severity: { ne: 3, lte: 4 } },
  { category: ['violence', 'threat'], severity: [1, 5, { param: 'grave' }] },
  {
    all: [
      { category: ['violence', 'protest'] },
      { any: [{ reliability: ['A', 'F'] }, { not: { severity: 2 } }] },
    ],
  },
  { category: ['violence', 'threat'], not: { factor: ['en.1', 'ex'] } },
  { category: ['violence', 'threat', 'protest'], 'counts.killed': { gte: 1 } },
  { category: ['violence', 'threat', 'protest'], municipality: { exists: true } },
)
const riskWhere = fc.oneof(fc.constant(allRisk), narrowWhere, widerWhere)

const cap = fc
  .record({ max: one(1, 2), per: one('1h', '1d', '7d') })
  .map((cap_per_source): Plain => ({ cap_per_source }))
const grading = fc.record({ min_discount: one(0.2, 0.3, 0.5, 0.64) })
const weighing = fc.record({ weight: one('severity_x_discount', 'severity', 'discount', 'none') })

export const riskSelector = fc
  .tuple(riskWhere, maybe(cap), maybe(grading), maybe(weighing))
  .map(([where, ...rest]): Plain => Object.assign({ where }, ...rest))
export const reliefSelector = fc
  .tuple(maybe(cap), maybe(grading))
  .map(
    ([...rest]): Plain =>
      Object.assign({ polarity: 'mitigating', where: { category: 'agreement' } }, ...rest),
  )

// Selectors: which signals a rule looks at. Reads `where` and what stands beside it.
import type { FieldTest, Scalar, Selector, Where } from './rule.ts'
import {
  below,
  flag,
  isPlain,
  list,
  map,
  maxDepth,
  numeric,
  oneOf,
  positiveDuration,
  type Reader,
  record,
  refuse,
  refuseUnknownKeys,
  type Spot,
  text,
} from './schema-reader.ts'
import {
  code,
  codeFields,
  factorCode,
  num,
  numberFields,
  oneOrMore,
  tagFields,
  testFields,
} from './schema-words.ts'

type Tests = readonly FieldTest[]
type Operators = Readonly<Record<string, Reader<FieldTest>>>

const isIn = (values: readonly Scalar[]): FieldTest => ({ op: 'in', values })
const isNotIn = (values: readonly Scalar[]): FieldTest => ({ op: 'not_in', values })
const exists: Reader<FieldTest> = map(flag, (value) => ({ op: 'exists', value }))

const codeOperators: Operators = {
  eq: map(code, (value) => isIn([value])),
  ne: map(code, (value) => isNotIn([value])),
  in: map(list(code, 1), isIn),
  not_in: map(list(code, 1), isNotIn),
  exists,
}

function compared(op: 'gt' | 'gte' | 'lt' | 'lte' | 'num_eq' | 'num_ne'): Reader<FieldTest> {
  return map(num, (value): FieldTest => ({ op, value }))
}
const numberOperators: Operators = {
  eq: compared('num_eq'),
  ne: compared('num_ne'),
  gt: compared('gt'),
  gte: compared('gte'),
  lt: compared('lt'),
  lte: compared('lte'),
  exists,
}

const tagOperators: Operators = {
  has_any: map(list(code, 1), (values): FieldTest => ({ op: 'has_any', values })),
  has_all: map(list(code, 1), (values): FieldTest => ({ op: 'has_all', values })),
  exists,
}

/** Every operator given must hold, so each becomes one test. */
function operators(table: Operators): Reader<Tests> {
  const known = Object.keys(table)
  return (value, spot) => {
    if (!isPlain(value)) return refuse(spot, `a mapping with ${known.join(', ')}`)
    refuseUnknownKeys(value, known, spot)
    if (Object.keys(value).length === 0) refuse(spot, `at least one of ${known.join(', ')}`)
    return Object.entries(value).flatMap(([key, given]) => {
      const reader = Object.hasOwn(table, key) ? table[key] : undefined
      return reader === undefined ? [] : [reader(given, below(spot, key))]
    })
  }
}

const codeTest: Reader<Tests> = (value, spot) =>
  isPlain(value)
    ? operators(codeOperators)(value, spot)
    : map(oneOrMore(code), (values) => [isIn(values)])(value, spot)
const tagTest: Reader<Tests> = (value, spot) =>
  isPlain(value)
    ? operators(tagOperators)(value, spot)
    : map(oneOrMore(code), (values): Tests => [{ op: 'has_any', values }])(value, spot)
const numberTest: Reader<Tests> = (value, spot) => {
  if (Array.isArray(value)) {
    return map(list(num, 1), (values): Tests => [{ op: 'num_in', values }])(value, spot)
  }
  return isPlain(value) && !Object.hasOwn(value, 'param')
    ? operators(numberOperators)(value, spot)
    : [compared('num_eq')(value, spot)]
}
const factorTest: Reader<Tests> = map(
  oneOrMore(factorCode),
  (prefixes): Tests => [{ op: 'factor', prefixes }],
)
// Three letters: shorter words match nearly every report.
const phrase = text(/^.{3}/su, 'a word or phrase of at least 3 characters')
const narrativeTest: Reader<Tests> = map(
  record({ contains_any: list(phrase, 1) }),
  (read): Tests => [{ op: 'contains_any', phrases: read.contains_any }],
)

const testOf: ReadonlyMap<string, Reader<Tests>> = new Map([
  ...codeFields.map((field): [string, Reader<Tests>] => [field, codeTest]),
  ...tagFields.map((field): [string, Reader<Tests>] => [field, tagTest]),
  ...numberFields.map((field): [string, Reader<Tests>] => [field, numberTest]),
  ['factor', factorTest],
  ['narrative', narrativeTest],
])

const whereKeys = [...testFields, 'all', 'any', 'not']

function allOf(parts: readonly Where[]): Where {
  const [first] = parts
  return parts.length === 1 && first !== undefined ? first : { all: parts }
}

function wherePart(key: string, value: unknown, spot: Spot, depth: number): readonly Where[] {
  const within = (given: unknown, at: Spot) => readWhere(given, at, depth + 1)
  if (key === 'not') return [{ not: within(value, spot) }]
  if (key === 'all') return list(within, 1)(value, spot)
  if (key === 'any') return [{ any: list(within, 1)(value, spot) }]
  return (testOf.get(key)?.(value, spot) ?? []).map((test) => ({ field: key, test }))
}

function readWhere(value: unknown, spot: Spot, depth: number): Where {
  if (!isPlain(value)) return refuse(spot, 'a mapping of tests on fields of a signal')
  if (depth > maxDepth) return refuse(spot, `nested deeper than ${maxDepth}`)
  refuseUnknownKeys(value, whereKeys, spot)
  if (Object.keys(value).length === 0) return refuse(spot, 'at least one test')
  const before = spot.problems.length
  const parts = Object.entries(value).map(([key, given]) => wherePart(key, given, below(spot, key), depth))
  return spot.problems.length > before ? { all: [] } : allOf(parts.flat())
}

const where: Reader<Where> = (value, spot) => readWhere(value, spot, 0)

const weights = ['severity_x_discount', 'severity', 'discount', 'none'] as const

export const selector: Reader<Selector> = map(
  record(
    { where },
    {
      polarity: oneOf(['risk', 'mitigating', 'any']),
      weight: oneOf(weights),
      min_discount: numeric('a number from 0 to 1', { min: 0, max: 1 }),
      cap_per_source: record({
        max: numeric('a whole number from 1', { min: 1, whole: true }),
        per: positiveDuration,
      }),
    },
  ),
  (read): Selector => ({
    where: read.where,
    polarity: read.polarity ?? 'risk',
    weight: read.weight ?? 'severity_x_discount',
    ...(read.min_discount === undefined ? {} : { minDiscount: read.min_discount }),
    ...(read.cap_per_source === undefined ? {} : { capPerSource: read.cap_per_source }),
  }),
)

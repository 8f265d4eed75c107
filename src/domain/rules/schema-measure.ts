// Measures: which numbers a rule keeps. The key that names the kind decides what the rest is checked against.
import type { Measure } from './rule.ts'
import { didYouMean } from './schema-nearest.ts'
import {
  duration,
  flag,
  isPlain,
  list,
  map,
  numeric,
  oneOf,
  positiveDuration,
  type Reader,
  record,
  refuse,
} from './schema-reader.ts'
import { anchor, code, distinctFields, num, numberFields, reference } from './schema-words.ts'

const count: Reader<Measure> = map(record({ count: reference, window: positiveDuration }), (read) => ({
  kind: 'count',
  of: read.count,
  window: read.window,
}))

const distinct: Reader<Measure> = map(
  record({ distinct: oneOf(distinctFields, 'unknown-field'), of: reference, window: positiveDuration }),
  (read) => ({ kind: 'distinct', field: read.distinct, of: read.of, window: read.window }),
)

const numberField = oneOf(numberFields, 'unknown-field')
const sum: Reader<Measure> = map(
  record({ sum: numberField, of: reference, window: positiveDuration }),
  (read) => ({ kind: 'sum', field: read.sum, of: read.of, window: read.window }),
)
const max: Reader<Measure> = map(
  record({ max: numberField, of: reference, window: positiveDuration }),
  (read) => ({ kind: 'max', field: read.max, of: read.of, window: read.window }),
)

const score: Reader<Measure> = map(
  record({ score: reference, window: positiveDuration }, { half_life: positiveDuration }),
  (read) => ({
    kind: 'score',
    of: read.score,
    window: read.window,
    ...(read.half_life === undefined ? {} : { halfLife: read.half_life }),
  }),
)

const baseline = record(
  { span: positiveDuration },
  {
    gap: duration,
    method: oneOf(['median', 'mean']),
    floor: numeric('a number above 0', { above: 0 }),
    warmup: duration,
  },
)
const spike: Reader<Measure> = map(
  record({ spike: reference, window: positiveDuration, baseline }, { stat: oneOf(['ratio', 'poisson_z']) }),
  ({ spike: of, window, baseline: base, stat }) => ({
    kind: 'spike',
    of,
    window,
    baseline: {
      span: base.span,
      gap: base.gap ?? 0,
      method: base.method ?? 'median',
      floor: base.floor ?? 1,
      warmup: base.warmup ?? base.span,
    },
    stat: stat ?? 'ratio',
  }),
)

const counted = record({
  signal: reference,
  count: numeric('a whole number from 1 to 50', { min: 1, max: 50, whole: true }),
})
const step: Reader<{ readonly signal: string; readonly count: number }> = (value, spot) =>
  isPlain(value) ? counted(value, spot) : { signal: reference(value, spot), count: 1 }
const sequence: Reader<Measure> = map(
  record({ sequence: list(step, 2, 6), within: positiveDuration }, { without: reference }),
  ({ sequence: steps, within, without }) => ({
    kind: 'sequence',
    steps,
    within,
    ...(without === undefined ? {} : { without }),
  }),
)

const expected = map(record({ entities: code }), (read) => read.entities)
const missedDeadline: Reader<Measure> = map(
  record({ absent: reference, since: anchor, deadline: anchor, expected }),
  (read) => ({
    kind: 'absent',
    of: read.absent,
    since: read.since,
    expected: read.expected,
    due: { deadline: read.deadline },
  }),
)
const missedSlots: Reader<Measure> = map(
  record(
    { absent: reference, since: anchor, every: positiveDuration, until: anchor, expected },
    { grace: duration },
  ),
  (read) => ({
    kind: 'absent',
    of: read.absent,
    since: read.since,
    expected: read.expected,
    due: { every: read.every, grace: read.grace ?? 0, until: read.until },
  }),
)
const absent: Reader<Measure> = (value, spot) => {
  const given = isPlain(value) ? Object.keys(value) : []
  if (given.includes('deadline') && given.includes('every')) {
    return refuse(spot, 'absent takes either deadline, or every and until')
  }
  return (given.includes('deadline') ? missedDeadline : missedSlots)(value, spot)
}

const indicator: Reader<Measure> = map(
  record({ indicator: code }, { max_age: positiveDuration, missing: oneOf(['unknown', 'zero', 'last']) }),
  ({ indicator: series, max_age, missing }) => ({
    kind: 'indicator',
    code: series,
    missing: missing ?? 'unknown',
    ...(max_age === undefined ? {} : { maxAge: max_age }),
  }),
)

const least = numeric('a whole number from 0', { min: 0, whole: true })
const part = record({
  measure: reference,
  nature: oneOf(['endogenous', 'exogenous']),
  weight: num,
  scale: record({ from: numeric('a number'), to: numeric('a number') }),
})
const compositeBody = record(
  { factors: list(part, 2, 20) },
  {
    combine: oneOf(['weighted_mean', 'noisy_or']),
    min_known: numeric('a number from 0 to 1', { min: 0, max: 1 }),
    phase_multiplier: flag,
    require: record({}, { endogenous: least, exogenous: least }),
  },
)
const composite: Reader<Measure> = map(record({ composite: compositeBody }), ({ composite: body }) => ({
  kind: 'composite',
  combine: body.combine ?? 'weighted_mean',
  minKnown: body.min_known ?? 0.6,
  phaseMultiplier: body.phase_multiplier ?? true,
  require: { endogenous: body.require?.endogenous ?? 0, exogenous: body.require?.exogenous ?? 0 },
  factors: body.factors,
}))

const kinds: Readonly<Record<Measure['kind'], Reader<Measure>>> = {
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
const kindNames = Object.keys(kinds)

export const measure: Reader<Measure> = (value, spot) => {
  if (!isPlain(value)) return refuse(spot, `a mapping with one of ${kindNames.join(', ')}`)
  const keys = Object.keys(value)
  const found = Object.entries(kinds).filter(([kind]) => keys.includes(kind))
  const [only] = found
  if (found.length === 1 && only !== undefined) return only[1](value, spot)
  if (found.length > 1) {
    return refuse(spot, `one kind, not ${found.map(([kind]) => kind).join(' and ')}`, 'measure-kind')
  }
  const hint =
    keys.map((key) => didYouMean(key, kindNames, spot.problems.length)).find((proposal) => proposal !== '') ??
    ''
  return refuse(spot, `needs its kind, one of ${kindNames.join(', ')}${hint}`, 'measure-kind')
}

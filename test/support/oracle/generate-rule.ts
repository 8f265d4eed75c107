// Random valid rules in their written form, small enough to shrink to something readable. All durations are whole ten minutes, so that
// an evaluation every ten minutes meets every change instant.
import fc from 'fast-check'
import { maybe, reliefSelector, riskSelector } from './generate-selector.ts'
import { type Plain, record } from './plain.ts'

/** 64 cells of ten minutes: every cell edge of the decay is a whole ten minutes from the epoch on. */
const halfLife = '10h40m'
const windows = ['10m', '30m', '1h', '3h', '10h', '1d', '3d'] as const

const one = <T>(...choices: readonly T[]) => fc.constantFrom(...choices)

const groupings: readonly (readonly string[])[] = [
  [],
  [],
  ['department'],
  ['department'],
  ['municipality'],
  ['department', 'target.group'],
  ['source.id'],
  ['place'],
  ['province', 'category'],
]

const window = one(...windows)
const selector = one('a', 'b')
const anchor = fc
  .record({
    milestone: one('vote', 'close'),
    edge: one('start', 'end'),
    offset: one('+0h', '+2h', '+1d', '-1d'),
  })
  .map((a): Plain => a)

const absent = fc.oneof(
  fc.record({
    absent: selector,
    since: anchor,
    deadline: anchor,
    expected: fc.constant({ entities: 'set' }),
  }),
  fc.record({
    absent: selector,
    since: anchor,
    every: one('3h', '10h'),
    grace: one('0h', '30m'),
    until: fc.constant({ milestone: 'close', edge: 'end', offset: '+2d' }),
    expected: fc.constant({ entities: 'set' }),
  }),
)
const spike = fc
  .record({
    span: one('1d', '2d'),
    gap: one('0h', '3h'),
    method: one('median', 'mean'),
    floor: one(1, 2, 0.5),
    warmup: one('12h', '1d'),
  })
  .chain((baseline) =>
    fc.record({
      spike: selector,
      window: one('3h', '12h'),
      baseline: fc.constant(baseline),
      stat: one('ratio', 'poisson_z'),
    }),
  )
const step = one<unknown>('a', 'b', { signal: 'a', count: 2 })
const sequence = fc
  .tuple(fc.array(step, { minLength: 2, maxLength: 3 }), window, maybe(fc.constant({ without: 'r' })))
  .map(([steps, within, rest]): Plain => ({ sequence: steps, within, ...rest }))
const indicator = fc
  .tuple(maybe(fc.record({ max_age: one('12h', '2d') }), 3), one('unknown', 'zero', 'last'))
  .map(([age, missing]): Plain => ({ indicator: 'prices', ...age, missing }))

/** Measures over risk selectors, by the shortest first so that shrinking leads there. */
const plainMeasure: fc.Arbitrary<Plain> = fc.oneof(
  fc.record({ count: selector, window }),
  fc.record({
    distinct: one('source.root', 'department', 'factor', 'populations', 'window'),
    of: selector,
    window,
  }),
  fc.record({ sum: one('severity', 'counts.killed'), of: selector, window }),
  fc.record({ max: one('severity', 'counts.killed'), of: selector, window }),
  fc.record({ score: selector, window }),
  fc.record({ score: selector, window, half_life: fc.constant(halfLife) }),
  spike,
  sequence,
  absent,
  indicator,
)

/** What late, stale, corrected and capped reports move most. */
const busyWindow = one('30m', '1h', '3h', '10h')
const busyMeasure: fc.Arbitrary<Plain> = fc.oneof(
  fc.record({ count: fc.constant('a'), window: busyWindow }),
  fc.record({ sum: fc.constant('severity'), of: fc.constant('a'), window: busyWindow }),
  fc.record({ distinct: fc.constant('source.root'), of: fc.constant('a'), window: busyWindow }),
  fc.record({ score: fc.constant('a'), window: busyWindow, half_life: fc.constant(halfLife) }),
  fc
    .tuple(fc.array(step, { minLength: 2, maxLength: 3 }), busyWindow)
    .map(([steps, within]): Plain => ({ sequence: steps, within, without: 'r' })),
  indicator,
)

const factor = (measure: string) =>
  fc.record({
    measure: fc.constant(measure),
    nature: one('endogenous', 'exogenous'),
    weight: one<unknown>(0.5, 0.2, 0.3, { param: 'share' }),
    scale: one({ from: 0, to: 3 }, { from: 1, to: 0 }, { from: 0, to: 20 }),
  })
const composite = fc
  .tuple(
    factor('m1'),
    factor('m2'),
    fc.boolean(),
    one('weighted_mean', 'noisy_or'),
    maybe(fc.record({ min_known: one(0.3, 0.9) })),
    maybe(fc.record({ require: one<unknown>({ endogenous: 1 }, { endogenous: 1, exogenous: 1 }) })),
    maybe(fc.record({ phase_multiplier: fc.boolean() })),
  )
  .map(([f1, f2, hasRelief, combine, ...rest]): Plain => {
    const relief = { measure: 'calm', nature: 'endogenous', weight: -0.3, scale: { from: 0, to: 1 } }
    return {
      composite: Object.assign({ combine, factors: hasRelief ? [f1, f2, relief] : [f1, f2] }, ...rest),
    }
  })

const thresholdOf = (measure: Plain): fc.Arbitrary<unknown> => {
  if ('composite' in measure) return one(20, 40, 60)
  if ('score' in measure) return one(1, 2.5, 5)
  if ('sequence' in measure) return one(1)
  return one<unknown>(1, 1, 2, 3, { param: 'min' })
}
const opposites: Record<string, string> = { gte: 'lt', gt: 'lte', lt: 'gte', lte: 'gt' }

/** A condition, and one that surely contradicts it for `clear_when`. */
function condition(name: string, measure: Plain): fc.Arbitrary<{ when: Plain; clear: Plain | undefined }> {
  return fc
    .tuple(
      fc.oneof({ arbitrary: one('gte', 'gt'), weight: 5 }, { arbitrary: one('lt', 'lte'), weight: 1 }),
      thresholdOf(measure),
      one(0, 0.5),
    )
    .map(([op, than, slack]) => {
      const turned = opposites[op] ?? 'lt'
      const milder = typeof than === 'number' ? than + (op.startsWith('g') ? -slack : slack) : undefined
      return {
        when: { [name]: { [op]: than } },
        clear: milder === undefined ? undefined : { [name]: { [turned]: milder } },
      }
    })
}

interface Condition {
  readonly when: Plain
  readonly clear: Plain | undefined
}

function joined(kind: string, first: Condition, second: Condition): Condition {
  if (kind === 'all') return { when: { all: [first.when, second.when] }, clear: first.clear }
  if (kind === 'any') return { when: { any: [first.when, second.when] }, clear: undefined }
  if (kind === 'not') return { when: { all: [first.when, { not: second.when }] }, clear: first.clear }
  return first
}

function level(name: string, measures: Plain): fc.Arbitrary<Plain> {
  const names = Object.keys(measures)
  const some = one(...names).chain((m) => condition(m, record(measures[m])))
  return fc
    .tuple(
      some,
      some,
      one('one', 'one', 'all', 'any', 'not'),
      fc.boolean(),
      maybe(fc.record({ for: one<unknown>('10m', '1h', '3h', { param: 'hold' }) })),
      maybe(fc.record({ keep_firing_for: one('10m', '1h', '5h') })),
    )
    .map(([first, second, kind, clears, ...rest]) => {
      const { when, clear } = joined(kind, first, second)
      return Object.assign(
        { level: name, when },
        clears && clear !== undefined ? { clear_when: clear } : {},
        ...rest,
      )
    })
}

const someMeasure = fc.oneof(plainMeasure, busyMeasure)
const measuresArb = fc
  .tuple(someMeasure, someMeasure, fc.option(composite, { nil: undefined, freq: 3 }), window)
  .map(([m1, m2, mixed, calm]): Plain => {
    if (mixed === undefined) return { m1, m2 }
    return { m1, m2, calm: { count: 'r', window: calm }, mixed }
  })

const phases = fc.oneof(
  { arbitrary: fc.constant({}), weight: 3 },
  { arbitrary: fc.constant({ phases: { only: ['campaign', 'silence'] } }), weight: 1 },
  {
    arbitrary: fc.constant({
      phases: { multiplier: { silence: 1.5, campaign: 0.5, election_day: 2, registration: 0 } },
    }),
    weight: 1,
  },
)
const lateness = one<Plain>(
  {},
  {},
  { lateness: { allow: '12h' } },
  { lateness: { allow: '30m' } },
  { lateness: { allow: '1h' } },
  { lateness: { allow: '12h', beyond: 'ignore' } },
  { lateness: { allow: '5d' } },
)

const params = {
  min: {
    type: 'number',
    default: 2,
    min: 1,
    max: 5,
    by_phase: { silence: 1, campaign: 3, election_day: 2, registration: 4 },
  },
  share: { type: 'number', default: 0.4, min: 0.1, max: 1 },
  grave: { type: 'number', default: 4, min: 1, max: 6 },
  hold: { type: 'duration', default: '1h', min: '0h', max: '6h' },
}

/** A rule as its file would say it. */
export const ruleArb: fc.Arbitrary<Plain> = fc
  .tuple(measuresArb, fc.subarray(['info', 'watch', 'warning', 'critical'], { minLength: 1, maxLength: 3 }))
  .chain(([measures, names]) =>
    fc.record({
      schema: fc.constant(1),
      id: fc.constant('oracle-rule'),
      version: fc.constant(1),
      status: fc.constant('active'),
      title: fc.constant({ es: 'Regla', en: 'Rule' }),
      owner: fc.constant('unit'),
      params: fc.constant(params),
      group_by: one(...groupings),
      measures: fc.constant(measures),
      signals: fc.record({ a: riskSelector, b: riskSelector, r: reliefSelector }),
      levels: fc.tuple(...names.map((name) => level(name, measures))),
      more: fc.tuple(
        phases,
        lateness,
        maybe(fc.record({ cooldown: one<unknown>('30m', '1h', '3h', '1d', '3d', { param: 'hold' }) }), 6),
        maybe(fc.record({ unknown: one('clear', 'alert', 'keep') })),
      ),
    }),
  )
  .map(({ more, ...rule }) => ({
    ...rule,
    ...Object.assign({}, ...more),
    explain: { es: '{m1} {m2} {level} {evidence}', en: '{m1} {m2} {level} {evidence}' },
    notify: [{ audience: 'unit' }],
    tests: [{ name: 'none', start: '2026-01-01T00:00:00Z', expect: [{ t: '1h', state: 'none' }] }],
  }))

/** Tuned values of the parameters of a generated rule; durations in milliseconds. */
export const tunedArb: fc.Arbitrary<Record<string, number>> = fc.record(
  { min: one(1, 2, 4), share: one(0.1, 0.7), grave: one(2, 3), hold: one(0, 600_000, 7_200_000) },
  { requiredKeys: [] },
)

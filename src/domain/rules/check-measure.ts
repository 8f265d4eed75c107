// Measures: polarity, weights, natures, half-lives, baselines, and what one evaluation of a key may cost.
import { formatDuration } from '../time.ts'
import { selectorsOf } from './check-references.ts'
import { entry, error, type Scope, warning } from './check-scope.ts'
import { naturesOf } from './check-where.ts'
import type { Measure, Rule } from './rule.ts'
import type { Path } from './schema-reader.ts'

type Composite = Extract<Measure, { kind: 'composite' }>
type Factor = Composite['factors'][number]
type Polarity = 'risk' | 'mitigating' | 'any'

const hour = 3_600_000

/** The polarities that a measure reads. A breaking signal of a sequence is not counted, so it is left out. */
function polaritiesOf(rule: Rule, measure: Measure): ReadonlySet<Polarity> {
  const read = selectorsOf(measure).filter(({ path }) => path[0] !== 'without')
  const found = read.map(({ name }) => entry(rule.signals, name)?.polarity)
  return new Set(found.filter((polarity) => polarity !== undefined))
}

function checkMixed(scope: Scope, path: Path, measure: Measure): void {
  const polarities = polaritiesOf(scope.rule, measure)
  if (polarities.has('risk') && polarities.has('mitigating')) {
    error(scope, path, 'mixed-polarity', 'one measure may not mix risk and mitigating signals', 'key')
  } else if (measure.kind === 'score' && polarities.has('any')) {
    const message = `"${measure.of}" takes risk and mitigating signals; a score may not add both up`
    error(scope, [...path, 'score'], 'mixed-polarity', message)
  }
}

/** Least and greatest value that a weight can have, tuning included. */
function rangeOf(rule: Rule, weight: Factor['weight']): { readonly low: number; readonly high: number } {
  if (typeof weight === 'number') return { low: weight, high: weight }
  const param = entry(rule.params, weight.param)
  if (param?.type !== 'number') return { low: Number.NaN, high: Number.NaN }
  return { low: param.min ?? -Infinity, high: param.max ?? Infinity }
}

function checkWeight(scope: Scope, path: Path, composite: Composite, factor: Factor, read: Measure): void {
  if (selectorsOf(read).some(({ name }) => !Object.hasOwn(scope.rule.signals, name))) return
  const { low, high } = rangeOf(scope.rule, factor.weight)
  const polarities = polaritiesOf(scope.rule, read)
  const bounds = typeof factor.weight === 'number' ? '' : ' for every value that its bounds allow'
  if (polarities.has('any')) {
    const message = `"${factor.measure}" reads risk and mitigating signals; a factor is one or the other`
    error(scope, [...path, 'measure'], 'mixed-polarity', message)
  } else if (polarities.has('mitigating') && high >= 0) {
    const why = `"${factor.measure}" reads mitigating signals and would raise the risk`
    error(scope, [...path, 'weight'], 'weight-sign', `${why}: its weight must be negative${bounds}`)
  } else if (!polarities.has('mitigating') && low < 0) {
    const why = `"${factor.measure}" reads no mitigating signals and would lower the risk`
    error(scope, [...path, 'weight'], 'weight-sign', `${why}: its weight may not be negative${bounds}`)
  }
  if (composite.combine === 'noisy_or' && (low < -1 || high > 1)) {
    error(scope, [...path, 'weight'], 'weight-range', `noisy_or takes weights from -1 to 1${bounds}`)
  }
}

function checkNature(scope: Scope, path: Path, factor: Factor, read: Measure): void {
  const { rule, pack } = scope
  const told = selectorsOf(read).flatMap(({ name }) => {
    const selector = entry(rule.signals, name)
    return selector === undefined ? [] : [naturesOf(selector.where)]
  })
  const code = read.kind === 'indicator' ? pack?.indicators.get(read.code)?.factor : undefined
  const series = code === undefined || code === null ? undefined : pack?.factors.get(code)?.nature
  if (series !== undefined) told.push(new Set([series]))
  const contradicts = told.some((natures) => natures !== undefined && !natures.has(factor.nature))
  if (!contradicts) return
  const message = `the factor codes of "${factor.measure}" are not ${factor.nature}`
  error(scope, [...path, 'nature'], 'nature', message)
}

function checkComposite(scope: Scope, path: Path, composite: Composite): void {
  const { rule } = scope
  composite.factors.forEach((factor, index) => {
    const here = [...path, 'composite', 'factors', index]
    if (factor.scale.from === factor.scale.to) {
      error(scope, [...here, 'scale'], 'empty-scale', 'from and to are equal; nothing lies between them')
    }
    const read = entry(rule.measures, factor.measure)
    if (read === undefined) return
    if (read.kind === 'composite') {
      error(scope, [...here, 'measure'], 'nested-composite', 'a composite is not a factor of another')
      return
    }
    checkWeight(scope, here, composite, factor, read)
    checkNature(scope, here, factor, read)
  })
  if (composite.factors.some(({ weight }) => typeof weight !== 'number' || weight > 0)) return
  const message = 'no factor has a positive weight, so there is no risk to weigh'
  error(scope, [...path, 'composite', 'factors'], 'weight-range', message, 'key')
}

// A median of fewer than three periods is the count of a single one.
const leastTiles = 3
// After twelve half-lives a signal weighs less than 1/4000 of what it did.
const usefulHalfLives = 12

function checkRetention(scope: Scope, path: Path, measure: Measure): void {
  const retention = scope.context.retentionMs ?? Infinity
  const sequence = measure.kind === 'sequence'
  const window = sequence ? measure.within : 'window' in measure ? measure.window : 0
  const back = measure.kind === 'spike' ? window + measure.baseline.gap + measure.baseline.span : window
  if (back <= retention) return
  const message = `looks ${formatDuration(back)} back; signals are kept for ${formatDuration(retention)}`
  warning(scope, [...path, sequence ? 'within' : 'window'], 'window-too-long', message)
}

function checkDecay(scope: Scope, path: Path, measure: Measure): void {
  if (measure.kind !== 'score' || measure.halfLife === undefined) return
  if (measure.halfLife < hour) error(scope, [...path, 'half_life'], 'half-life', 'at least 1h')
  if (measure.window <= usefulHalfLives * measure.halfLife) return
  const message = `over ${usefulHalfLives} half-lives; what is older weighs nothing and costs rows`
  warning(scope, [...path, 'window'], 'window-too-long', message)
}

function checkWarmup(scope: Scope, path: Path, measure: Measure): void {
  if (measure.kind !== 'spike') return
  const { window, baseline } = measure
  if ((baseline.warmup - baseline.gap - window) / window >= leastTiles) return
  const message = `fewer than ${leastTiles} complete periods of ${formatDuration(window)} are behind it`
  warning(scope, [...path, 'baseline'], 'short-warmup', message, 'key')
}

function checkSequence(scope: Scope, path: Path, measure: Measure): void {
  if (measure.kind !== 'sequence' || measure.without === undefined) return
  if (!measure.steps.some((step) => step.signal === measure.without)) return
  const message = `"${measure.without}" is a step itself; it cannot break the chain`
  error(scope, [...path, 'without'], 'sequence-without', message)
}

/** Stored rows that one evaluation of one key may read, by the specification's table. */
function rowsRead(measure: Measure): number {
  switch (measure.kind) {
    case 'score':
      return measure.halfLife === undefined ? 100 : Math.ceil((64 * measure.window) / measure.halfLife)
    case 'spike':
      return 100 + measure.baseline.span / measure.window
    case 'sequence':
      return 200 * measure.steps.length
    case 'count':
    case 'distinct':
    case 'sum':
    case 'max':
      return 100
    case 'absent':
    case 'indicator':
    case 'composite':
      return 1
  }
}

const mostRows = 5_000

export function checkMeasureMeaning(scope: Scope): void {
  const { measures } = scope.rule
  for (const [name, measure] of Object.entries(measures)) {
    const path = ['measures', name]
    checkMixed(scope, path, measure)
    checkRetention(scope, path, measure)
    checkDecay(scope, path, measure)
    checkWarmup(scope, path, measure)
    checkSequence(scope, path, measure)
    if (measure.kind === 'composite') checkComposite(scope, path, measure)
  }
  const rows = Object.values(measures).reduce((sum, measure) => sum + rowsRead(measure), 0)
  if (rows <= mostRows) return
  const message = `one evaluation of a key may read ${Math.ceil(rows)} stored rows; at most ${mostRows}`
  error(scope, ['measures'], 'cost', message, 'key')
}

// A rule as its file says it → the parsed shape, without any check: only for rules known to be valid. The oracle reads the YAML form by
// itself so that a misreading in the engine's schema shows as a difference.
import type {
  Anchor,
  FieldTest,
  Level,
  Measure,
  Num,
  Param,
  Rule,
  Selector,
  When,
  Where,
} from '#domain/rules/rule.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { isRecord, isScalar, list, ms, oneOf, type Plain, record, text, texts } from './plain.ts'

const comparisons = ['gt', 'gte', 'lt', 'lte', 'eq'] as const
const num = (x: unknown): Num => (typeof x === 'number' ? x : { param: text(record(x)['param']) })
const dur = (x: unknown): Num => (isRecord(x) ? num(x) : ms(x))
const mapped = <T>(x: unknown, read: (value: unknown) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record(x ?? {})).map(([name, value]) => [name, read(value)]))

const isNumberField = (field: string): boolean => field === 'severity' || field.startsWith('counts.')

function operatorTest(field: string, op: string, x: unknown): FieldTest {
  if (op === 'exists') return { op, value: x === true }
  if (op === 'has_any' || op === 'has_all') return { op, values: texts(x) }
  if (op === 'contains_any') return { op, phrases: texts(x) }
  if (isNumberField(field)) {
    if (op === 'eq' || op === 'ne') return { op: op === 'eq' ? 'num_eq' : 'num_ne', value: num(x) }
    return { op: oneOf(['gt', 'gte', 'lt', 'lte'], op), value: num(x) }
  }
  const values = list(x).filter(isScalar)
  return { op: op === 'eq' || op === 'in' ? 'in' : 'not_in', values }
}

function fieldTests(field: string, x: unknown): readonly FieldTest[] {
  if (field === 'factor') return [{ op: 'factor', prefixes: texts(x) }]
  if (isRecord(x) && !('param' in x)) {
    return Object.entries(x).map(([op, value]) => operatorTest(field, op, value))
  }
  if (isNumberField(field))
    return [Array.isArray(x) ? { op: 'num_in', values: x.map(num) } : { op: 'num_eq', value: num(x) }]
  if (field === 'rights' || field === 'populations') return [{ op: 'has_any', values: texts(x) }]
  return [{ op: 'in', values: list(x).filter(isScalar) }]
}

function readWhere(x: unknown): Where {
  const parts = Object.entries(record(x)).flatMap(([name, value]): Where[] => {
    if (name === 'all') return [{ all: list(value).map(readWhere) }]
    if (name === 'any') return [{ any: list(value).map(readWhere) }]
    if (name === 'not') return [{ not: readWhere(value) }]
    return fieldTests(name, value).map((test) => ({ field: name, test }))
  })
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { all: parts }
}

function readWhen(x: unknown): When {
  const parts = Object.entries(record(x)).flatMap(([name, value]): When[] => {
    if (name === 'all') return [{ all: list(value).map(readWhen) }]
    if (name === 'any') return [{ any: list(value).map(readWhen) }]
    if (name === 'not') return [{ not: readWhen(value) }]
    return Object.entries(record(value)).map(([op, than]) => ({
      measure: name,
      op: oneOf(comparisons, op),
      than: num(than),
    }))
  })
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { all: parts }
}

function readSelector(x: unknown): Selector {
  const s = record(x)
  const cap = s['cap_per_source']
  return {
    where: readWhere(s['where']),
    polarity: oneOf(['risk', 'mitigating', 'any'], s['polarity']),
    weight: oneOf(['severity_x_discount', 'severity', 'discount', 'none'], s['weight']),
    ...(s['min_discount'] === undefined ? {} : { minDiscount: Number(s['min_discount']) }),
    ...(cap === undefined
      ? {}
      : { capPerSource: { max: Number(record(cap)['max']), per: ms(record(cap)['per']) } }),
  }
}

function readAnchor(x: unknown): Anchor {
  const a = record(x)
  const offset = text(a['offset'])
  const sign = offset.startsWith('-') ? -1 : 1
  let days = 0
  let elapsed = 0
  for (const [, count, name] of offset.matchAll(/(\d+)([wdhms])/g)) {
    if (name === 'w') days += 7 * Number(count)
    else if (name === 'd') days += Number(count)
    else elapsed += ms(`${count}${name}`)
  }
  return {
    milestone: text(a['milestone']),
    edge: a['edge'] === 'end' ? 'end' : 'start',
    offset: { days: sign * days, ms: sign * elapsed },
  }
}

function readComposite(x: unknown): Measure {
  const c = record(x)
  const require = record(c['require'] ?? {})
  return {
    kind: 'composite',
    combine: oneOf(['weighted_mean', 'noisy_or'], c['combine']),
    minKnown: Number(c['min_known'] ?? 0.6),
    phaseMultiplier: c['phase_multiplier'] !== false,
    require: { endogenous: Number(require['endogenous'] ?? 0), exogenous: Number(require['exogenous'] ?? 0) },
    factors: list(c['factors'])
      .map(record)
      .map((f) => ({
        measure: text(f['measure']),
        nature: f['nature'] === 'exogenous' ? 'exogenous' : 'endogenous',
        weight: num(f['weight']),
        scale: { from: Number(record(f['scale'])['from']), to: Number(record(f['scale'])['to']) },
      })),
  }
}

function readSpike(m: Plain): Measure {
  const b = record(m['baseline'])
  return {
    kind: 'spike',
    of: text(m['spike']),
    window: ms(m['window']),
    baseline: {
      span: ms(b['span']),
      gap: ms(b['gap'] ?? '0h'),
      method: b['method'] === 'mean' ? 'mean' : 'median',
      floor: Number(b['floor'] ?? 1),
      warmup: ms(b['warmup'] ?? b['span']),
    },
    stat: m['stat'] === 'poisson_z' ? 'poisson_z' : 'ratio',
  }
}

function readAbsent(m: Plain): Measure {
  const due =
    m['deadline'] === undefined
      ? { every: ms(m['every']), grace: ms(m['grace'] ?? '0h'), until: readAnchor(m['until']) }
      : { deadline: readAnchor(m['deadline']) }
  const expected = text(record(m['expected'])['entities'])
  return { kind: 'absent', of: text(m['absent']), since: readAnchor(m['since']), expected, due }
}

function readSequence(m: Plain): Measure {
  const steps = list(m['sequence']).map((step) =>
    typeof step === 'string'
      ? { signal: step, count: 1 }
      : { signal: text(record(step)['signal']), count: Number(record(step)['count'] ?? 1) },
  )
  const without = m['without']
  return {
    kind: 'sequence',
    steps,
    within: ms(m['within']),
    ...(without === undefined ? {} : { without: text(without) }),
  }
}

function readMeasure(x: unknown): Measure {
  const m = record(x)
  const window = ms(m['window'])
  if ('count' in m) return { kind: 'count', of: text(m['count']), window }
  for (const kind of ['distinct', 'sum', 'max'] as const) {
    if (kind in m) return { kind, field: text(m[kind]), of: text(m['of']), window }
  }
  if ('score' in m) {
    const halfLife = m['half_life'] === undefined ? {} : { halfLife: ms(m['half_life']) }
    return { kind: 'score', of: text(m['score']), window, ...halfLife }
  }
  if ('spike' in m) return readSpike(m)
  if ('sequence' in m) return readSequence(m)
  if ('absent' in m) return readAbsent(m)
  return 'composite' in m ? readComposite(m['composite']) : readIndicator(m)
}

function readIndicator(m: Plain): Measure {
  const maxAge = m['max_age'] === undefined ? {} : { maxAge: ms(m['max_age']) }
  const missing = oneOf(['unknown', 'zero', 'last'], m['missing'])
  return { kind: 'indicator', code: text(m['indicator']), missing, ...maxAge }
}

function readLevel(x: unknown): Level {
  const l = record(x)
  return {
    level: levelNames.find((name) => name === l['level']) ?? 'info',
    when: readWhen(l['when']),
    for: dur(l['for']),
    ...(l['clear_when'] === undefined ? {} : { clearWhen: readWhen(l['clear_when']) }),
    keepFiringFor: dur(l['keep_firing_for']),
  }
}

function readParam(x: unknown): Param {
  const p = record(x)
  if (p['type'] === 'duration') return { type: 'duration', default: ms(p['default']) }
  return { type: 'number', default: Number(p['default']), byPhase: mapped(p['by_phase'], Number) }
}

/** A valid rule file, read with the defaults of the grammar (§3). What evaluation does not read is left empty. */
export function plainRule(x: unknown): Rule {
  const r = record(x)
  const phases = record(r['phases'] ?? {})
  const lateness = record(r['lateness'] ?? {})
  const only = phases['only'] === undefined ? {} : { only: texts(phases['only']) }
  return {
    id: text(r['id']),
    version: Number(r['version']),
    status: 'active',
    title: { es: '', en: '' },
    owner: text(r['owner']),
    tags: [],
    references: [],
    factors: texts(r['factors']),
    rights: texts(r['rights']),
    populations: texts(r['populations']),
    params: mapped(r['params'], readParam),
    groupBy: texts(r['group_by']),
    phases: { ...only, multiplier: mapped(phases['multiplier'], Number) },
    lateness: {
      allow: ms(lateness['allow'] ?? '2d'),
      beyond: lateness['beyond'] === 'ignore' ? 'ignore' : 'count',
    },
    signals: mapped(r['signals'], readSelector),
    measures: mapped(r['measures'], readMeasure),
    levels: list(r['levels']).map(readLevel),
    cooldown: dur(r['cooldown']),
    unknown: oneOf(['keep', 'clear', 'alert'], r['unknown']),
    suppress: [],
    explain: { es: text(record(r['explain'])['es']), en: text(record(r['explain'])['en']) },
    notify: [],
    actions: [],
  }
}

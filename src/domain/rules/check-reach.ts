// Levels that no report could ever reach: bounds that contradict each other, or lie outside of what a measure can be.
import { entry, type Scope, valuesOf, warning } from './check-scope.ts'
import type { Measure, Rule, When } from './rule.ts'

/** Both ends are part of it; empty when they have crossed. */
interface Range {
  readonly low: number
  readonly high: number
}

type Atom = Extract<When, { measure: string }>
type Ranges = ReadonlyMap<string, Range>

const anything: Range = { low: -Infinity, high: Infinity }
const atLeastZero: Range = { low: 0, high: Infinity }
// Far below any difference that a threshold makes.
const tiny = 1e-9

/** Whole numbers: between 2 and 3 there is nothing. */
const whole: ReadonlySet<Measure['kind']> = new Set(['count', 'distinct', 'sequence', 'absent'])

function rangeOf(measure: Measure | undefined): Range {
  switch (measure?.kind) {
    case 'count':
    case 'distinct':
    case 'sequence':
    case 'absent':
    case 'score':
      return atLeastZero
    case 'composite':
      return { low: 0, high: 100 }
    case 'spike':
      return measure.stat === 'ratio' ? atLeastZero : anything
    case 'sum':
    case 'max':
    case 'indicator':
    case undefined:
      return anything
  }
}

/** What a comparison leaves; of a parameter the value that leaves most. */
function allowedBy(rule: Rule, { measure, op, than }: Atom): Range {
  const values = valuesOf(rule, than)
  if (values.length === 0) return anything
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const isWhole = whole.has(entry(rule.measures, measure)?.kind ?? 'max')
  switch (op) {
    case 'gte':
      return { low: isWhole ? Math.ceil(least) : least, high: Infinity }
    case 'gt':
      return { low: isWhole ? Math.floor(least) + 1 : least + tiny, high: Infinity }
    case 'lte':
      return { low: -Infinity, high: isWhole ? Math.floor(most) : most }
    case 'lt':
      return { low: -Infinity, high: isWhole ? Math.ceil(most) - 1 : most - tiny }
    case 'eq':
      return { low: least, high: most }
  }
}

const both = (one: Range, other: Range): Range => ({
  low: Math.max(one.low, other.low),
  high: Math.min(one.high, other.high),
})

/** The comparisons that all have to hold, with those of a conjunction inside a conjunction. */
function conjuncts(when: When): readonly When[] {
  return 'all' in when ? when.all.flatMap(conjuncts) : [when]
}

/** Measures of which no value meets the condition; none when something may. What is denied is not looked into. */
function blockedBy(rule: Rule, when: When, outer: Ranges): readonly string[] {
  const parts = conjuncts(when)
  const ranges = new Map(outer)
  for (const part of parts) {
    if (!('measure' in part)) continue
    const before = ranges.get(part.measure) ?? rangeOf(entry(rule.measures, part.measure))
    const left = both(before, allowedBy(rule, part))
    if (left.low > left.high) return [part.measure]
    ranges.set(part.measure, left)
  }
  for (const part of parts) {
    if (!('any' in part)) continue
    const blocked = part.any.map((branch) => blockedBy(rule, branch, ranges))
    if (blocked.every((names) => names.length > 0)) return [...new Set(blocked.flat())]
  }
  return []
}

export function checkReach(scope: Scope): void {
  const { rule } = scope
  rule.levels.forEach(({ level, when }, index) => {
    const names = blockedBy(rule, when, new Map())
    if (names.length === 0) return
    const message = `"${level}" can never fire: no value of "${names.join(', ')}" meets its condition`
    warning(scope, ['levels', index, 'when'], 'unreachable', message, 'key')
  })
}

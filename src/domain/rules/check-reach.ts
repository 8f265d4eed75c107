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

const ranges: Readonly<Partial<Record<Measure['kind'], Range>>> = {
  count: atLeastZero,
  distinct: atLeastZero,
  sequence: atLeastZero,
  absent: atLeastZero,
  score: atLeastZero,
  composite: { low: 0, high: 100 },
}

function rangeOf(measure: Measure | undefined): Range {
  if (measure === undefined) return anything
  if (measure.kind === 'spike') return measure.stat === 'ratio' ? atLeastZero : anything
  return ranges[measure.kind] ?? anything
}

/** The least value that lies above a threshold, or on it. */
function lowest(than: number, isStrict: boolean, isWhole: boolean): number {
  if (isWhole) return isStrict ? Math.floor(than) + 1 : Math.ceil(than)
  return isStrict ? than + tiny : than
}

/** What a comparison leaves; of a parameter the value that leaves most. */
function allowedBy(rule: Rule, { measure, op, than }: Atom): Range {
  const values = valuesOf(rule, than)
  if (values.length === 0) return anything
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const isWhole = whole.has(entry(rule.measures, measure)?.kind ?? 'max')
  if (op === 'eq') return { low: least, high: most }
  if (op === 'gt' || op === 'gte') return { low: lowest(least, op === 'gt', isWhole), high: Infinity }
  return { low: -Infinity, high: -lowest(-most, op === 'lt', isWhole) }
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
  const left = new Map(outer)
  for (const part of parts) {
    if (!('measure' in part)) continue
    const before = left.get(part.measure) ?? rangeOf(entry(rule.measures, part.measure))
    const now = both(before, allowedBy(rule, part))
    if (now.low > now.high) return [part.measure]
    left.set(part.measure, now)
  }
  for (const part of parts) {
    if (!('any' in part)) continue
    const blocked = part.any.map((branch) => blockedBy(rule, branch, left))
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

// Selectors compiled to closures: every field test as a function of the signal, and the weight that a match has.
import type { ActiveRule, LaneSignal } from './lane.ts'
import { millionths } from './rounding.ts'
import type { FieldTest, Num, Rule, Selector, Where } from './rule.ts'
import { factorPrefixes, plainWords, readField, valuesOf } from './signal-fields.ts'

export type SignalTest = (signal: LaneSignal) => boolean

export interface CompiledSelector {
  /** Place of the rule in the list that was compiled. */
  readonly rule: number
  readonly name: string
  readonly selector: Selector
  /** Every condition; the index leaves out those that a bitset has answered. */
  readonly tests: readonly { readonly where: Where; readonly holds: SignalTest }[]
  /** The discount and staleness conditions, which no index answers. */
  readonly always: readonly SignalTest[]
}

/** A parameter's value where no calendar code decides: tuned, else default. */
export function plainNumber(value: Num, rule: Rule, tuned: Readonly<Record<string, number>>): number {
  if (typeof value === 'number') return value
  return tuned[value.param] ?? rule.params[value.param]?.default ?? Number.NaN
}

/** Older than the rule allows when it was accepted. */
export function isStale(rule: Rule, signal: LaneSignal): boolean {
  return signal.receivedAt - signal.eventTime > rule.lateness.allow
}

type Compare = (left: number, right: number) => boolean
const compare = {
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  num_eq: (left, right) => left === right,
  num_ne: (left, right) => left !== right,
} satisfies Record<string, Compare>

type Resolve = (value: Num) => number

function compileNumber(field: string, holds: Compare, bound: number): SignalTest {
  return (signal) => {
    const value = readField(signal, field)
    return typeof value === 'number' && holds(value, bound)
  }
}

function compileCodes(field: string, values: readonly (string | number)[], wanted: boolean): SignalTest {
  const set = new Set(values)
  return (signal) => {
    const found = valuesOf(readField(signal, field))
    return found.length > 0 && found.some((one) => set.has(one)) === wanted
  }
}

function compileTags(field: string, test: Extract<FieldTest, { op: 'has_any' | 'has_all' }>): SignalTest {
  return (signal) => {
    const found = valuesOf(readField(signal, field))
    if (found.length === 0) return false
    return test.op === 'has_any'
      ? test.values.some((one) => found.includes(one))
      : test.values.every((one) => found.includes(one))
  }
}

function compileTest(field: string, test: FieldTest, resolve: Resolve): SignalTest {
  if ('value' in test && test.op !== 'exists') {
    return compileNumber(field, compare[test.op], resolve(test.value))
  }
  switch (test.op) {
    case 'in':
    case 'not_in':
      return compileCodes(field, test.values, test.op === 'in')
    case 'num_in': {
      const set = new Set(test.values.map(resolve))
      return (signal) => {
        const value = readField(signal, field)
        return typeof value === 'number' && set.has(value)
      }
    }
    case 'exists':
      return (signal) => (readField(signal, field) !== undefined) === test.value
    case 'has_any':
    case 'has_all':
      return compileTags(field, test)
    case 'factor': {
      const set = new Set(test.prefixes)
      return (signal) =>
        valuesOf(readField(signal, field)).some((one) =>
          factorPrefixes(String(one)).some((prefix) => set.has(prefix)),
        )
    }
    case 'contains_any': {
      const phrases = test.phrases.map(plainWords)
      return (signal) => {
        const text = readField(signal, field)
        if (typeof text !== 'string') return false
        const words = plainWords(text)
        return phrases.some((phrase) => words.includes(phrase))
      }
    }
  }
}

export function compileWhere(where: Where, resolve: Resolve): SignalTest {
  if ('field' in where) return compileTest(where.field, where.test, resolve)
  if ('not' in where) {
    const inner = compileWhere(where.not, resolve)
    return (signal) => !inner(signal)
  }
  const parts = ('all' in where ? where.all : where.any).map((part) => compileWhere(part, resolve))
  return 'all' in where
    ? (signal) => parts.every((part) => part(signal))
    : (signal) => parts.some((part) => part(signal))
}

function conjuncts(where: Where): readonly Where[] {
  return 'all' in where ? where.all.flatMap(conjuncts) : [where]
}

export function compileSelector(
  active: ActiveRule,
  place: number,
  name: string,
  selector: Selector,
): CompiledSelector {
  const { rule, params } = active
  const resolve: Resolve = (value) => plainNumber(value, rule, params)
  const always: SignalTest[] = []
  const { minDiscount } = selector
  if (minDiscount !== undefined) always.push((signal) => signal.discount >= minDiscount)
  if (rule.lateness.beyond === 'ignore') always.push((signal) => !isStale(rule, signal))
  const tests = conjuncts(selector.where).map((where) => ({ where, holds: compileWhere(where, resolve) }))
  return { rule: place, name, selector, tests, always }
}

/** Weight of a match in millionths. A signal without polarity weighs nothing (rule language §5). */
export function weightOf(selector: Selector, signal: LaneSignal): number {
  if (signal.polarity === undefined) return 0
  const severity = readField(signal, 'severity')
  const strength = typeof severity === 'number' ? severity : 1
  const part = {
    severity_x_discount: strength * signal.discount,
    severity: strength,
    discount: signal.discount,
    none: 1,
  }[selector.weight]
  return Math.round(part * millionths)
}

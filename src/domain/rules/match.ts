// Which selectors take a signal: one bitset of selectors per value of an indexed field, ANDed, then the remaining tests on the candidates.
// The cost follows the selectors that share the signal's category, not the number of rules.
import { type CompiledSelector, compileSelector, type SignalTest } from './compile.ts'
import type { ActiveRule, LaneSignal } from './lane.ts'
import type { Where } from './rule.ts'
import { factorPrefixes, readField, valuesOf } from './signal-fields.ts'

/** The most selective field first: its non-empty words are the only ones that are looked at. */
const indexed = [
  'category',
  'factor',
  'source.kind',
  'target.kind',
  'topic',
  'department',
  'verification',
  'phase',
  'window',
  'nature',
] as const

interface FieldIndex {
  readonly field: string
  readonly isFactor: boolean
  /** Value → selectors that accept it, with those that do not test the field. */
  readonly accepts: ReadonlyMap<string | number, Uint32Array>
  readonly untested: Uint32Array
  /** Per value (or '' for untested): the words of the bitset that are not empty. */
  readonly filled: ReadonlyMap<string | number, Uint32Array>
  readonly filledUntested: Uint32Array
}

export interface MatchIndex {
  readonly selectors: readonly CompiledSelector[]
  readonly residual: readonly (readonly SignalTest[])[]
  readonly fields: readonly FieldIndex[]
  readonly polarity: { readonly risk: Uint32Array; readonly mitigating: Uint32Array }
}

const set = (bits: Uint32Array, at: number) => {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
}

function union(left: Uint32Array, right: Uint32Array): Uint32Array {
  return left.map((word, at) => word | (right[at] ?? 0))
}

function filledWords(bits: Uint32Array): Uint32Array {
  return Uint32Array.from([...bits.keys()].filter((at) => bits[at] !== 0))
}

/** The values that a top-level condition accepts on an indexed field; undefined when a bitset cannot answer it. */
function acceptedValues(where: Where, field: string): readonly (string | number)[] | undefined {
  if (!('field' in where) || where.field !== field) return undefined
  if (where.test.op === 'in') return where.test.values
  return where.test.op === 'factor' ? where.test.prefixes : undefined
}

function indexField(field: string, selectors: readonly CompiledSelector[], words: number): FieldIndex {
  const untested = new Uint32Array(words)
  const accepts = new Map<string | number, Uint32Array>()
  selectors.forEach((one, at) => {
    // only the first such condition is answered here; another one on the same field stays residual
    const values = one.tests.map(({ where }) => acceptedValues(where, field)).find((found) => found)
    if (values === undefined) set(untested, at)
    for (const value of values ?? []) {
      const bits = accepts.get(value) ?? new Uint32Array(words)
      set(bits, at)
      accepts.set(value, bits)
    }
  })
  const whole = new Map([...accepts].map(([value, bits]) => [value, union(bits, untested)]))
  return {
    field,
    isFactor: field === 'factor',
    accepts: whole,
    untested,
    filled: new Map([...whole].map(([value, bits]) => [value, filledWords(bits)])),
    filledUntested: filledWords(untested),
  }
}

function residualOf(one: CompiledSelector): readonly SignalTest[] {
  const answered = new Set<string>()
  const rest = one.tests.filter(({ where }) => {
    const field = indexed.find((name) => acceptedValues(where, name) !== undefined)
    if (field === undefined || answered.has(field)) return true
    answered.add(field)
    return false
  })
  return [...one.always, ...rest.map(({ holds }) => holds)]
}

/** Compiles every selector of the rules, in the order of the list. */
export function compileRules(rules: readonly ActiveRule[]): MatchIndex {
  const selectors = rules.flatMap((active, place) =>
    Object.entries(active.rule.signals).map(([name, selector]) =>
      compileSelector(active, place, name, selector),
    ),
  )
  const words = Math.max(1, Math.ceil(selectors.length / 32))
  const polarity = { risk: new Uint32Array(words), mitigating: new Uint32Array(words) }
  selectors.forEach(({ selector }, at) => {
    if (selector.polarity !== 'mitigating') set(polarity.risk, at)
    if (selector.polarity !== 'risk') set(polarity.mitigating, at)
  })
  const fields = indexed.map((field) => indexField(field, selectors, words))
  return {
    selectors,
    residual: selectors.map(residualOf),
    // a field that no selector tests answers nothing; the category stays, it names the words to look at
    fields: fields.filter(({ accepts }, at) => at === 0 || accepts.size > 0),
    polarity,
  }
}

function bitsFor(index: FieldIndex, signal: LaneSignal): Uint32Array {
  const value = readField(signal, index.field)
  if (value === undefined) return index.untested
  if (typeof value !== 'object' && !index.isFactor) return index.accepts.get(value) ?? index.untested
  let found: Uint32Array | undefined
  for (const one of valuesOf(value)) {
    for (const code of index.isFactor ? factorPrefixes(String(one)) : [one]) {
      const bits = index.accepts.get(code)
      if (bits !== undefined) found = found === undefined ? bits : union(found, bits)
    }
  }
  return found ?? index.untested
}

function passes(tests: readonly SignalTest[], signal: LaneSignal): boolean {
  for (const test of tests) if (!test(signal)) return false
  return true
}

/** The words in which selectors for the signal's value of the leading field are. */
function wordsFor(lead: FieldIndex, signal: LaneSignal): Uint32Array {
  const value = readField(signal, lead.field)
  const known = typeof value === 'object' || value === undefined ? undefined : value
  return (known === undefined ? undefined : lead.filled.get(known)) ?? lead.filledUntested
}

/** The selectors that take the signal, in the order of rules and selectors. A rejected signal is taken by none. */
export function matchSignal(index: MatchIndex, signal: LaneSignal): readonly CompiledSelector[] {
  const found: CompiledSelector[] = []
  const lead = index.fields[0]
  if (signal.fields['verification'] === 'rejected' || lead === undefined) return found
  const masks = index.fields.map((field) => bitsFor(field, signal))
  masks.push(signal.polarity === 'mitigating' ? index.polarity.mitigating : index.polarity.risk)
  for (const word of wordsFor(lead, signal)) {
    let bits = -1
    for (const mask of masks) bits &= mask[word] ?? 0
    for (; bits !== 0; bits &= bits - 1) {
      const at = word * 32 + (31 - Math.clz32(bits & -bits))
      const one = index.selectors[at]
      if (one !== undefined && passes(index.residual[at] ?? [], signal)) found.push(one)
    }
  }
  return found
}

// Which selectors take a signal. For each field of few values, the selectors whose tests of it hold are a bitset, found once per value and
// kept; the bitsets of a signal's values are ANDed, then the remaining tests run on the candidates. The cost follows the selectors that share
// the signal's category, not the number of rules.
import { type CompiledSelector, compileSelector, type SignalTest } from './compile.ts'
import type { ActiveRule, FieldValue, LaneSignal } from './lane.ts'
import { readField } from './signal-fields.ts'

/** Fields of few values. The category leads: only the words in which selectors for it stand are looked at. */
const indexed = [
  'category',
  'factor',
  'source.kind',
  'target.kind',
  'target.group',
  'topic',
  'severity',
  'reliability',
  'credibility',
  'verification',
  'department',
  'phase',
  'window',
  'nature',
  'rights',
  'populations',
  'marking',
  'language',
] as const

/** A bound on memory: a vocabulary is smaller, a combination of listed codes may not be. */
const mostAnswers = 512

interface Answer {
  /** The selectors of which every test of the field holds for the value; those that do not test the field are among them. */
  readonly bits: Uint32Array
  /** The words of the bitset that are not empty. */
  readonly filled: Uint32Array
}

interface FieldIndex {
  readonly field: string
  /** Selectors that test the field at the top level of their condition, with those tests. */
  readonly tested: readonly { readonly at: number; readonly tests: readonly SignalTest[] }[]
  readonly untested: Uint32Array
  /** What was found for a single value, for a list of one, and for a longer list by its text. */
  readonly ofValue: Map<FieldValue | undefined, Answer>
  readonly ofOne: Map<string, Answer>
  readonly ofList: Map<string, Answer>
}

export interface MatchIndex {
  readonly selectors: readonly CompiledSelector[]
  readonly residual: readonly (SignalTest | undefined)[]
  readonly lead: FieldIndex
  readonly others: readonly FieldIndex[]
  readonly polarity: { readonly risk: Uint32Array; readonly mitigating: Uint32Array }
  /** Room for the intersection while a signal is being matched: the bits, and the words of them that are not empty yet. */
  readonly common: Uint32Array
  readonly live: Uint32Array
}

const set = (bits: Uint32Array, at: number) => {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
}

function testsOf(one: CompiledSelector, field: string): readonly SignalTest[] {
  return one.tests.flatMap(({ where, holds }) => ('field' in where && where.field === field ? [holds] : []))
}

function indexField(field: string, selectors: readonly CompiledSelector[], words: number): FieldIndex {
  const untested = new Uint32Array(words)
  const tested: { at: number; tests: readonly SignalTest[] }[] = []
  selectors.forEach((one, at) => {
    const tests = testsOf(one, field)
    if (tests.length === 0) set(untested, at)
    else tested.push({ at, tests })
  })
  return { field, tested, untested, ofValue: new Map(), ofOne: new Map(), ofList: new Map() }
}

function passes(tests: readonly SignalTest[], signal: LaneSignal): boolean {
  for (const test of tests) if (!test(signal)) return false
  return true
}

/** What no bitset answers, as one test; undefined when nothing is left. */
function residualOf(one: CompiledSelector): SignalTest | undefined {
  const answered = new Set<string>(indexed)
  const rest = one.tests.filter(({ where }) => !('field' in where && answered.has(where.field)))
  const tests = [...one.always, ...rest.map(({ holds }) => holds)]
  return tests.length < 2 ? tests[0] : (signal) => passes(tests, signal)
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
  const [category, ...rest] = indexed
  return {
    selectors,
    residual: selectors.map(residualOf),
    lead: indexField(category, selectors, words),
    // A field that no selector tests answers nothing; the one that most of them test leaves the fewest words to the others.
    others: rest
      .map((field) => indexField(field, selectors, words))
      .filter(({ tested }) => tested.length > 0)
      .toSorted((a, b) => b.tested.length - a.tested.length),
    polarity,
    common: new Uint32Array(words),
    live: new Uint32Array(words),
  }
}

function findAnswer({ tested, untested }: FieldIndex, signal: LaneSignal): Answer {
  const bits = untested.slice()
  for (const { at, tests } of tested) if (passes(tests, signal)) set(bits, at)
  return { bits, filled: Uint32Array.from([...bits.keys()].filter((at) => bits[at] !== 0)) }
}

function keep<Key>(answers: Map<Key, Answer>, key: Key, answer: Answer): Answer {
  if (answers.size >= mostAnswers) answers.clear()
  answers.set(key, answer)
  return answer
}

function answerFor(index: FieldIndex, signal: LaneSignal): Answer {
  const value = readField(signal, index.field)
  if (typeof value !== 'object') {
    return index.ofValue.get(value) ?? keep(index.ofValue, value, findAnswer(index, signal))
  }
  const [first] = value
  if (value.length === 1 && first !== undefined) {
    return index.ofOne.get(first) ?? keep(index.ofOne, first, findAnswer(index, signal))
  }
  const text = JSON.stringify(value)
  return index.ofList.get(text) ?? keep(index.ofList, text, findAnswer(index, signal))
}

/** Keeps in `common` what `bits` has too, and in `live` the words in which something is left; returns how many those are. */
function intersect({ common, live }: MatchIndex, count: number, bits: Uint32Array): number {
  let kept = 0
  for (let at = 0; at < count; at += 1) {
    const word = live[at] ?? 0
    const left = (common[word] ?? 0) & (bits[word] ?? 0)
    common[word] = left
    if (left === 0) continue
    live[kept] = word
    kept += 1
  }
  return kept
}

/** The selectors that take the signal, in the order of rules and selectors. A rejected signal is taken by none. */
export function matchSignal(index: MatchIndex, signal: LaneSignal): readonly CompiledSelector[] {
  const found: CompiledSelector[] = []
  if (signal.fields['verification'] === 'rejected') return found
  const { common, live, others, residual, selectors } = index
  const { bits: lead, filled } = answerFor(index.lead, signal)
  common.set(lead)
  live.set(filled)
  const { risk, mitigating } = index.polarity
  let count = intersect(index, filled.length, signal.polarity === 'mitigating' ? mitigating : risk)
  for (const other of others) {
    if (count === 0) return found
    count = intersect(index, count, answerFor(other, signal).bits)
  }
  for (let place = 0; place < count; place += 1) {
    const word = live[place] ?? 0
    for (let bits = common[word] ?? 0; bits !== 0; bits &= bits - 1) {
      const at = word * 32 + (31 - Math.clz32(bits & -bits))
      const one = selectors[at]
      const test = residual[at]
      if (one !== undefined && (test === undefined || test(signal))) found.push(one)
    }
  }
  return found
}

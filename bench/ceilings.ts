// The two ceilings of the match stage: code generated from the rules, and plain bitsets with nothing but what this workload needs. Neither
// is safe or general; they say how fast the question can be answered in this process.
import type { LaneSignal } from '#domain/rules/lane.ts'
import { factors, type SelectorShape } from './workload-rules.ts'

/** The places of the selectors that take the signal, in order. */
export type Matcher = (signal: LaneSignal) => readonly number[]

const quoted = (value: string) => JSON.stringify(value)
const oneOf = (name: string, values: readonly string[]) =>
  `(${values.map((value) => `${name} === ${quoted(value)}`).join(' || ')})`

function sourceOf(shape: SelectorShape, place: number): string {
  const tests: string[] = []
  if (shape.targets !== undefined) tests.push(oneOf('target', shape.targets))
  if (shape.sourceKinds !== undefined) tests.push(oneOf('kind', shape.sourceKinds))
  const { factor, minSeverity } = shape
  if (factor !== undefined) {
    const takes = (name: string) =>
      `(${name} === ${quoted(factor)} || ${name}.startsWith(${quoted(`${factor}.`)}))`
    tests.push(`(${takes('f0')} || ${takes('f1')})`)
  }
  if (minSeverity !== undefined) {
    const other = shape.isVerifiedEnough === true ? ' || verified' : ''
    tests.push(`(severity >= ${minSeverity}${other})`)
  }
  return tests.length === 0 ? `out.push(${place});` : `if (${tests.join(' && ')}) out.push(${place});`
}

const prologue = `
  const target = fields['target.kind'], kind = fields['source.kind'], severity = fields.severity;
  const f0 = fields.factor[0], f1 = fields.factor.length > 1 ? fields.factor[1] : f0;
  const verified = fields.verification === 'verified';`
/** Selectors per function: V8 does not optimise functions of more than 60 KB of bytecode. */
const perFunction = 250

type Generated = (fields: LaneSignal['fields'], out: number[]) => void

function compileChunk(lines: readonly string[]): Generated {
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-type-assertion -- code from our own generator, to know what it would gain
  return new Function('fields', 'out', `${prologue}\n${lines.join('\n')}`) as Generated
}

/** One function per category, made of the selectors that take it. */
export function generatedCode(shapes: readonly SelectorShape[]): Matcher {
  const lines = new Map<string, string[]>()
  shapes.forEach((shape, place) => {
    for (const category of shape.categories) {
      const own = lines.get(category) ?? []
      own.push(sourceOf(shape, place))
      lines.set(category, own)
    }
  })
  const functions = new Map<unknown, readonly Generated[]>()
  for (const [category, own] of lines) {
    const chunks = Math.ceil(own.length / perFunction)
    functions.set(
      category,
      Array.from({ length: chunks }, (_, index) =>
        compileChunk(own.slice(index * perFunction, (index + 1) * perFunction)),
      ),
    )
  }
  return ({ fields }) => {
    const out: number[] = []
    for (const one of functions.get(fields['category']) ?? []) one(fields, out)
    return out
  }
}

interface Index {
  readonly byValue: ReadonlyMap<unknown, Uint32Array>
  readonly untested: Uint32Array
}

function put(bits: Uint32Array, at: number): void {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
}

function indexOf(
  shapes: readonly SelectorShape[],
  valuesOf: (shape: SelectorShape) => readonly string[] | undefined,
): Index {
  const words = Math.ceil(shapes.length / 32)
  const untested = new Uint32Array(words)
  const byValue = new Map<unknown, Uint32Array>()
  for (const value of new Set(shapes.flatMap((shape) => valuesOf(shape) ?? [])))
    byValue.set(value, new Uint32Array(words))
  shapes.forEach((shape, at) => {
    const values = valuesOf(shape)
    if (values === undefined) put(untested, at)
    for (const [value, bits] of byValue)
      if (values === undefined || values.includes(String(value))) put(bits, at)
  })
  return { byValue, untested }
}

const takenBy = (factor: string | undefined) =>
  factor === undefined
    ? undefined
    : factors.filter((code) => code === factor || code.startsWith(`${factor}.`))

const bitsFor = ({ byValue, untested }: Index, value: unknown) => byValue.get(value) ?? untested

/** Four maps from value to bitset, ANDed word by word; severity from a table. */
export function plainBitsets(shapes: readonly SelectorShape[]): Matcher {
  const category = indexOf(shapes, (shape) => shape.categories)
  const target = indexOf(shapes, (shape) => shape.targets)
  const kind = indexOf(shapes, (shape) => shape.sourceKinds)
  const factor = indexOf(shapes, (shape) => takenBy(shape.factor))
  const severities = Uint8Array.from(shapes, (shape) => shape.minSeverity ?? 0)
  const orVerified = Uint8Array.from(shapes, (shape) => (shape.isVerifiedEnough === true ? 1 : 0))
  const common = new Uint32Array(category.untested.length)

  function intersect({ fields }: LaneSignal): void {
    const one = bitsFor(category, fields['category'])
    const two = bitsFor(target, fields['target.kind'])
    const three = bitsFor(kind, fields['source.kind'])
    const codes = fields['factor']
    const first = bitsFor(factor, typeof codes === 'object' ? codes[0] : undefined)
    const second = typeof codes === 'object' && codes.length > 1 ? bitsFor(factor, codes[1]) : first
    for (let word = 0; word < common.length; word += 1) {
      const either = (first[word] ?? 0) | (second[word] ?? 0)
      common[word] = (one[word] ?? 0) & (two[word] ?? 0) & (three[word] ?? 0) & either
    }
  }

  return (signal) => {
    const out: number[] = []
    intersect(signal)
    const severity = Number(signal.fields['severity'])
    const isVerified = signal.fields['verification'] === 'verified'
    for (let word = 0; word < common.length; word += 1) {
      for (let bits = common[word] ?? 0; bits !== 0; bits &= bits - 1) {
        const at = word * 32 + (31 - Math.clz32(bits & -bits))
        if (severity >= (severities[at] ?? 0) || (isVerified && orVerified[at] === 1)) out.push(at)
      }
    }
    return out
  }
}

// Seeded values for JSON Schemas of the API document: plain draws, quick enough for a million requests. `Known` holds words and ids by name.
import { createRandom } from '#domain/backtest/random.ts'
import { hostile, type JsonSchema } from '../support/from-schema.ts'

export interface Dice {
  /** In [0, below). */
  below(limit: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

export function createDice(seed: number): Dice {
  const next = createRandom(seed)
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (probability) => next() < probability,
    pick: <T>(from: readonly T[]) => from[below(from.length)] as T,
  }
}

export interface Schema extends JsonSchema {
  readonly minLength?: number
  readonly minItems?: number
  readonly exclusiveMinimum?: number
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}

/** What is known of a field by its name: values that get through the next check more often than not. */
export interface Known {
  of(name: string): readonly unknown[]
  resolve(reference: string): Schema
}

export function draw(dice: Dice, schema: Schema, known: Known, name = '', depth = 0): unknown {
  const words = known.of(name)
  if (words.length > 0 && dice.chance(0.85)) {
    const word = dice.pick(words)
    if (isOfType(word, schema)) return word
  }
  if (schema.$ref !== undefined) return draw(dice, known.resolve(schema.$ref), known, name, depth + 1)
  if (schema.enum !== undefined) return dice.pick(schema.enum)
  if (schema.const !== undefined) return schema.const
  if (schema.anyOf !== undefined) return draw(dice, dice.pick(schema.anyOf), known, name, depth + 1)
  const type = typeof schema.type === 'string' ? schema.type : 'any'
  return (byType[type] ?? anything)(dice, schema, known, name, depth)
}

/** A word of one field may be none of another of the same name. */
function isOfType(word: unknown, { type, enum: codes, anyOf }: Schema): boolean {
  if (codes !== undefined) return codes.includes(word)
  if (anyOf !== undefined) return anyOf.some((one) => isOfType(word, one))
  if (typeof type !== 'string') return true
  if (Array.isArray(word) || type === 'array') return Array.isArray(word) && type === 'array'
  return type === 'integer' || type === 'number' ? typeof word === 'number' : typeof word === type
}

type Drawn = (dice: Dice, schema: Schema, known: Known, name: string, depth: number) => unknown

const anything: Drawn = (dice) => dice.pick([...hostile, 'x', 1, true, { a: 1 }, ['a']])
const byType: Readonly<Record<string, Drawn>> = {
  object: objectOf,
  array(dice, { items = {}, minItems = 0, maxItems = 5 }, known, name, depth) {
    const length = Math.min(maxItems, minItems + dice.below(depth > 5 ? 1 : 3))
    return Array.from({ length }, () => draw(dice, items, known, name, depth + 1))
  },
  integer: (dice, { minimum = -5, maximum = 500 }) =>
    dice.pick([
      minimum,
      maximum,
      minimum + dice.below(maximum - minimum + 1),
      minimum + dice.below(Math.min(20, maximum - minimum + 1)),
    ]),
  number: (dice, { minimum = -1e3, maximum = 1e3 }) =>
    minimum + (dice.below(1_000_001) / 1e6) * (maximum - minimum),
  boolean: (dice) => dice.chance(0.5),
  null: () => null,
  string: textOf,
}

function objectOf(
  dice: Dice,
  schema: Schema,
  known: Known,
  _name: string,
  depth: number,
): Record<string, unknown> {
  const required = new Set(schema.required ?? [])
  const usual = new Set(known.of('usual') as string[])
  const drawn: Record<string, unknown> = {}
  for (const [field, one] of Object.entries(schema.properties ?? {})) {
    const isThere = required.has(field) || dice.chance(usual.has(field) ? 0.95 : 0.12)
    if (isThere) drawn[field] = draw(dice, one, known, field, depth + 1)
  }
  return drawn
}

const letters = ['a', 'b', 'o', 'ñ', 'ü', 'é', ' ', '-', '0', '7', 'q', 'k’', '✓', '😀', 'ẽ']

/** Values that the patterns of the document ask for, one of them for each. */
const shaped = [
  'abc',
  'ombudsman-duty',
  '123456',
  'drill-simulacro-1',
  'a'.repeat(64),
  'AAAA',
  '2026-03-01',
  '2026-03-01T10:00:00-04:00',
  '2026-11-30T23:59:59.999Z',
  '018f6d2e-0000-7000-8000-00000000dddd',
]

function textOf(dice: Dice, { pattern, minLength = 0, maxLength = 200 }: Schema): string {
  if (pattern !== undefined) {
    const fitting = fits(pattern).filter((one) => one.length >= minLength && one.length <= maxLength)
    if (fitting.length > 0) return dice.pick(fitting)
  }
  const length = Math.min(maxLength, dice.chance(0.02) ? maxLength : minLength + dice.below(24))
  let text = ''
  while (text.length < length) text += dice.pick(letters)
  return text.slice(0, maxLength)
}

const fitting = new Map<string, readonly string[]>()
function fits(pattern: string): readonly string[] {
  const found = fitting.get(pattern) ?? shaped.filter((one) => new RegExp(pattern).test(one))
  fitting.set(pattern, found)
  return found
}

const strangers = ['__proto__', 'constructor', 'id', 'toString', 'phases', 'a'.repeat(300), '\u0000', '']

/** One place of a value spoilt: taken away, replaced, doubled, or something beside it that nobody knows. */
export function spoil(dice: Dice, whole: unknown): unknown {
  if (typeof whole !== 'object' || whole === null || dice.chance(0.1)) return dice.pick(hostile)
  const entries: [string, unknown][] = Object.entries(whole)
  const at = dice.below(Math.max(1, entries.length))
  const chosen = entries[at]
  const how = dice.pick(['take', 'replace', 'add', 'deeper', 'deeper'])
  if (chosen === undefined || how === 'add') entries.push([dice.pick(strangers), dice.pick(hostile)])
  else if (how === 'take') entries.splice(at, 1)
  else entries[at] = [chosen[0], how === 'deeper' ? spoil(dice, chosen[1]) : dice.pick(hostile)]
  if (Array.isArray(whole)) return entries.map(([, one]) => one)
  const result = {}
  // Defined, because assigning to __proto__ would change the prototype instead of adding a key.
  for (const [key, value] of entries)
    Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true })
  return result
}

// Values drawn from a JSON Schema of the API document, mostly of the declared shape, and values spoilt at one or several places.
import * as fc from 'fast-check'

export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
}

/** Words of the field by the name of the field, so that not everything falls at the first hurdle; `usual`: fields that are mostly there. */
export type Words = Readonly<Record<string, readonly unknown[]>>

export const hostile: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53 + 2,
  1e16,
  '',
  ' ',
  'x',
  '\u0000',
  '\ud800',
  '\udc00',
  '\u202e',
  '\u200b',
  'x'.repeat(5_000),
  "'; drop table signal; --",
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '${7*7}',
  '%00',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-01-01T00:00:00+99:99',
  [],
  [[]],
  {},
  { a: { b: { c: {} } } },
  [null],
  ['x', 'x'],
  { toString: 'x' },
  { length: 1e9 },
]

export function arbitraryOf(schema: JsonSchema, words: Words, name = ''): fc.Arbitrary<unknown> {
  const known = words[name]
  const drawn = drawnFrom(schema, words, name)
  return known === undefined
    ? drawn
    : fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 4 }, { arbitrary: drawn, weight: 1 })
}

function drawnFrom(schema: JsonSchema, words: Words, name: string): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => arbitraryOf(one, words, name)))
  const type = typeof schema.type === 'string' ? schema.type : 'any'
  return (byType[type] ?? anything)(schema, words, name)
}

const anything = () => fc.jsonValue({ maxDepth: 3 })
const byType: Readonly<
  Record<string, (schema: JsonSchema, words: Words, name: string) => fc.Arbitrary<unknown>>
> = {
  object: objectOf,
  array: (schema, words, name) =>
    fc.array(arbitraryOf(schema.items ?? {}, words, name), { maxLength: Math.min(4, schema.maxItems ?? 4) }),
  integer: ({ minimum = -5, maximum = 1_000 }) =>
    fc.integer({ min: minimum, max: Math.min(maximum, 1_000_000) }),
  number: ({ minimum = -1e6, maximum = 1e6 }) => fc.double({ min: minimum, max: maximum, noNaN: true }),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  string: textOf,
}

function textOf({ format, pattern, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'uri') return fc.webUrl()
  if (pattern?.startsWith('^\\d{4}') === true)
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date() }).map((one) => one.toISOString())
  if (pattern === '^[0-9a-f]{64}$') return fc.stringMatching(/^[0-9a-f]{64}$/)
  return fc.string({ unit: 'grapheme', maxLength: Math.min(maxLength, 60) })
}

function objectOf(schema: JsonSchema, words: Words): fc.Arbitrary<unknown> {
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties ?? {}).map(
    ([field, one]): [string, fc.Arbitrary<unknown>] => {
      const value = arbitraryOf(one, words, field)
      // Optional fields are mostly left out, but for those without which nothing gets through.
      const weight = words['usual']?.includes(field) === true ? 30 : 1
      const optional = fc.oneof(
        { arbitrary: fc.constant(undefined), weight: 6 },
        { arbitrary: value, weight },
      )
      return [field, required.has(field) ? value : optional]
    },
  )
  if (fields.length === 0)
    return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  return fc.record(Object.fromEntries(fields))
}

/** Spoils up to three places: a field taken away, a hostile value in its stead, a field that nobody knows. */
export function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const wound = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('take', 'replace', 'add', 'nest'),
    by: fc.constantFrom(...hostile),
    name: fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('__proto__', 'id', 'phases', 'consent', 'constructor', '\u0000'),
    ),
  })
  return fc
    .tuple(value, fc.array(wound, { maxLength: 3 }))
    .map(([whole, wounds]) => wounds.reduce(spoil, structuredClone(whole)))
}

function spoil(whole: unknown, wound: { at: number; how: string; by: unknown; name: string }): unknown {
  if (typeof whole !== 'object' || whole === null) return wound.by
  const entries: [string, unknown][] = Object.entries(whole)
  const index = entries.length === 0 ? 0 : wound.at % entries.length
  const chosen = entries[index]
  if (wound.how === 'add' || chosen === undefined) entries.push([wound.name, wound.by])
  else if (wound.how === 'take') entries.splice(index, 1)
  else
    entries[index] = [
      chosen[0],
      wound.how === 'nest' ? spoil(chosen[1], { ...wound, how: 'replace' }) : wound.by,
    ]
  if (Array.isArray(whole)) return entries.map(([, one]) => one)
  // defineProperty, because assigning to __proto__ would change the prototype instead of adding a key.
  const result = {}
  for (const [key, one] of entries)
    Object.defineProperty(result, key, { value: one, enumerable: true, configurable: true, writable: true })
  return result
}

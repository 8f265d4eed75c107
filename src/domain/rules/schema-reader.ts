// Readers of untrusted values: small functions that take a parsed value and return it typed, and write down every problem with its path
// instead of stopping at the first. What a reader returns after it reported a problem is never used: parseRule returns the problems alone.
import { parseDuration } from '../time.ts'
import { didYouMean } from './schema-nearest.ts'

export type Path = readonly (string | number)[]

export interface Problem {
  readonly path: Path
  readonly code: string
  readonly message: string
  /** Where an editor should point: at the last key of the path instead of at its value. */
  readonly at?: 'key'
  /** Missing = error. */
  readonly severity?: 'error' | 'warning'
}

export interface Spot {
  readonly path: Path
  readonly problems: Problem[]
}

export type Reader<T> = (value: unknown, spot: Spot) => T
type Readers = Readonly<Record<string, Reader<unknown>>>
type Read<R extends Readers> = { readonly [K in keyof R]: ReturnType<R[K]> }
export type Plain = Readonly<Record<string, unknown>>

/** Rules nested deeper than this are refused, so that no input can exhaust the stack. */
export const maxDepth = 12

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function below(spot: Spot, step: string | number): Spot {
  return { path: [...spot.path, step], problems: spot.problems }
}

/** Writes a problem down. What it returns stands for a value that nobody will look at; the code after it goes on. */
export const refuse = (spot: Spot, message: string, code = 'shape', at?: 'key') => {
  spot.problems.push({ path: spot.path, code, message, ...(at === undefined ? {} : { at }) })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a problem is written, so this value is thrown away
  return undefined as never
}

/** Applies `change` only to what was read without a problem. */
export function map<T, U>(reader: Reader<T>, change: (value: T, spot: Spot) => U): Reader<U> {
  return (value, spot) => {
    const before = spot.problems.length
    const read = reader(value, spot)
    if (spot.problems.length > before) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as in refuse: a problem is written already
      return undefined as U
    }
    return change(read, spot)
  }
}

export function text(pattern: RegExp, message: string): Reader<string> {
  return (value, spot) => (typeof value === 'string' && pattern.test(value) ? value : refuse(spot, message))
}

export function oneOf<const T extends string>(words: readonly T[], code = 'shape'): Reader<T> {
  return (value, spot) => {
    const found = words.find((word) => word === value)
    if (found !== undefined) return found
    const hint = typeof value === 'string' ? didYouMean(value, words, spot.problems.length) : ''
    return refuse(spot, `one of ${words.join(', ')}${hint}`, code)
  }
}

export interface Bounds {
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly whole?: boolean
}

export function numeric(what: string, bounds: Bounds = {}): Reader<number> {
  return (value, spot) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return refuse(spot, what)
    const whole = bounds.whole !== true || Number.isSafeInteger(value)
    const low = value >= (bounds.min ?? -Infinity) && value > (bounds.above ?? -Infinity)
    return whole && low && value <= (bounds.max ?? Infinity) ? value : refuse(spot, what)
  }
}

export const flag: Reader<boolean> = (value, spot) =>
  typeof value === 'boolean' ? value : refuse(spot, 'true or false')

const durationHint = 'a duration such as 90m, 6h, 14d, 1d12h'
export const duration: Reader<number> = (value, spot) =>
  (typeof value === 'string' ? parseDuration(value) : undefined) ?? refuse(spot, durationHint)
/** A span of time that may not be empty: windows, half-lives, periods. */
export const positiveDuration: Reader<number> = map(duration, (ms, spot) =>
  ms > 0 ? ms : refuse(spot, `${durationHint}, longer than 0`),
)

export function list<T>(item: Reader<T>, min = 0, max = Infinity): Reader<readonly T[]> {
  const size = max === Infinity ? `at least ${min}` : `${min} to ${max}`
  return (value, spot) => {
    if (!Array.isArray(value)) return refuse(spot, 'a list')
    const items: readonly unknown[] = value
    if (items.length < min || items.length > max) refuse(spot, `a list of ${size}`)
    return items.map((entry, index) => item(entry, below(spot, index)))
  }
}

/** A mapping from names that the author chooses. */
export function named<T>(
  name: Reader<string>,
  item: Reader<T>,
  min = 0,
): Reader<Readonly<Record<string, T>>> {
  return (value, spot) => {
    if (!isPlain(value)) return refuse(spot, 'a mapping of names')
    const entries = Object.entries(value)
    if (entries.length < min) refuse(spot, `a mapping with at least ${min}`)
    return Object.fromEntries(
      entries.map(([key, entry]) => {
        const within = below(spot, key)
        const before = spot.problems.length
        name(key, within)
        const bad = spot.problems.splice(before).map((problem): Problem => ({ ...problem, at: 'key' }))
        spot.problems.push(...bad)
        return [key, item(entry, within)]
      }),
    )
  }
}

/** Reports keys that are not in `known`, each with the nearest known one. */
export function refuseUnknownKeys(value: Plain, known: readonly string[], spot: Spot): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    refuse(
      below(spot, key),
      `unknown key "${key}"${didYouMean(key, known, spot.problems.length)}`,
      'unknown-key',
      'key',
    )
  }
}

// oxlint-disable-next-line typescript/no-generated-empty-object-type -- no optional keys is what is meant
type NoReaders = Record<never, never>

/** A mapping with fixed keys. Missing optional keys stay missing. */
export function record<R extends Readers, O extends Readers = NoReaders>(
  required: R,
  optional?: O,
): Reader<Read<R> & Partial<Read<O>>> {
  const readers: Readonly<Record<string, Reader<unknown>>> = { ...required, ...optional }
  const known = Object.keys(readers)
  return (value, spot) => {
    if (!isPlain(value)) return refuse(spot, `a mapping with ${known.join(', ')}`)
    refuseUnknownKeys(value, known, spot)
    for (const key of Object.keys(required)) {
      if (!Object.hasOwn(value, key)) refuse(below(spot, key), `"${key}" is missing`)
    }
    const present = Object.entries(readers).filter(([key]) => Object.hasOwn(value, key))
    const read = present.map(([key, reader]) => [key, reader(value[key], below(spot, key))])
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built key by key from the readers that give the type
    return Object.fromEntries(read) as Read<R> & Partial<Read<O>>
  }
}

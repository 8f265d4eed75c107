// Levels: from which values people are warned. Reads `when`, `clear_when` and the times beside them.
import type { Comparison, Level, When } from './rule.ts'
import {
  below,
  isPlain,
  list,
  map,
  maxDepth,
  type Reader,
  record,
  refuse,
  refuseUnknownKeys,
  type Spot,
} from './schema-reader.ts'
import { dur, levelName, num, reference } from './schema-words.ts'

const comparisons: readonly Comparison[] = ['gt', 'gte', 'lt', 'lte', 'eq']

function readComparisons(measure: string, value: unknown, spot: Spot): readonly When[] {
  reference(measure, spot)
  if (!isPlain(value)) return refuse(spot, `a comparison such as {gte: 3}; one of ${comparisons.join(', ')}`)
  refuseUnknownKeys(value, comparisons, spot)
  if (Object.keys(value).length === 0) return refuse(spot, `at least one of ${comparisons.join(', ')}`)
  return comparisons
    .filter((op) => Object.hasOwn(value, op))
    .map((op) => ({ measure, op, than: num(value[op], below(spot, op)) }))
}

function whenPart(key: string, value: unknown, spot: Spot, depth: number): readonly When[] {
  const within = (given: unknown, at: Spot) => readWhen(given, at, depth + 1)
  if (key === 'not') return [{ not: within(value, spot) }]
  if (key === 'all') return list(within, 1)(value, spot)
  if (key === 'any') return [{ any: list(within, 1)(value, spot) }]
  return readComparisons(key, value, spot)
}

function readWhen(value: unknown, spot: Spot, depth: number): When {
  if (!isPlain(value)) return refuse(spot, 'a mapping of comparisons, such as {n: {gte: 3}}')
  if (depth > maxDepth) return refuse(spot, `nested deeper than ${maxDepth}`)
  if (Object.keys(value).length === 0) return refuse(spot, 'at least one comparison')
  const before = spot.problems.length
  const parts = Object.entries(value).map(([key, given]) => whenPart(key, given, below(spot, key), depth))
  if (spot.problems.length > before) return { all: [] }
  const flat = parts.flat()
  const [first] = flat
  return flat.length === 1 && first !== undefined ? first : { all: flat }
}

const when: Reader<When> = (value, spot) => readWhen(value, spot, 0)

export const level: Reader<Level> = map(
  record({ level: levelName, when }, { for: dur, clear_when: when, keep_firing_for: dur }),
  (read): Level => ({
    level: read.level,
    when: read.when,
    for: read.for ?? 0,
    keepFiringFor: read.keep_firing_for ?? 0,
    ...(read.clear_when === undefined ? {} : { clearWhen: read.clear_when }),
  }),
)

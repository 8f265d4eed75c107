// The words that every part of a rule file shares: fields of a signal, names, codes, texts, parameters, anchors.
import type { Text } from '../text.ts'
import { parseDuration } from '../time.ts'
import { type Anchor, levelNames, type Num } from './rule.ts'
import {
  duration,
  isPlain,
  list,
  map,
  numeric,
  oneOf,
  type Reader,
  record,
  refuse,
  text,
} from './schema-reader.ts'

export const codeFields = [
  'category',
  'nature',
  'phase',
  'window',
  'place',
  'department',
  'province',
  'municipality',
  'reliability',
  'source.id',
  'source.root',
  'source.kind',
  'target.kind',
  'target.group',
  'station_id',
  'topic',
  'verification',
  'language',
  'marking',
] as const
export const tagFields = ['rights', 'populations'] as const
export const numberFields = [
  'severity',
  'credibility',
  'counts.killed',
  'counts.injured',
  'counts.arrested',
  'counts.participants',
] as const
/** Fields whose different values `distinct` may count. */
export const distinctFields = [...codeFields, ...tagFields, 'factor'] as const
/** Fields that may make up the key of an alert. */
export const groupFields = [
  'place',
  'department',
  'province',
  'municipality',
  'category',
  'topic',
  'station_id',
  'source.id',
  'source.root',
  'source.kind',
  'target.kind',
  'target.group',
] as const
/** Fields that a rule may test. */
export const testFields = [...codeFields, ...tagFields, ...numberFields, 'factor', 'narrative'] as const

/** Placeholders that every rule has; a measure may not hide them. */
export const ownPlaceholders = ['level', 'phase', 'window', 'process', 'evidence'] as const
// `all`, `any` and `not` are words of conditions; `constructor` is a property of every object.
const reserved: readonly string[] = ['all', 'any', 'not', 'constructor', ...ownPlaceholders]

const snake = /^[a-z][a-z0-9_]{0,40}$/
/** Name of a selector, measure or parameter where it is used. */
export const reference = text(snake, 'a name in snake_case')
/** The same where it is defined. */
export const name: Reader<string> = map(reference, (word, spot) =>
  reserved.includes(word) ? refuse(spot, `"${word}" is a word of the language; choose another name`) : word,
)
export const kebab = text(/^[a-z][a-z0-9-]{2,62}$/, 'a code in kebab-case, 3 to 63 characters')
export const addresseeCode = text(
  /^[a-z][a-z0-9_-]{1,62}$/,
  'a code of an institution or role, never a person',
)
export const code = text(/./su, 'a code')
export const words = text(/./su, 'a text')
export const anyText: Reader<string> = (value, spot) =>
  typeof value === 'string' ? value : refuse(spot, 'a text')
export const calendarCode = text(
  /^[a-z][a-z0-9_]*$/,
  'a code of a phase or of a calendar window, in snake_case',
)
export const factorCode = text(
  /^(?:en|ex)(?:\.[1-9]\d?){0,3}$/,
  'a factor code: en or ex and up to three numbers, such as ex.2.1',
)
export const bothLanguages: Reader<Text> = record({ es: words, en: words })
export const levelName = oneOf(levelNames)

const paramRef = record({ param: reference })
export const num: Reader<Num> = (value, spot) =>
  isPlain(value) ? paramRef(value, spot) : numeric('a number or {param: name}')(value, spot)
export const dur: Reader<number | { readonly param: string }> = (value, spot) =>
  isPlain(value) ? paramRef(value, spot) : duration(value, spot)

/** One value, or a list with at least one. */
export function oneOrMore<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, spot) => (Array.isArray(value) ? list(item, 1)(value, spot) : [item(value, spot)])
}

const offsetShape = /^([+-]?)(?=\d)((?:\d{1,6}w)?(?:\d{1,6}d)?)((?:\d{1,6}h)?(?:\d{1,6}m)?)$/
const dayMs = 86_400_000

/** `+2h`, `-1d`, `+7d`: days and weeks are calendar days, hours and minutes elapsed time. */
const offset: Reader<Anchor['offset']> = (value, spot) => {
  const found = typeof value === 'string' ? offsetShape.exec(value) : null
  if (found === null) return refuse(spot, 'an offset such as +2h, -1d, +7d')
  const sign = found[1] === '-' ? -1 : 1
  const part = (index: number) => sign * (parseDuration(found[index] ?? '') ?? 0)
  // Adding 0 turns a negative zero into 0, so that equal offsets are equal.
  return { days: part(2) / dayMs + 0, ms: part(3) + 0 }
}

export const anchor: Reader<Anchor> = map(
  record({ milestone: code }, { edge: oneOf(['start', 'end']), offset }),
  (read) => ({
    milestone: read.milestone,
    edge: read.edge ?? 'start',
    offset: read.offset ?? { days: 0, ms: 0 },
  }),
)

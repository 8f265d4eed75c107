// The shape of the tests inside a rule file. Their meaning is checked in check-case.ts; case.ts runs them.
import { parseInstant } from '../time.ts'
import {
  duration,
  flag,
  isPlain,
  list,
  map,
  named,
  numeric,
  oneOf,
  type Reader,
  record,
  refuse,
} from './schema-reader.ts'
import { anyText, calendarCode, levelName, oneOrMore, reference, words } from './schema-words.ts'

const phaseCodes = [
  'legal_framework',
  'planning',
  'training_education',
  'registration',
  'campaign',
  'voting_operations',
  'results_verification',
  'post_election',
] as const

const phase = oneOrMore(oneOf(phaseCodes))
const window = oneOrMore(calendarCode)
const windowOrNone: Reader<unknown> = (value, spot) => (value === null ? null : window(value, spot))

const instantShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
const start: Reader<string> = (value, spot) =>
  typeof value === 'string' && instantShape.test(value) && parseInstant(value) !== undefined
    ? value
    : refuse(spot, 'a date and time with its offset, such as 2026-10-18T08:00:00+00:00')

const anything: Reader<unknown> = (value) => value
const fields = named(anyText, anything)
const span = record({ from: duration, to: duration })
const milestone: Reader<unknown> = (value, spot) =>
  isPlain(value) ? span(value, spot) : duration(value, spot)

const repeat = record(
  { times: numeric('a whole number from 1 to 500', { min: 1, max: 500, whole: true }), every: duration },
  { vary: named(anyText, list(anything, 1)) },
)
const stepKinds: Readonly<Record<string, Reader<unknown>>> = {
  signal: record({ t: duration, signal: fields }, { ref: anyText, received: duration, repeat }),
  correct: record({ t: duration, correct: anyText, set: fields }),
  retract: record({ t: duration, retract: anyText }),
  indicator: record(
    { t: duration, indicator: anyText, value: numeric('a number') },
    { place: anyText, at: duration },
  ),
}
const stepNames = Object.keys(stepKinds)

const step: Reader<unknown> = (value, spot) => {
  const found = isPlain(value) ? Object.entries(stepKinds).filter(([kind]) => Object.hasOwn(value, kind)) : []
  const [only] = found
  return found.length === 1 && only !== undefined
    ? only[1](value, spot)
    : refuse(spot, `a step with t and one of ${stepNames.join(', ')}`)
}

const measured: Reader<unknown> = (value, spot) =>
  value === 'unknown' || (typeof value === 'number' && Number.isFinite(value))
    ? value
    : refuse(spot, 'a number or unknown')
const least = numeric('a whole number from 0', { min: 0, whole: true })

const expectation = record(
  { t: duration, state: oneOf(['none', 'pending', 'firing', 'resolved', 'expired']) },
  {
    key: named(anyText, anyText),
    level: levelName,
    measures: named(reference, measured),
    evidence: least,
    episode: least,
    late: flag,
    explain: record({}, { es: anyText, en: anyText }),
  },
)

const tuned: Reader<unknown> = (value, spot) =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
    ? value
    : refuse(spot, 'a number or a duration')

const shape = record(
  { name: words, start, expect: list(expectation, 1) },
  {
    phase,
    window,
    calendar: list(record({ t: duration }, { phase, window: windowOrNone })),
    milestones: named(anyText, milestone),
    entities: named(anyText, list(named(anyText, anyText))),
    params: named(reference, tuned),
    steps: list(step),
  },
)

/** Checks one embedded test and hands it back as written. */
export const testCase: Reader<unknown> = map(
  (value: unknown, spot) => {
    shape(value, spot)
    return value
  },
  (value) => value,
)

/** The tests of a rule file as written; empty when the file has none. */
export function rawTests(raw: unknown): readonly unknown[] {
  const tests = isPlain(raw) ? raw['tests'] : undefined
  return Array.isArray(tests) ? tests : []
}

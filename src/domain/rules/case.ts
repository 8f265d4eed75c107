// The tests of a rule, run on the real engine with a virtual clock (rule language §14). A case becomes a log and expectations at instants.
import { formatDuration, formatInstant, type Instant, parseDuration, parseInstant } from '../time.ts'
import { caseLines, lengthOf, type Plain, plainOf } from './case-log.ts'
import { defaultDiscounts, type Geography, geographyOfCodes } from './derive-signal.ts'
import { describeKey, type KeyDescription } from './describe-key.ts'
import { logEntries } from './eval-log.ts'
import { fold } from './fold.ts'
import type { ActiveRule, KeyValues } from './lane.ts'
import { createLane } from './lane-memory.ts'
import { round6 } from './rounding.ts'
import type { LevelName, Rule } from './rule.ts'

export interface CaseFailure {
  /** The expectation's `t`, or `case` when the case itself cannot be read. */
  readonly at: string
  readonly field: string
  readonly expected: unknown
  readonly got: unknown
}

export interface CaseResult {
  readonly failures: readonly CaseFailure[]
  /** Levels that fired somewhere in the case. */
  readonly levelsReached: readonly LevelName[]
}

export interface CaseOptions {
  readonly geography?: Geography
}

const ruleState = 1 // the only rule of this lane

/** Tuned values: numbers, and durations as text. */
function tunedParams(raw: Plain): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) => {
      const number = typeof value === 'string' ? parseDuration(value) : value
      return typeof number === 'number' ? [[name, number] as const] : []
    }),
  )
}

function zoneOf(start: string): string {
  const offset = /[+-]\d\d:\d\d$/.exec(start)
  return offset?.[0] ?? 'UTC'
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function keyValues(rule: Rule, raw: Plain): KeyValues {
  return rule.groupBy.map((field) => textOf(raw[field]))
}

function gotFields(found: KeyDescription): Readonly<Record<string, unknown>> {
  return {
    state: found.status,
    level: found.level,
    evidence: found.evidence,
    episode: found.state.episode,
    late: found.state.isLate ?? false,
  }
}

function compareExpectation(at: string, raw: Plain, found: KeyDescription): readonly CaseFailure[] {
  const failures: CaseFailure[] = []
  const check = (field: string, expected: unknown, got: unknown) => {
    if (expected !== got) failures.push({ at, field, expected, got })
  }
  for (const [field, got] of Object.entries(gotFields(found))) {
    if (Object.hasOwn(raw, field)) check(field, raw[field], got)
  }
  for (const [name, expected] of Object.entries(plainOf(raw['measures']))) {
    const got = found.measures[name] ?? 'unknown'
    check(`measures.${name}`, typeof expected === 'number' ? round6(expected) : expected, got)
  }
  for (const [language, expected] of Object.entries(plainOf(raw['explain']))) {
    check(`explain.${language}`, expected, language === 'es' ? found.explain.es : found.explain.en)
  }
  return failures
}

interface Expectation {
  readonly raw: Plain
  readonly at: Instant
  readonly label: string
}

function expectationsOf(raw: Plain, start: Instant): readonly Expectation[] {
  const list = Array.isArray(raw['expect']) ? raw['expect'].map(plainOf) : []
  return list.map((one) => {
    const after = lengthOf(one['t'])
    return { raw: one, at: start + after, label: formatDuration(after) }
  })
}

/** Runs one case. Never throws: a case that cannot be read is a failure. */
export function runCase(rule: Rule, rawCase: unknown, options: CaseOptions = {}): CaseResult {
  const raw = plainOf(rawCase)
  const startText = String(raw['start'])
  const start = parseInstant(startText)
  if (start === undefined) {
    const failure = { at: 'case', field: 'start', expected: 'an instant with an offset', got: raw['start'] }
    return { failures: [failure], levelsReached: [] }
  }
  const geography = options.geography ?? geographyOfCodes('*')
  const params = tunedParams(plainOf(raw['params']))
  const active: ActiveRule = { rule, revision: `${rule.id}@${rule.version}`, ruleState, params }
  const lines = caseLines(raw, start, geography.country)
  const entries = logEntries(lines, { geography, discounts: defaultDiscounts }, active)
  const lane = createLane({
    process: 'rule-test',
    timeZone: zoneOf(startText),
    monitoringStart: start,
    country: geography.country,
    ancestors: geography.ancestors,
    labelOf: (_field, code) => code,
  })
  const failures: CaseFailure[] = []
  const reached = new Set<LevelName>()
  let taken = 0
  const until = (at: Instant) => {
    const past = entries.findIndex(({ lt }) => lt > at)
    const end = Math.max(taken, past === -1 ? entries.length : past)
    for (const { level } of fold(lane, entries.slice(taken, end), at).events)
      if (level !== null) reached.add(level)
    taken = end
  }
  for (const { raw: expected, at, label } of expectationsOf(raw, start).toSorted((a, b) => a.at - b.at)) {
    until(at)
    const found = describeKey(lane, ruleState, keyValues(rule, plainOf(expected['key'])), at)
    if (found === undefined) {
      failures.push({ at: label, field: 'rule', expected: 'in force', got: formatInstant(at) })
    } else failures.push(...compareExpectation(label, expected, found))
  }
  return { failures, levelsReached: [...reached] }
}

// The shape of a rule file, schema 1: from parsed YAML to a Rule with its defaults filled in, or to all problems at once.
// What the words mean is checked in check.ts. rules/rule.schema.json says the same to editors; test/rules/ compares the two.
import type { Param, Rule } from './rule.ts'
import { testCase } from './schema-case.ts'
import { level } from './schema-level.ts'
import { measure } from './schema-measure.ts'
import {
  duration,
  isPlain,
  list,
  map,
  named,
  numeric,
  oneOf,
  type Problem,
  type Reader,
  record,
  refuse,
} from './schema-reader.ts'
import { selector } from './schema-where.ts'
import {
  addresseeCode,
  anyText,
  bothLanguages,
  calendarCode,
  code,
  dur,
  factorCode,
  groupFields,
  kebab,
  levelName,
  name,
} from './schema-words.ts'

const plainNumber = numeric('a number')
const numberParam: Reader<Param> = map(
  record(
    { type: oneOf(['number']), default: plainNumber },
    {
      min: plainNumber,
      max: plainNumber,
      by_phase: named(calendarCode, plainNumber),
      label: bothLanguages,
    },
  ),
  ({ by_phase, ...read }): Param => ({ ...read, byPhase: by_phase ?? {} }),
)
const durationParam: Reader<Param> = record(
  { type: oneOf(['duration']), default: duration },
  { min: duration, max: duration, label: bothLanguages },
)
const param: Reader<Param> = (value, spot) => {
  if (!isPlain(value)) return refuse(spot, 'a mapping with type, default')
  return (value['type'] === 'duration' ? durationParam : numberParam)(value, spot)
}

const groupField = oneOf(groupFields, 'unknown-field')
const suppress = map(
  record(
    { rules: list(kebab, 1), equal: list(oneOf([...groupFields, 'process'], 'unknown-field'), 1) },
    { at_or_below: levelName },
  ),
  ({ at_or_below, ...read }) => ({
    ...read,
    ...(at_or_below === undefined ? {} : { atOrBelow: at_or_below }),
  }),
)

const notify = map(
  record(
    { audience: kebab },
    { from: levelName, ack_within: duration, release: oneOf(['automatic', 'approval']) },
  ),
  ({ audience, from, ack_within, release }) => ({
    audience,
    from: from ?? ('info' as const),
    release: release ?? ('automatic' as const),
    ...(ack_within === undefined ? {} : { ackWithin: ack_within }),
  }),
)

const action = map(
  record({ id: kebab, to: addresseeCode, due: duration, text: bothLanguages }, { from: levelName }),
  (read) => ({ ...read, from: read.from ?? ('info' as const) }),
)

const languageVersion: Reader<1> = (value, spot) =>
  value === 1 ? 1 : refuse(spot, '1, the version of the language')

const required = {
  schema: languageVersion,
  id: kebab,
  version: numeric('a whole number from 1', { min: 1, whole: true }),
  status: oneOf(['draft', 'shadow', 'active', 'retired']),
  title: bothLanguages,
  owner: code,
  signals: named(name, selector),
  measures: named(name, measure, 1),
  levels: list(level, 1, 4),
  explain: bothLanguages,
  notify: list(notify, 1),
  tests: list(testCase, 1),
}
const optional = {
  rationale: bothLanguages,
  tags: list(kebab),
  references: list(anyText),
  factors: list(factorCode),
  rights: list(code),
  populations: list(code),
  params: named(name, param),
  group_by: list(groupField, 0, 3),
  phases: record(
    {},
    {
      only: list(calendarCode, 1),
      multiplier: named(calendarCode, numeric('a number from 0 to 10', { min: 0, max: 10 })),
    },
  ),
  lateness: record({}, { allow: duration, beyond: oneOf(['count', 'ignore']) }),
  cooldown: dur,
  unknown: oneOf(['keep', 'clear', 'alert']),
  suppress: list(suppress),
  actions: list(action),
}

// Two days: most field reports of an electoral process arrive within them.
const defaultAllow = 2 * 86_400_000

const defaults = {
  tags: [],
  references: [],
  factors: [],
  rights: [],
  populations: [],
  params: {},
  cooldown: 0,
  unknown: 'keep' as const,
  suppress: [],
  actions: [],
}

const rule: Reader<Rule> = map(record(required, optional), (read) => {
  const { schema: _schema, tests: _tests, group_by, phases, lateness, ...rest } = read
  return {
    ...defaults,
    ...rest,
    groupBy: group_by ?? [],
    phases: { multiplier: {}, ...phases },
    lateness: { allow: defaultAllow, beyond: 'count', ...lateness },
  }
})

export type Parsed =
  | { readonly rule: Rule; readonly problems?: never }
  | { readonly problems: readonly Problem[]; readonly rule?: never }

/** Parsed YAML → a Rule, or every problem of its shape. Never throws. The embedded tests are checked too and stay in `raw`. */
export function parseRule(raw: unknown): Parsed {
  const problems: Problem[] = []
  const read = rule(raw, { path: [], problems })
  return problems.length === 0 ? { rule: read } : { problems }
}

// The tests inside a rule: whether they speak of its key, measures, parameters and levels, and of codes that exist.
import type { CountryPack } from '../pack.ts'
import { formatDuration, parseDuration } from '../time.ts'
import { checkCode, vocabularyOf } from './check-codes.ts'
import { checkMeasureName } from './check-references.ts'
import { entriesAt, entry, error, itemsAt, rawAt, type Scope } from './check-scope.ts'
import { didYouMean } from './schema-nearest.ts'
import type { Path } from './schema-reader.ts'
import { testFields } from './schema-words.ts'

const signalFields: readonly string[] = [...testFields, 'polarity', 'external_id', 'process']
const placeFields: readonly string[] = ['place', 'department', 'province', 'municipality']

function checkKnown(scope: Scope, path: Path, code: unknown, what: string, known: Iterable<string>): void {
  const codes = new Set(known)
  if (typeof code !== 'string' || codes.has(code)) return
  const hint = didYouMean(code, codes, scope.problems.length)
  error(scope, path, 'unknown-code', `unknown ${what} "${code}" in catalogue ${edition(scope)}${hint}`, 'key')
}

const edition = ({ pack }: Scope) => (pack === undefined ? '' : `${pack.country} ${pack.versions.taxonomy}`)

function checkFields(scope: Scope, path: Path): void {
  for (const [field, value] of entriesAt(scope.raw, path)) {
    const here = [...path, field]
    if (!signalFields.includes(field)) {
      const message = `unknown field "${field}"${didYouMean(field, signalFields, scope.problems.length)}`
      error(scope, here, 'unknown-field', message, 'key')
      continue
    }
    // Places of a test need not be in the gazetteer: it is imported apart from the catalogue.
    const vocabulary =
      scope.pack && !placeFields.includes(field) ? vocabularyOf(scope.pack, field) : undefined
    if (vocabulary === undefined) continue
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    values.forEach((code, index) =>
      checkCode(scope, Array.isArray(value) ? [...here, index] : here, code, vocabulary),
    )
  }
}

function checkSteps(scope: Scope, path: Path): void {
  const steps = itemsAt(scope.raw, [...path, 'steps'])
  const refs = new Set(steps.map((step) => rawAt(step, ['ref'])).filter((ref) => typeof ref === 'string'))
  steps.forEach((step, index) => {
    const here = [...path, 'steps', index]
    for (const fields of [['signal'], ['set'], ['repeat', 'vary']]) checkFields(scope, [...here, ...fields])
    for (const key of ['correct', 'retract']) {
      const ref = rawAt(step, [key])
      if (typeof ref !== 'string' || refs.has(ref)) continue
      error(
        scope,
        [...here, key],
        'unknown-ref',
        `no signal of this test has ref "${ref}"${didYouMean(ref, refs, scope.problems.length)}`,
      )
    }
    const series = rawAt(step, ['indicator'])
    if (scope.pack)
      checkKnown(scope, [...here, 'indicator'], series, 'indicator', scope.pack.indicators.keys())
  })
}

function checkTuned(scope: Scope, path: Path): void {
  for (const [name, value] of entriesAt(scope.raw, [...path, 'params'])) {
    const here = [...path, 'params', name]
    const param = entry(scope.rule.params, name)
    if (param === undefined) {
      const hint = didYouMean(name, Object.keys(scope.rule.params), scope.problems.length)
      error(scope, here, 'unknown-param', `unknown parameter "${name}"${hint}`, 'key')
      continue
    }
    const given = param.type === 'number' ? value : parseDuration(String(value))
    if (typeof given !== 'number') {
      error(scope, here, 'param-type', `"${name}" is a ${param.type}`)
    } else if (given < (param.min ?? -Infinity) || given > (param.max ?? Infinity)) {
      const shown = param.type === 'duration' ? formatDuration(given) : String(given)
      error(scope, here, 'param-bounds', `${shown} is outside the bounds of "${name}"`)
    }
  }
}

function checkExpectation(scope: Scope, path: Path): void {
  const { groupBy, levels } = scope.rule
  const keys = entriesAt(scope.raw, [...path, 'key']).map(([field]) => field)
  const same = keys.length === groupBy.length && keys.every((field) => groupBy.includes(field))
  if (!same) {
    const at = keys.length === 0 ? path : [...path, 'key']
    error(scope, at, 'test-key', `the key of this rule is [${groupBy.join(', ')}], not [${keys.join(', ')}]`)
  }
  for (const [name] of entriesAt(scope.raw, [...path, 'measures'])) {
    checkMeasureName(scope, [...path, 'measures', name], name, 'key')
  }
  const level = rawAt(scope.raw, [...path, 'level'])
  if (typeof level !== 'string' || levels.some((each) => each.level === level)) return
  error(scope, [...path, 'level'], 'never-reached', `this rule has no level "${level}"`)
}

function checkWorld(scope: Scope, path: Path, pack: CountryPack): void {
  const windows = pack.windows.keys().toArray()
  const calendar = itemsAt(scope.raw, [...path, 'calendar']).map((_, index) => [...path, 'calendar', index])
  for (const at of [path, ...calendar]) {
    const here = [...at, 'window']
    const value = rawAt(scope.raw, here)
    if (!Array.isArray(value)) checkKnown(scope, here, value, 'calendar window', windows)
    else {
      value.forEach((code: unknown, index) =>
        checkKnown(scope, [...here, index], code, 'calendar window', windows),
      )
    }
  }
  const tables = { milestones: pack.milestones, entities: pack.entitySets }
  for (const [section, codes] of Object.entries(tables)) {
    const what = section === 'milestones' ? 'milestone' : 'entity set'
    for (const [code] of entriesAt(scope.raw, [...path, section])) {
      checkKnown(scope, [...path, section, code], code, what, codes.keys())
    }
  }
}

export function checkCases(scope: Scope): void {
  itemsAt(scope.raw, ['tests']).forEach((test, index) => {
    const path = ['tests', index]
    checkSteps(scope, path)
    checkTuned(scope, path)
    if (scope.pack !== undefined) checkWorld(scope, path, scope.pack)
    itemsAt(test, ['expect']).forEach((_, at) => checkExpectation(scope, [...path, 'expect', at]))
  })
}

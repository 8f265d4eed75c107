// Names inside a rule and between rules: selectors, measures, parameters, other rules, and the bounds of parameters.
import { formatDuration } from '../time.ts'
import { conditions, entry, error, itemsAt, rawAt, type Scope, walkTests } from './check-scope.ts'
import type { Measure, Rule } from './rule.ts'
import { didYouMean } from './schema-nearest.ts'
import { isPlain, type Path } from './schema-reader.ts'

type Use = 'stored' | 'compared' | 'duration'

function checkParamUse(scope: Scope, path: Path, given: unknown, use: Use): void {
  if (!isPlain(given) || typeof given['param'] !== 'string') return
  const here = [...path, 'param']
  const name = given['param']
  const param = entry(scope.rule.params, name)
  if (param === undefined) {
    const hint = didYouMean(name, Object.keys(scope.rule.params), scope.problems.length)
    return error(scope, here, 'unknown-param', `unknown parameter "${name}"${hint}`)
  }
  const wanted = use === 'duration' ? 'duration' : 'number'
  if (param.type !== wanted) {
    return error(scope, here, 'param-type', `"${name}" is a ${param.type}; a ${wanted} stands here`)
  }
  if (use === 'stored' && param.type === 'number' && Object.keys(param.byPhase).length > 0) {
    const why = 'what is stored for a rule cannot change with the phase'
    error(scope, here, 'param-by-phase', `"${name}" depends on the phase; ${why}`)
  }
}

/** A number, a parameter, a list of them, or a mapping of operators. */
function checkNumbers(scope: Scope, path: Path, value: unknown, use: Use): void {
  if (Array.isArray(value)) {
    value.forEach((given: unknown, index) => checkNumbers(scope, [...path, index], given, use))
  } else if (isPlain(value)) {
    checkParamUse(scope, path, value, use)
    if (typeof value['param'] === 'string') return
    for (const [key, given] of Object.entries(value)) checkNumbers(scope, [...path, key], given, use)
  }
}

/** Every place of a measure that names a selector. */
export function selectorsOf(measure: Measure): readonly { readonly name: string; readonly path: Path }[] {
  switch (measure.kind) {
    case 'indicator':
    case 'composite':
      return []
    case 'sequence': {
      const steps = measure.steps.map((step, index) => ({ name: step.signal, path: ['sequence', index] }))
      const breaking = measure.without === undefined ? [] : [{ name: measure.without, path: ['without'] }]
      return [...steps, ...breaking]
    }
    case 'distinct':
    case 'sum':
    case 'max':
      return [{ name: measure.of, path: ['of'] }]
    case 'count':
    case 'score':
    case 'spike':
    case 'absent':
      return [{ name: measure.of, path: [measure.kind] }]
  }
}

function checkMeasures(scope: Scope): void {
  const { rule, raw } = scope
  for (const [name, measure] of Object.entries(rule.measures)) {
    const path = ['measures', name]
    for (const used of selectorsOf(measure)) {
      if (Object.hasOwn(rule.signals, used.name)) continue
      const hint = didYouMean(used.name, Object.keys(rule.signals), scope.problems.length)
      error(scope, [...path, ...used.path], 'unknown-signal', `unknown selector "${used.name}"${hint}`)
    }
    if (measure.kind !== 'composite') continue
    measure.factors.forEach((factor, index) => {
      const here = [...path, 'composite', 'factors', index]
      checkMeasureName(scope, [...here, 'measure'], factor.measure)
      checkParamUse(scope, [...here, 'weight'], rawAt(raw, [...here, 'weight']), 'compared')
    })
  }
}

export function checkMeasureName(
  scope: Scope,
  path: Path,
  name: string,
  at: 'key' | 'value' = 'value',
): void {
  if (Object.hasOwn(scope.rule.measures, name)) return
  const hint = didYouMean(name, Object.keys(scope.rule.measures), scope.problems.length)
  error(scope, path, 'unknown-measure', `unknown measure "${name}"${hint}`, at)
}

function checkParams(scope: Scope): void {
  for (const [name, param] of Object.entries(scope.rule.params)) {
    const path = ['params', name]
    const { min = -Infinity, max = Infinity } = param
    const show = (value: number) => (param.type === 'duration' ? formatDuration(value) : String(value))
    if (min > max)
      error(scope, [...path, 'min'], 'param-bounds', `min ${show(min)} is above max ${show(max)}`)
    const byPhase = param.type === 'number' ? Object.entries(param.byPhase) : []
    const values: readonly (readonly [Path, number])[] = [
      [[...path, 'default'], param.default],
      ...byPhase.map(([code, value]) => [[...path, 'by_phase', code], value] as const),
    ]
    for (const [here, value] of values) {
      if (value >= min && value <= max) continue
      error(scope, here, 'param-bounds', `${show(value)} is outside ${show(min)} to ${show(max)}`)
    }
  }
}

function checkConditions(scope: Scope): void {
  for (const { path, value } of conditions(scope.raw)) {
    walkTests(value, path, (name, comparison, here) => {
      checkMeasureName(scope, here, name, 'key')
      checkNumbers(scope, here, comparison, 'compared')
    })
  }
  itemsAt(scope.raw, ['levels']).forEach((level, index) => {
    for (const key of ['for', 'keep_firing_for']) {
      checkParamUse(scope, ['levels', index, key], rawAt(level, [key]), 'duration')
    }
  })
  checkParamUse(scope, ['cooldown'], scope.raw['cooldown'], 'duration')
}

const holders: Readonly<Record<string, readonly string[]>> = {
  municipality: ['place'],
  province: ['place', 'municipality'],
  department: ['place', 'municipality', 'province'],
}

function derivable(field: string, key: readonly string[]): boolean {
  const from = entry(holders, field) ?? []
  return field === 'process' || key.includes(field) || from.some((held) => key.includes(held))
}

function checkSuppress(scope: Scope, others: readonly Rule[]): void {
  scope.rule.suppress.forEach(({ rules, equal }, index) => {
    const path = ['suppress', index]
    const found = rules.map((id, at) => {
      const other = others.find((each) => each.id === id && id !== scope.rule.id)
      if (other === undefined && scope.context.unreadableRules?.includes(id) !== true) {
        const why = id === scope.rule.id ? 'a rule never suppresses itself' : `unknown rule "${id}"`
        const ids = others.map((each) => each.id)
        error(
          scope,
          [...path, 'rules', at],
          'unknown-ref',
          `${why}${didYouMean(id, ids, scope.problems.length)}`,
        )
      }
      return other
    })
    equal.forEach((field, at) => {
      for (const key of [scope.rule, ...found]) {
        if (key === undefined || derivable(field, key.groupBy)) continue
        const message = `"${field}" cannot be told from the key [${key.groupBy.join(', ')}] of ${key.id}`
        error(scope, [...path, 'equal', at], 'suppress-equal', message)
      }
    })
  })
}

function checkDuplicates(scope: Scope): void {
  const lists = [
    { path: ['notify'], field: 'audience' },
    { path: ['actions'], field: 'id' },
    { path: ['tests'], field: 'name' },
  ]
  for (const { path, field } of lists) {
    const seen = new Set<unknown>()
    itemsAt(scope.raw, path).forEach((given, index) => {
      const value = rawAt(given, [field])
      if (seen.has(value)) {
        error(scope, [...path, index, field], 'duplicate-key', `${field} "${String(value)}" is there twice`)
      }
      seen.add(value)
    })
  }
  for (const field of scope.rule.groupBy) {
    const name = field.replaceAll('.', '_')
    if (!Object.hasOwn(scope.rule.measures, name)) continue
    const message = `{${name}} would mean both this measure and the field ${field} of the key`
    error(scope, ['measures', name], 'duplicate-key', message, 'key')
  }
}

function checkIdentity(scope: Scope): void {
  const { rule, context, others = [] } = scope
  if (context.fileId !== undefined && context.fileId !== rule.id) {
    error(scope, ['id'], 'id-version', `the file is named "${context.fileId}", so this must be its id`)
  }
  const highest = Math.max(0, ...others.filter((each) => each.id === rule.id).map((each) => each.version))
  if (highest < rule.version) return
  error(scope, ['version'], 'id-version', `version ${highest} of "${rule.id}" is there already; raise it`)
}

export function checkReferences(scope: Scope): void {
  for (const name of Object.keys(scope.rule.signals)) {
    const path = ['signals', name, 'where']
    walkTests(rawAt(scope.raw, path), path, (_, value, here) => checkNumbers(scope, here, value, 'stored'))
  }
  checkMeasures(scope)
  checkParams(scope)
  checkConditions(scope)
  if (scope.others !== undefined) checkSuppress(scope, scope.others)
  checkDuplicates(scope)
  checkIdentity(scope)
}

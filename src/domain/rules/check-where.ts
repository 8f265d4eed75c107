// What a selector lets through: tried on signals of which only some fields are known. Serves the checks of selectors and of levels.
import { calendarCodes } from './check-codes.ts'
import { error, rawAt, type Scope, walkTests, warning } from './check-scope.ts'
import type { FieldTest, Scalar, Where } from './rule.ts'
import { isPlain } from './schema-reader.ts'

/** yes and no are certain; maybe depends on a field that is not known or on a parameter. */
export type Answer = 'yes' | 'no' | 'maybe'

/** Known fields of a signal with their values; an empty list means that the field is missing. */
export type Sketch = ReadonlyMap<string, readonly Scalar[]>

const sure = (holds: boolean): Answer => (holds ? 'yes' : 'no')

function below(prefix: string, code: Scalar): boolean {
  return code === prefix || String(code).startsWith(`${prefix}.`)
}

function compare(test: Extract<FieldTest, { value: unknown }>, given: number): Answer {
  if (test.op === 'exists' || typeof test.value !== 'number') return 'maybe'
  switch (test.op) {
    case 'gt':
      return sure(given > test.value)
    case 'gte':
      return sure(given >= test.value)
    case 'lt':
      return sure(given < test.value)
    case 'lte':
      return sure(given <= test.value)
    case 'num_eq':
      return sure(given === test.value)
    case 'num_ne':
      return sure(given !== test.value)
  }
}

function tryList(test: Extract<FieldTest, { values: unknown }>, values: readonly Scalar[]): Answer {
  const wanted: readonly unknown[] = test.values
  // A parameter in the list: its value may be tuned.
  if (wanted.some((each) => typeof each === 'object')) return 'maybe'
  if (test.op === 'has_all') return sure(test.values.every((each) => values.includes(each)))
  const any = values.some((value) => wanted.includes(value))
  return sure(test.op === 'not_in' ? !any : any)
}

function tryTest(test: FieldTest, values: readonly Scalar[]): Answer {
  if (test.op === 'exists') return sure(test.value === values.length > 0)
  if (values.length === 0) return 'no'
  if ('values' in test) return tryList(test, values)
  if (test.op === 'contains_any') return 'maybe'
  if (test.op !== 'factor') return compare(test, Number(values[0]))
  return sure(values.some((value) => test.prefixes.some((prefix) => below(prefix, value))))
}

export function tryWhere(where: Where, signal: Sketch): Answer {
  if ('field' in where) {
    const values = signal.get(where.field)
    return values === undefined ? 'maybe' : tryTest(where.test, values)
  }
  if ('not' in where) {
    const inner = tryWhere(where.not, signal)
    if (inner === 'maybe') return 'maybe'
    return inner === 'yes' ? 'no' : 'yes'
  }
  const all = 'all' in where
  const answers = (all ? where.all : where.any).map((part) => tryWhere(part, signal))
  const decisive = all ? 'no' : 'yes'
  if (answers.includes(decisive)) return decisive
  if (answers.includes('maybe')) return 'maybe'
  return all ? 'yes' : 'no'
}

const indexedFields: readonly string[] = ['category', 'factor', 'source.kind']

/** Whether every signal that matches has one of a known list of categories, factors or source kinds. */
function isIndexable(where: Where): boolean {
  if ('field' in where) {
    return indexedFields.includes(where.field) && (where.test.op === 'in' || where.test.op === 'factor')
  }
  if ('not' in where) return false
  return 'all' in where ? where.all.some(isIndexable) : where.any.every(isIndexable)
}

export type Natures = ReadonlySet<string>

const natureOfCode = (code: Scalar) => (String(code).startsWith('ex') ? 'exogenous' : 'endogenous')

/** The natures that the factor codes of a `where` leave possible; undefined when it says nothing about them. */
export function naturesOf(where: Where): Natures | undefined {
  if ('field' in where) {
    const { field, test } = where
    if (test.op === 'factor') return new Set(test.prefixes.map(natureOfCode))
    return field === 'nature' && test.op === 'in' ? new Set(test.values.map(String)) : undefined
  }
  if ('not' in where) return undefined
  if ('any' in where) {
    const each = where.any.map(naturesOf)
    const told = each.filter((natures) => natures !== undefined)
    return told.length < each.length
      ? undefined
      : told.reduce((all, more) => all.union(more), new Set<string>())
  }
  return where.all.map(naturesOf).reduce((left, right) => {
    if (left === undefined || right === undefined) return left ?? right
    return left.intersection(right)
  }, undefined)
}

/** `phases.only` and the selectors ask for different times: then nothing that counts can happen while the rule applies. */
function checkReachable(scope: Scope, name: string, where: Where): void {
  const { pack, rule } = scope
  const only = rule.phases.only
  if (pack === undefined || only === undefined) return
  const known = calendarCodes(pack).codes
  if (!only.every((code) => known.has(code))) return
  const fits = only.some((code) => {
    const window = pack.windows.get(code)
    // A window lies in one phase; of a phase all windows are possible.
    const windows =
      window === undefined ? [...pack.windows.values()].filter((each) => each.phase === code) : [window]
    const sketch: Sketch = new Map([
      ['phase', [window?.phase ?? code]],
      ['window', windows.map((each) => each.code)],
    ])
    return tryWhere(where, sketch) !== 'no'
  })
  if (fits) return
  const message = `"${name}" finds no signal of the time in which phases.only lets the rule apply`
  warning(scope, ['signals', name, 'where'], 'unreachable', message, 'key')
}

function checkCredibilityOrder(scope: Scope, name: string): void {
  const path = ['signals', name, 'where']
  walkTests(rawAt(scope.raw, path), path, (field, value, here) => {
    if (field !== 'credibility' || !isPlain(value)) return
    for (const operator of ['gt', 'gte']) {
      if (!Object.hasOwn(value, operator)) continue
      const message = '6 means that it cannot be judged, not that it is worse than 5; list the values instead'
      warning(scope, [...here, operator], 'credibility-order', message, 'key')
    }
  })
}

export function checkSelectors(scope: Scope): void {
  const { signals } = scope.rule
  if (Object.keys(signals).length === 0) {
    error(scope, ['signals'], 'no-signals', 'a rule needs at least one selector', 'key')
  }
  for (const [name, { where }] of Object.entries(signals)) {
    const path = ['signals', name, 'where']
    if (!isIndexable(where)) {
      const message =
        'must ask for a category, a factor or a source.kind; otherwise every signal costs a look'
      error(scope, path, 'not-indexable', message, 'key')
    }
    if (naturesOf(where)?.size === 0) {
      error(scope, path, 'nature', 'the nature asked for contradicts the factor codes asked for', 'key')
    }
    checkCredibilityOrder(scope, name)
    checkReachable(scope, name, where)
  }
}

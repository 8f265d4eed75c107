// What a rule defines and does not use, and what nobody would hear of.
import { selectorsOf } from './check-references.ts'
import { conditions, itemsAt, rawAt, type Scope, walkTests, warning } from './check-scope.ts'
import { isPlain } from './schema-reader.ts'

/** Names of parameters that stand anywhere below a value of the rule as written. */
function paramsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((part: unknown) => paramsIn(part))
  if (!isPlain(value)) return []
  const own = typeof value['param'] === 'string' ? [value['param']] : []
  return [...own, ...Object.values(value).flatMap(paramsIn)]
}

function comparedMeasures(scope: Scope): readonly string[] {
  const names: string[] = []
  for (const { path, value } of conditions(scope.raw)) walkTests(value, path, (name) => names.push(name))
  return names
}

function checkUnused(scope: Scope, explained: ReadonlySet<string>): void {
  const { rule, raw } = scope
  const measures = Object.values(rule.measures)
  const weighed = measures.flatMap((measure) =>
    measure.kind === 'composite' ? measure.factors.map((factor) => factor.measure) : [],
  )
  const { params: _params, tests: _tests, ...rest } = raw
  const used = {
    signals: new Set(measures.flatMap((measure) => selectorsOf(measure).map(({ name }) => name))),
    measures: new Set([...comparedMeasures(scope), ...weighed, ...explained]),
    params: new Set(paramsIn(rest)),
  }
  for (const [section, names] of Object.entries(used)) {
    const defined = rawAt(raw, [section])
    for (const name of isPlain(defined) ? Object.keys(defined) : []) {
      if (!names.has(name)) warning(scope, [section, name], 'unused', `"${name}" is used nowhere`, 'key')
    }
  }
  const multiplied = measures.some((measure) => measure.kind === 'composite' && measure.phaseMultiplier)
  if (multiplied || Object.keys(rule.phases.multiplier).length === 0) return
  const message = 'only a composite is multiplied, and this rule has none that is'
  warning(scope, ['phases', 'multiplier'], 'unused', message, 'key')
}

function checkCaps(scope: Scope): void {
  const { rule } = scope
  for (const measure of Object.values(rule.measures)) {
    if (measure.kind !== 'absent' || !Object.hasOwn(rule.signals, measure.of)) continue
    if (rule.signals[measure.of]?.capPerSource === undefined) continue
    const message = 'absent looks at all matches; the cap has no effect on it'
    warning(scope, ['signals', measure.of, 'cap_per_source'], 'cap-ignored', message, 'key')
  }
}

function checkTested(scope: Scope): void {
  const expectations = itemsAt(scope.raw, ['tests']).flatMap((test) => itemsAt(test, ['expect']))
  const reached = new Set(
    expectations.filter((each) => rawAt(each, ['state']) === 'firing').map((each) => rawAt(each, ['level'])),
  )
  scope.rule.levels.forEach(({ level }, index) => {
    // With a single level, `state: firing` needs no level beside it.
    if (reached.has(level) || (scope.rule.levels.length === 1 && reached.size > 0)) return
    warning(scope, ['levels', index, 'level'], 'untested', `no test expects "${level}" to fire`)
  })
  if (expectations.some((each) => rawAt(each, ['state']) === 'none')) return
  warning(scope, ['tests'], 'untested', 'no test expects silence (state: none)', 'key')
}

function hasNoRecipient({ pack, context }: Scope, audience: string): boolean {
  if (context.routedAudiences !== undefined) return !context.routedAudiences.has(audience)
  const from = pack?.audiences.get(audience)?.membersFrom
  return from !== undefined && pack?.entitySets.get(from)?.members.length === 0
}

/** When an audience is told anything, if no time in which the rule applies is among it. */
function otherTimes({ pack, rule }: Scope, audience: string): readonly string[] | undefined {
  const active = pack?.audiences.get(audience)?.activeIn
  const { only } = rule.phases
  if (active === undefined || only === undefined) return undefined
  const phaseOf = (code: string) => pack?.windows.get(code)?.phase ?? code
  const own = new Set(only.map(phaseOf))
  return active.some((code) => own.has(phaseOf(code))) ? undefined : active
}

/** Why nobody of an audience would ever hear of this rule; undefined when somebody may. */
function unheardBy(scope: Scope, audience: string): string | undefined {
  if (hasNoRecipient(scope, audience)) return `the routing gives "${audience}" no recipient`
  const times = otherTimes(scope, audience)
  if (times === undefined) return undefined
  return `the routing tells "${audience}" only in [${times.join(', ')}], and phases.only leaves none of it`
}

function checkRoutes(scope: Scope): void {
  scope.rule.notify.forEach(({ audience }, index) => {
    const why = unheardBy(scope, audience)
    if (why !== undefined) warning(scope, ['notify', index, 'audience'], 'no-route', why)
  })
}

/** An absent measure over a set whose key is not the key of the rule is never known. */
function checkExpectedKeys(scope: Scope): void {
  for (const [name, measure] of Object.entries(scope.rule.measures)) {
    if (measure.kind !== 'absent') continue
    const key = scope.pack?.entitySets.get(measure.expected)?.key
    const group = scope.rule.groupBy
    if (key === undefined || (key.length === group.length && key.every((field) => group.includes(field))))
      continue
    const message = `"${measure.expected}" lists [${key.join(', ')}], the key is [${group.join(', ')}]`
    warning(scope, ['measures', name, 'expected', 'entities'], 'unreachable', message)
  }
}

export function checkUsage(scope: Scope, explained: ReadonlySet<string>): void {
  checkUnused(scope, explained)
  checkCaps(scope)
  checkTested(scope)
  checkRoutes(scope)
  checkExpectedKeys(scope)
}

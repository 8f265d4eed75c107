// What is stored for a rule while it runs. Its hash decides whether an activation may keep the windows or must build them anew:
// texts, levels, thresholds, weights of composites and audiences are not in it.
import type { Measure, Rule, Where } from './rule.ts'

/** JSON with sorted keys and without spaces: equal values have equal texts, whatever order they were written in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((part: unknown) => canonicalJson(part)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(',')}}`
}

function structuralParams(where: Where): readonly string[] {
  if ('all' in where) return where.all.flatMap(structuralParams)
  if ('any' in where) return where.any.flatMap(structuralParams)
  if ('not' in where) return structuralParams(where.not)
  const { test } = where
  const numbers = 'value' in test ? [test.value] : test.op === 'num_in' ? test.values : []
  return numbers.flatMap((number) => (typeof number === 'object' ? [number.param] : []))
}

/** Indicators live outside the rule and composites are computed from other measures: nothing is stored for either. */
function isStored(measure: Measure): boolean {
  return measure.kind !== 'indicator' && measure.kind !== 'composite'
}

/**
 * Canonical JSON of what is stored for a rule. `tuned` holds the values of parameters that were set apart from the rule; only those that
 * stand in a `where` matter here. `discountVersion` names the table of reliability and credibility that the stored weights come from.
 */
export function stateStructure(
  rule: Rule,
  discountVersion: string,
  tuned: Readonly<Record<string, number>> = {},
): string {
  const names = new Set(Object.values(rule.signals).flatMap(({ where }) => structuralParams(where)))
  const params = [...names].map((name) => {
    const set = Object.hasOwn(tuned, name) ? tuned[name] : undefined
    return [name, set ?? rule.params[name]?.default ?? null] as const
  })
  const measures = Object.entries(rule.measures).filter(([, measure]) => isStored(measure))
  return canonicalJson({
    group_by: rule.groupBy,
    signals: rule.signals,
    measures: Object.fromEntries(measures),
    params: Object.fromEntries(params),
    beyond: rule.lateness.beyond,
    discount: discountVersion,
  })
}

// Which reports a selector takes, what they weigh, and its yield in a key (rule language §5).
import type { FieldValue } from '#domain/rules/lane.ts'
import type { FieldTest, Num, Rule, Selector, Where } from '#domain/rules/rule.ts'
import { type Known, type Report, round6 } from './known.ts'
import { periodOrigin, type Setting } from './zone.ts'

/** Tuned value, else default. Only parameters without `by_phase` may stand where this is used. */
function structural(num: Num, rule: Rule, setting: Setting): number {
  if (typeof num === 'number') return num
  return setting.params[num.param] ?? rule.params[num.param]?.default ?? Number.NaN
}

const valuesOf = (value: FieldValue): readonly string[] =>
  typeof value === 'object' ? value : [String(value)]

function words(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300\u0301\u0308]/g, '')
    .normalize('NFC')
  return plain.match(/[\p{L}\p{N}]+/gu) ?? []
}

function containsPhrase(text: string, phrase: string): boolean {
  const said = words(text)
  const sought = words(phrase)
  if (sought.length === 0) return false
  return said.some((_, i) => sought.every((word, j) => said[i + j] === word))
}

function numberTest(x: number, test: FieldTest, n: (num: Num) => number): boolean {
  if (test.op === 'gt') return x > n(test.value)
  if (test.op === 'gte') return x >= n(test.value)
  if (test.op === 'lt') return x < n(test.value)
  if (test.op === 'lte') return x <= n(test.value)
  if (test.op === 'num_eq') return x === n(test.value)
  if (test.op === 'num_ne') return x !== n(test.value)
  if (test.op === 'num_in') return test.values.some((v) => n(v) === x)
  throw new Error(`not a number test: ${test.op}`)
}

function passes(value: FieldValue | undefined, test: FieldTest, n: (num: Num) => number): boolean {
  if (test.op === 'exists') return (value !== undefined) === test.value
  if (value === undefined) return false
  const values = valuesOf(value)
  if (test.op === 'in') return test.values.some((v) => values.includes(String(v)))
  if (test.op === 'not_in') return !test.values.some((v) => values.includes(String(v)))
  if (test.op === 'has_any') return test.values.some((v) => values.includes(v))
  if (test.op === 'has_all') return test.values.every((v) => values.includes(v))
  if (test.op === 'factor')
    return values.some((v) => test.prefixes.some((p) => v === p || v.startsWith(`${p}.`)))
  if (test.op === 'contains_any') return test.phrases.some((p) => containsPhrase(String(value), p))
  return numberTest(Number(value), test, n)
}

function holds(where: Where, report: Report, n: (num: Num) => number): boolean {
  if ('all' in where) return where.all.every((w) => holds(w, report, n))
  if ('any' in where) return where.any.some((w) => holds(w, report, n))
  if ('not' in where) return !holds(where.not, report, n)
  return passes(report.fields[where.field], where.test, n)
}

/** Accepted more than `lateness.allow` after it happened. */
export const isStale = (report: Report, rule: Rule): boolean =>
  report.receivedAt - report.eventTime > rule.lateness.allow

/** The five conditions of §5. */
function matches(selector: Selector, report: Report, rule: Rule, setting: Setting): boolean {
  if (report.isRetracted || report.fields['verification'] === 'rejected') return false
  if (selector.polarity === 'risk' && report.polarity === 'mitigating') return false
  if (selector.polarity === 'mitigating' && report.polarity !== 'mitigating') return false
  if (selector.minDiscount !== undefined && report.discount < selector.minDiscount) return false
  if (rule.lateness.beyond === 'ignore' && isStale(report, rule)) return false
  return holds(selector.where, report, (num) => structural(num, rule, setting))
}

/** Group values of a report, or undefined when one is missing. */
function keyOf(report: Report, rule: Rule): readonly string[] | undefined {
  const key: string[] = []
  for (const field of rule.groupBy) {
    const value = report.fields[field]
    if (value === undefined || typeof value === 'object') return undefined
    key.push(String(value))
  }
  return key
}

/** The keys in which a report matches some selector: none or one. */
export function keyTouched(
  report: Report | undefined,
  rule: Rule,
  setting: Setting,
): readonly string[] | undefined {
  if (report === undefined) return undefined
  if (!Object.values(rule.signals).some((s) => matches(s, report, rule, setting))) return undefined
  return keyOf(report, rule)
}

/** What a report weighs in a score: nothing without a polarity. */
export function weightOf(report: Report, selector: Selector): number {
  if (report.polarity === undefined) return 0
  const severity = Number(report.fields['severity'] ?? 1)
  if (selector.weight === 'none') return 1
  if (selector.weight === 'severity') return round6(severity)
  if (selector.weight === 'discount') return round6(report.discount)
  return round6(severity * report.discount)
}

export const sameKey = (a: readonly string[] | undefined, b: readonly string[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** All matches of a selector in a key, by (event time, pos). */
export function matchesIn(
  name: string,
  key: readonly string[],
  known: Known,
  rule: Rule,
  setting: Setting,
): readonly Report[] {
  const selector = rule.signals[name]
  if (selector === undefined) throw new Error(`no selector ${name}`)
  return [...known.reports.values()]
    .filter((r) => matches(selector, r, rule, setting) && sameKey(keyOf(r, rule), key))
    .toSorted((a, b) => a.eventTime - b.eventTime || a.pos - b.pos)
}

/** The matches that count: with a cap, the first `max` of each origin in each period. */
export function yieldIn(
  name: string,
  key: readonly string[],
  known: Known,
  rule: Rule,
  setting: Setting,
): readonly Report[] {
  const cap = rule.signals[name]?.capPerSource
  const all = matchesIn(name, key, known, rule, setting)
  if (cap === undefined) return all
  const start = periodOrigin(setting.timeZone)
  const seen = new Map<string, number>()
  return all.filter((r) => {
    const period = Math.floor((r.eventTime - start) / cap.per)
    const bucket = `${String(r.fields['source.root'] ?? '')} ${period}`
    const count = (seen.get(bucket) ?? 0) + 1
    seen.set(bucket, count)
    return count <= cap.max
  })
}

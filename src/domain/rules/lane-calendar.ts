// What the electoral calendar decides for one key: whether the rule applies, which entry of a table by calendar code counts, when that
// may change next.
import { spansInForce } from '../calendar-spans.ts'
import type { Instant } from '../time.ts'
import type { CalendarSpan, LaneCalendar } from './lane.ts'
import type { KeyView } from './measures/measure.ts'
import type { Num, Rule } from './rule.ts'

/** What is in force at a place does not change between two edges; most questions fall between the same two. */
interface Stretch {
  readonly from: Instant
  readonly until: Instant
  readonly spans: readonly CalendarSpan[]
}

const known = new WeakMap<LaneCalendar, WeakMap<readonly string[], Stretch>>()

/** The spans in force at the key's place, the deciding one first. */
export function spansOf(key: KeyView, at: Instant): readonly CalendarSpan[] {
  const { calendar } = key.facts
  const byPlace = known.get(calendar) ?? new WeakMap<readonly string[], Stretch>()
  const kept = byPlace.get(key.lineage)
  if (kept !== undefined && kept.from <= at && at < kept.until) return kept.spans
  const spans = spansInForce(calendar.spans, key.lineage, at)
  byPlace.set(key.lineage, { from: lastSpanEdge(key, at), until: nextSpanEdge(key, at), spans })
  known.set(calendar, byPlace)
  return spans
}

/** The last start or end of a span of the key's place, at the instant or before. */
function lastSpanEdge(key: KeyView, at: Instant): Instant {
  let last = -Infinity
  for (const span of key.facts.calendar.spans) {
    if (!key.lineage.includes(span.place)) continue
    if (span.from <= at && span.from > last) last = span.from
    if (span.to <= at && span.to > last) last = span.to
  }
  return last
}

export function appliesAt(key: KeyView, at: Instant): boolean {
  const { only } = key.rule.phases
  return only === undefined || spansOf(key, at).some(({ code }) => only.includes(code))
}

/** The entry of a table by calendar code that counts: windows before phases, then as the spans are ordered. */
export function tableEntry(
  table: Readonly<Record<string, number>>,
  key: KeyView,
  at: Instant,
): number | undefined {
  if (Object.keys(table).length === 0) return undefined
  const deciding = spansOf(key, at).find(({ code }) => Object.hasOwn(table, code))
  return deciding === undefined ? undefined : table[deciding.code]
}

/** A threshold or weight at an instant: by calendar code, else the tuned value, else the default. */
export function numberAt(value: Num, key: KeyView, at: Instant): number {
  if (typeof value === 'number') return value
  const param = key.rule.params[value.param]
  const byPhase = param?.type === 'number' ? tableEntry(param.byPhase, key, at) : undefined
  return byPhase ?? key.params[value.param] ?? param?.default ?? Number.NaN
}

/** The smallest that numberAt says at any instant. */
export function leastNumber(value: Num, key: KeyView): number {
  if (typeof value === 'number') return value
  const param = key.rule.params[value.param]
  const byPhase = param?.type === 'number' ? Object.values(param.byPhase) : []
  return Math.min(key.params[value.param] ?? param?.default ?? Number.NaN, ...byPhase)
}

/** The next start or end of a span of the key's place. */
export function nextSpanEdge(key: KeyView, at: Instant): Instant {
  let next = Infinity
  for (const span of key.facts.calendar.spans) {
    if (!key.lineage.includes(span.place)) continue
    if (span.from > at && span.from < next) next = span.from
    if (span.to > at && span.to < next) next = span.to
  }
  return next
}

/** Whether a calendar code can change what the rule does. */
export function dependsOnCalendar(rule: Rule): boolean {
  return (
    rule.phases.only !== undefined ||
    Object.keys(rule.phases.multiplier).length > 0 ||
    Object.values(rule.params).some(
      (param) => param.type === 'number' && Object.keys(param.byPhase).length > 0,
    )
  )
}

// The oracle's reading of place codes, the calendar and anchors (rule language §4), one plain function each.
// The oracle shares nothing with the engine but the type names of the parsed rule.
import type { CalendarSpan, LaneCalendar } from '#domain/rules/lane.ts'
import type { Anchor, Rule } from '#domain/rules/rule.ts'
import type { Plain } from './plain.ts'

/** What the oracle must be told beside rule and log. */
export interface Setting {
  readonly process: string
  /** IANA name or an offset such as -04:00. */
  readonly timeZone: string
  /** Code of the whole country: the national calendar and series carry it. */
  readonly country: string
  readonly monitoringStart: number
  /** Tuned values; durations in milliseconds. */
  readonly params: Readonly<Record<string, number>>
  /** Changes of the rule in the course of the log, by the line (of kind `activation`) from which on each acts. */
  readonly changes?: ReadonlyMap<Plain, RuleChange>
}

export interface RuleChange {
  /** Undefined = out of force. */
  readonly next:
    | {
        readonly rule: Rule
        readonly revision: string
        readonly params: Readonly<Record<string, number>>
        /** Selectors, windows, caps or keys are others than those of the revision in force until here. */
        readonly isBuiltAnew: boolean
      }
    | undefined
}

/** BO020105 → BO020105, BO0201, BO02, BO. Anything that is no such code: itself and its country. */
export function lineage(place: string): readonly string[] {
  if (!/^[A-Z]{2}(\d{2}){0,3}$/.test(place)) {
    return [place, place.slice(0, 2)]
  }
  const found: string[] = []
  for (let length = place.length; length >= 2; length -= 2) {
    found.push(place.slice(0, length))
  }
  return found
}

/** The place codes that a place gives by itself. */
export function placeFields(place: string): Record<string, string> {
  const codes = lineage(place)
  const fields: Record<string, string> = {}
  for (const code of codes) {
    if (/^[A-Z]{2}\d{2}$/.test(code)) fields['department'] = code
    if (/^[A-Z]{2}\d{4}$/.test(code)) fields['province'] = code
    if (/^[A-Z]{2}\d{6}$/.test(code)) fields['municipality'] = code
  }
  return fields
}

/** A key's place is its most specific place field; a key without one is national. */
export function placeOfKey(groupBy: readonly string[], key: readonly string[], country: string): string {
  for (const field of ['place', 'municipality', 'province', 'department']) {
    const index = groupBy.indexOf(field)
    const value = index < 0 ? undefined : key[index]
    if (value !== undefined) return value
  }
  return country
}

/** Spans in force at T for a place, the deciding one first: more specific place, began last, alphabetical; windows before phases. */
export function inForce(calendar: LaneCalendar, place: string, at: number): readonly CalendarSpan[] {
  const line = lineage(place)
  const open = calendar.spans.filter((s) => s.from <= at && at < s.to && line.includes(s.place))
  return open.toSorted((a, b) => {
    if (a.type !== b.type) return a.type === 'window' ? -1 : 1
    if (a.place !== b.place) return line.indexOf(a.place) - line.indexOf(b.place)
    if (a.from !== b.from) return b.from - a.from
    return a.code < b.code ? -1 : 1
  })
}

/** The entry of a table by calendar code that decides, if any of the codes in force has one. */
export function fromTable(
  table: Readonly<Record<string, number>>,
  spans: readonly CalendarSpan[],
): number | undefined {
  for (const span of spans) {
    if (Object.hasOwn(table, span.code)) return table[span.code]
  }
  return undefined
}

/** The instant an anchor names, or undefined when its milestone is not in the calendar. Days are calendar days in the zone. */
export function anchorInstant(anchor: Anchor, calendar: LaneCalendar, timeZone: string): number | undefined {
  if (!Object.hasOwn(calendar.milestones, anchor.milestone)) return undefined
  const milestone = calendar.milestones[anchor.milestone]
  if (milestone === undefined) return undefined
  const edge = anchor.edge === 'start' ? milestone.from : milestone.to
  const local = Temporal.Instant.fromEpochMilliseconds(edge).toZonedDateTimeISO(timeZone)
  return local.add({ days: anchor.offset.days }).epochMilliseconds + anchor.offset.ms
}

/** Monday 1970-01-05 00:00 in the standard offset of the zone: where caps and tiles begin. */
export function periodOrigin(timeZone: string): number {
  const offsetAt = (month: number) =>
    Temporal.ZonedDateTime.from({ year: 2026, month, day: 1, timeZone }).offsetNanoseconds / 1e6
  // Summer time adds to the standard offset, so the standard one is the smaller of January and July.
  return Date.UTC(1970, 0, 5) - Math.min(offsetAt(1), offsetAt(7))
}

// Which phases and calendar windows are open at a place and an instant, and which of them decides where a table needs one.
import type { CalendarSpan } from './rules/lane.ts'
import type { Instant } from './time.ts'

/** The territories that contain a place, itself first, the country last. Given by the gazetteer. */
export type Ancestors = (place: string) => readonly string[]

/**
 * The spans in force, half-open [from, to), the deciding one first: calendar windows before phases, then the more specific place,
 * then the one that began last, then alphabetical order (rule language §4).
 */
export function spansInForce<Span extends CalendarSpan>(
  spans: readonly Span[],
  lineage: readonly string[],
  at: Instant,
): readonly Span[] {
  const depth = (span: Span) => lineage.indexOf(span.place)
  return spans
    .filter((span) => span.from <= at && at < span.to && depth(span) >= 0)
    .toSorted(
      (a, b) =>
        (a.type === b.type ? 0 : a.type === 'window' ? -1 : 1) ||
        depth(a) - depth(b) ||
        b.from - a.from ||
        (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    )
}

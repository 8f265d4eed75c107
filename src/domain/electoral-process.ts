// Where a process stands at a place and an instant: period, phases, calendar windows and rounds.
import type { DerivedCalendar, DerivedSpan } from './calendar.ts'
import { spansInForce } from './calendar-spans.ts'
import type { Instant } from './time.ts'

export interface InForce {
  /** Of the deciding phase; absent where none is open. */
  readonly period?: string
  /** All open ones, the deciding one first, each once. */
  readonly phases: readonly string[]
  readonly windows: readonly string[]
  readonly rounds: readonly number[]
}

const codesOf = (spans: readonly DerivedSpan[]) => [...new Set(spans.map((span) => span.code))]

/** `lineage`: the place first, the country last, as the gazetteer gives it. */
export function phasesAt(
  calendar: Pick<DerivedCalendar, 'spans'>,
  lineage: readonly string[],
  at: Instant,
): InForce {
  const open = spansInForce<DerivedSpan>(calendar.spans, lineage, at)
  const phases = open.filter((span) => span.type === 'phase')
  const windows = open.filter((span) => span.type === 'window')
  const period = phases[0]?.period
  return {
    ...(period === undefined ? {} : { period }),
    phases: codesOf(phases),
    windows: codesOf(windows),
    rounds: [...new Set(open.map((span) => span.round))].toSorted((a, b) => a - b),
  }
}

/** From the first span that opens to the last that closes; undefined where nothing is known. What has no known end ends at `openEnd`. */
export function processExtent(
  calendar: Pick<DerivedCalendar, 'spans'>,
): { readonly from: Instant; readonly to: Instant } | undefined {
  if (calendar.spans.length === 0) return undefined
  return {
    from: Math.min(...calendar.spans.map((span) => span.from)),
    to: Math.max(...calendar.spans.map((span) => span.to)),
  }
}

// The change freeze: while one of the windows that the country names is open somewhere in a real process, rules and ways out stay as they are.
import type { DerivedCalendar } from './calendar.ts'
import type { Instant } from './time.ts'

export interface Freeze {
  readonly process: string
  /** Code of the calendar window. */
  readonly window: string
  readonly until: Instant
}

/** The freeze that ends last, where several are open; undefined = nothing is frozen. Windows of parts of the country count for all of it. */
export function freezeAt(
  calendars: readonly { readonly process: string; readonly calendar: Pick<DerivedCalendar, 'spans'> }[],
  windows: readonly string[],
  at: Instant,
): Freeze | undefined {
  const open = calendars.flatMap(({ process, calendar }) =>
    calendar.spans
      .filter(
        (span) => span.type === 'window' && windows.includes(span.code) && span.from <= at && at < span.to,
      )
      .map((span): Freeze => ({ process, window: span.code, until: span.to })),
  )
  return open.toSorted((a, b) => b.until - a.until || (a.window < b.window ? -1 : 1))[0]
}

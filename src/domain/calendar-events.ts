// A process's calendar as events of other people's calendars: every dated act that any version knew, how often it moved, and whether it still
// stands.
import type { DerivedCalendar } from './calendar.ts'
import type { KnownMilestone } from './calendar-milestones.ts'
import type { Instant } from './time.ts'

export interface StoredVersion {
  readonly version: number
  readonly knownFrom: Instant
  readonly calendar: Pick<DerivedCalendar, 'known'>
}

export interface CalendarEvent {
  /** Stays the same through all versions: process, code and round. */
  readonly name: string
  readonly code: string
  readonly round: number | null
  readonly from: Instant
  readonly to: Instant
  /** Of the last version that knew it. */
  readonly confidence: KnownMilestone['confidence']
  /** Rises by one with each version that moved, dropped or brought back the act. */
  readonly sequence: number
  /** Since when it is known as it stands here. */
  readonly knownFrom: Instant
  /** Versions knew it once, and the newest does not. */
  readonly isGone: boolean
}

/** In the order of their time. `versions`: the first one first. */
export function calendarEvents(
  process: string,
  versions: readonly StoredVersion[],
): readonly CalendarEvent[] {
  const events = new Map<string, CalendarEvent>()
  for (const { knownFrom, calendar } of versions) {
    const present = presentIn(process, calendar)
    for (const [name, one] of present) {
      const { code, round, from, to, confidence } = one
      const before = events.get(name)
      const isSame = before !== undefined && !before.isGone && before.from === from && before.to === to
      events.set(name, {
        name,
        code,
        round,
        from,
        to,
        confidence,
        sequence: before === undefined ? 0 : before.sequence + (isSame ? 0 : 1),
        knownFrom: isSame ? before.knownFrom : knownFrom,
        isGone: false,
      })
    }
    for (const [name, before] of events) {
      if (present.has(name) || before.isGone) continue
      events.set(name, { ...before, sequence: before.sequence + 1, knownFrom, isGone: true })
    }
  }
  return [...events.values()].toSorted((a, b) => a.from - b.from || (a.name < b.name ? -1 : 1))
}

/** An act that took place more than once is told apart by its place in the order of time. */
function presentIn(process: string, calendar: Pick<DerivedCalendar, 'known'>): Map<string, KnownMilestone> {
  const present = new Map<string, KnownMilestone>()
  for (const one of calendar.known) {
    const base = [process, one.code, ...(one.round === null ? [] : [one.round])].join('-')
    let name = base
    for (let count = 2; present.has(name); count += 1) name = `${base}-${count}`
    present.set(name, one)
  }
  return present
}

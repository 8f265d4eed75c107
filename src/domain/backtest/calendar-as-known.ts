// The calendars of a back-test as they were known at each instant, several put together: a record may run over more than one election.
import { calendarHistory, type DerivedCalendar } from '../calendar.ts'
import { phasesAt, processExtent } from '../electoral-process.ts'
import type { CalendarFile } from '../pack/calendar-shapes.ts'
import type { CountryPack } from '../pack.ts'
import type { Instant } from '../time.ts'

export interface KnownCalendar {
  readonly knownFrom: Instant
  readonly calendar: DerivedCalendar
}

const beginningOf = (one: DerivedCalendar) => processExtent(one)?.from ?? Infinity

/** Milestones of the election that is under way: of those that have begun, the one that began last; before any, the first. */
function underWay(calendars: readonly DerivedCalendar[], at: Instant): DerivedCalendar | undefined {
  const begun = calendars.filter((one) => beginningOf(one) <= at)
  return begun.toSorted((a, b) => beginningOf(b) - beginningOf(a))[0] ?? calendars[0]
}

function join(
  calendars: readonly DerivedCalendar[],
  at: Instant,
  process: string,
): DerivedCalendar | undefined {
  const leading = underWay(calendars, at)
  if (leading === undefined) return undefined
  const spans = calendars.flatMap((one) => one.spans).toSorted((a, b) => a.from - b.from || a.to - b.to)
  return { ...leading, process, spans }
}

/** What was known from each instant on at which something became known, ascending. */
export function calendarsAsKnown(
  files: readonly CalendarFile[],
  pack: CountryPack,
  process: string,
): readonly KnownCalendar[] {
  const histories = files.map((file) => calendarHistory(file, pack))
  const changes = [...new Set(histories.flatMap((one) => one.map(({ knownFrom }) => knownFrom)))]
  return changes
    .toSorted((a, b) => a - b)
    .flatMap((knownFrom) => {
      const known = histories.flatMap(
        (one) => one.findLast((step) => step.knownFrom <= knownFrom)?.calendar ?? [],
      )
      const calendar = join(known, knownFrom, process)
      return calendar === undefined ? [] : [{ knownFrom, calendar }]
    })
}

/** The deciding phase at a place and an instant by what was known then; `none` outside every phase. */
export function phaseAsKnown(
  calendars: readonly KnownCalendar[],
  lineage: readonly string[],
  at: Instant,
): string {
  const known = calendars.findLast((one) => one.knownFrom <= at)
  return known === undefined ? noPhase : (phasesAt(known.calendar, lineage, at).phases[0] ?? noPhase)
}

const noPhase = 'none'

// Whole days of the country. The API gives their edges as instants: a day ends at the first instant of the next one.
import { type Format, wallTime, withOffset } from '../../format.ts'
import { hasEnd, type Period } from './lanes.ts'

interface Reader {
  readonly format: Format
  readonly timeZone: string
}

const dayMs = 86_400_000

const isMidnight = (at: number, timeZone: string): boolean => wallTime(at, timeZone).endsWith('T00:00')
const dayOf = (at: number, timeZone: string): string => wallTime(at, timeZone).slice(0, 10)

/** The local day that ends at the instant; undefined where none does. */
export function dayEndingAt(at: number, timeZone: string): string | undefined {
  return isMidnight(at, timeZone) ? dayOf(at - 1, timeZone) : undefined
}

/** «dom, 17 ene 2027» for 2027-01-17. */
export function dayText(day: string, { format, timeZone }: Reader): string {
  // Noon, which lies within the day whatever the clocks do at its edges.
  return format.day(withOffset(`${day}T12:00`, timeZone) ?? day)
}

/** «hoy», «mañana», «dentro de 49 días»: counted in days, as they were given. */
export function dayAway(day: string, now: number, { format, timeZone }: Reader): string {
  const days = Math.round((Date.parse(day) - Date.parse(dayOf(now, timeZone))) / dayMs)
  return new Intl.RelativeTimeFormat(format.locale, { numeric: 'auto' }).format(days, 'day')
}

/** How far away an instant is: in days where it is the edge of one, in hours and minutes otherwise. */
export function awayText(at: number, now: number, reader: Reader): string {
  const { format, timeZone } = reader
  return isMidnight(at, timeZone)
    ? dayAway(dayOf(at, timeZone), now, reader)
    : format.relative(new Date(at).toISOString(), now)
}

/** The first and the last of a span: days where it begins and ends with them, instants otherwise. */
export function edgesText(
  { from, to }: Period,
  reader: Reader,
  noEnd: string,
): { readonly first: string; readonly last: string } {
  const { format, timeZone } = reader
  const moment = (at: number): string => format.moment(new Date(at).toISOString())
  const lastDay = hasEnd(to) ? dayEndingAt(to, timeZone) : undefined
  const isDays = isMidnight(from, timeZone) && (lastDay !== undefined || !hasEnd(to))
  return {
    first: isDays ? dayText(dayOf(from, timeZone), reader) : moment(from),
    last: !hasEnd(to) ? noEnd : isDays && lastDay !== undefined ? dayText(lastDay, reader) : moment(to),
  }
}

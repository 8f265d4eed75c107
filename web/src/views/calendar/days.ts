// Whole days of the country. The API says of every edge whether it is one, and which; a day is told inclusive, and never by a midnight.
import { dayText, type Reader, wallTime } from '../../format.ts'
import { hasEnd, type Stretch } from './lanes.ts'

interface Words {
  readonly inclusive: (day: string) => string
  readonly noEnd: string
}

const dayMs = 86_400_000

const dayOf = (at: number, timeZone: string): string => wallTime(at, timeZone).slice(0, 10)

/** «hoy», «mañana», «dentro de 49 días»: counted in days, as they were given. */
export function dayAway(day: string, now: number, { format, timeZone }: Reader): string {
  const days = Math.round((Date.parse(day) - Date.parse(dayOf(now, timeZone))) / dayMs)
  return new Intl.RelativeTimeFormat(format.locale, { numeric: 'auto' }).format(days, 'day')
}

/** The day that an act is given by; undefined where it has an hour. */
export function dayOfAct({ first_day: first, last_day: last }: Stretch): string | undefined {
  return first === null || first !== last ? undefined : first
}

interface Begun {
  readonly at: number
  readonly day: string | null | undefined
}

/** The order of their time; a deadline with the end of a day comes before what begins with the next one, at the same midnight. */
export function inTime(one: Begun, other: Begun): number {
  return one.at - other.at || (one.day ?? '').localeCompare(other.day ?? '')
}

/** When an act takes place: its day, or its hour. */
export function actText(act: Stretch, reader: Reader): string {
  const day = dayOfAct(act)
  return day === undefined ? reader.format.moment(act.from) : dayText(day, reader)
}

/** How far away an act is: in days where it is given by its day, in hours and minutes otherwise. */
export function awayText(act: Stretch, now: number, reader: Reader): string {
  const day = dayOfAct(act)
  return day === undefined ? reader.format.relative(act.from, now) : dayAway(day, now, reader)
}

/** The first and the last of a span, each a day where it is the edge of one. */
export function edgesText(
  { from, to, first_day: firstDay, last_day: lastDay }: Stretch,
  reader: Reader,
  words: Words,
): { readonly first: string; readonly last: string } {
  const { moment } = reader.format
  const end = lastDay === null ? moment(to) : words.inclusive(dayText(lastDay, reader))
  return {
    first: firstDay === null ? moment(from) : dayText(firstDay, reader),
    last: hasEnd(Date.parse(to)) ? end : words.noEnd,
  }
}

// Times, durations and numbers as the reader's language writes them; times are those of the country, not of the reader's machine.
import type { Language } from './texts/language.ts'

/** Spanish as the country writes it; English with the day before the month. */
function localeOf(language: Language, country: string | undefined): string {
  if (language === 'en') return 'en-GB'
  return country === undefined ? 'es' : `es-${country}`
}
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
// Farther away than this, minutes and then hours do not decide what anybody does next.
const minutesMatterMs = 10 * hour
const hoursMatterMs = 2 * day

export interface Format {
  readonly locale: string
  /** Day and minute, e.g. «sáb, 21 nov 2026, 18:40». */
  readonly moment: (iso: string) => string
  readonly day: (iso: string) => string
  /** «hace 40 minutos», «dentro de 1 h 59 min», «dentro de 3 días»; below a minute it is «now». */
  readonly relative: (iso: string, now: number) => string
  readonly number: (value: number) => string
  /** A share in whole percent: «63 %», “63%”. */
  readonly percent: (share: number) => string
  /** All of them: «a, b y c». */
  readonly list: (items: readonly string[]) => string
  /** Any of them: «a, b o c». */
  readonly either: (items: readonly string[]) => string
}

export function createFormat(language: Language, timeZone: string, country?: string): Format {
  const locale = localeOf(language, country)
  const moment = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const date = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  const relative = createRelative(language, locale)
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const list = new Intl.ListFormat(locale)
  const either = new Intl.ListFormat(locale, { type: 'disjunction' })
  // Not by Intl: for some countries of the language it leaves out the space that Spanish asks for.
  const percentSign = language === 'es' ? '\u00a0%' : '%'
  return {
    locale,
    moment: (iso) => moment.format(new Date(iso)),
    day: (iso) => date.format(new Date(iso)),
    relative: (iso, now) => relative(Date.parse(iso) - now),
    number: (value) => number.format(value),
    percent: (share) => `${number.format(Math.round(share * 100))}${percentSign}`,
    list: (items) => list.format(items),
    either: (items) => either.format(items),
  }
}

const sides = {
  es: { past: (length: string) => `hace ${length}`, ahead: (length: string) => `dentro de ${length}` },
  en: { past: (length: string) => `${length} ago`, ahead: (length: string) => `in ${length}` },
} as const

/** How far away, in milliseconds, in words. With hours left, the minutes are told as well: a deadline in 1:59 is not in one hour. */
function createRelative(language: Language, locale: string): (away: number) => string {
  const words = new Intl.RelativeTimeFormat(locale)
  const now = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second')
  const inUnit = (unit: 'hour' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' })
  const [hours, minutes] = [inUnit('hour'), inUnit('minute')]
  return (away) => {
    const length = Math.abs(away)
    if (length < minute) return now
    if (length < hour) return words.format(Math.trunc(away / minute), 'minute')
    const rest = Math.floor((length % hour) / minute)
    if (length < minutesMatterMs && rest > 0) {
      const both = `${hours.format(Math.floor(length / hour))} ${minutes.format(rest)}`
      return away < 0 ? sides[language].past(both) : sides[language].ahead(both)
    }
    if (length < hoursMatterMs) return words.format(Math.round(away / hour), 'hour')
    return words.format(Math.round(away / day), 'day')
  }
}

/** «2026-11-21T18:40» of a clock in the zone, as a datetime-local field holds it. */
export function wallTime(at: number, timeZone: string): string {
  return new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, 16)
}

/** A datetime-local value read in the zone → RFC 3339 with its offset; undefined for text that is no time. */
export function withOffset(wall: string, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) return undefined
  // Twice, because the first guess may lie on the other side of a change of the clocks.
  const guess = offsetMs(asUtc - offsetMs(asUtc, timeZone), timeZone)
  const minutes = Math.round(Math.abs(guess) / 60_000)
  const sign = guess < 0 ? '-' : '+'
  return `${wall.slice(0, 16)}:00${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Who reads, and by which clocks. */
export interface Reader {
  readonly format: Format
  readonly timeZone: string
}

/** «dom, 17 ene 2027» for 2027-01-17. */
export function dayText(date: string, { format, timeZone }: Reader): string {
  // Noon, which lies within the day whatever the clocks do at its edges.
  return format.day(withOffset(`${date}T12:00`, timeZone) ?? date)
}

/** A day of UTC as a day here: where tomorrow has begun there, it is today. */
export function dayHere(date: string, now: number, timeZone: string): string {
  const today = wallTime(now, timeZone).slice(0, 10)
  return date > today ? today : date
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(at))
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  )
  return wall - Math.floor(at / second) * second
}

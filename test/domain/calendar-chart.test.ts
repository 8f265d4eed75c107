// The calendar of the console: whole days told as the days that they are; names and marks of the chart that keep out of each other's way.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFormat } from '../../web/src/format.ts'
import { csvOf } from '../../web/src/views/calendar/csv.ts'
import { actText, awayText, dayAway, edgesText } from '../../web/src/views/calendar/days.ts'
import {
  across,
  clustersOf,
  labelAt,
  type Mark,
  nearer,
  ticksOf,
} from '../../web/src/views/calendar/lanes.ts'
import { calendarTexts } from '../../web/src/views/calendar/texts.ts'

const timeZone = 'America/La_Paz'
const es = { timeZone, format: createFormat('es', timeZone, 'BO') }
const en = { timeZone, format: createFormat('en', timeZone, 'BO') }
const local = (text: string) => Temporal.ZonedDateTime.from(`${text}[${timeZone}]`).epochMilliseconds
const dayMs = 86_400_000

const instant = (text: string) => new Date(local(text)).toISOString()
const stretch = (from: string, to: string, first_day: string | null, last_day: string | null) => ({
  from: instant(from),
  to: instant(to),
  first_day,
  last_day,
})

test('what is due when the day of the vote ends is due on that day, not on the next one', () => {
  const act = stretch('2027-01-18T00:00', '2027-01-18T00:00', '2027-01-17', '2027-01-17')
  expect(actText(act, es)).toBe('dom, 17 ene 2027')
  expect(actText(act, en)).toBe('Sun, 17 Jan 2027')
  expect(awayText(act, local('2027-01-17T09:00'), es)).toBe('hoy')
  const hour = stretch('2027-01-17T08:00', '2027-01-17T08:00', null, null)
  expect(actText(hour, es)).toBe('dom, 17 ene 2027, 08:00')
})

test.each([
  ['2027-01-17T23:59', 'hoy', 'today'],
  ['2027-01-18T00:00', 'ayer', 'yesterday'],
  ['2027-01-16T23:59', 'mañana', 'tomorrow'],
  ['2026-11-29T12:00', 'dentro de 49 días', 'in 49 days'],
])('at %s the 17th of January is «%s», “%s”', (now, spanish, english) => {
  expect(dayAway('2027-01-17', local(now), es)).toBe(spanish)
  expect(dayAway('2027-01-17', local(now), en)).toBe(english)
})

test('each edge of a span that is a day is told as a day, the last one inclusive; an hour is told as an hour', () => {
  const words = { noEnd: 'no known end', inclusive: (day: string) => `${day} inclusive` }
  const told = (...edges: Parameters<typeof stretch>) => edgesText(stretch(...edges), en, words)
  expect(told('2027-01-15T00:00', '2027-01-18T00:00', '2027-01-15', '2027-01-17')).toEqual({
    first: 'Fri, 15 Jan 2027',
    last: 'Sun, 17 Jan 2027 inclusive',
  })
  expect(told('2027-01-17T08:00', '2027-01-18T00:00', null, '2027-01-17')).toEqual({
    first: 'Sun, 17 Jan 2027, 08:00',
    last: 'Sun, 17 Jan 2027 inclusive',
  })
  expect(told('2027-01-17T00:00', '2027-01-18T20:00', '2027-01-17', null).last).toBe(
    'Mon, 18 Jan 2027, 20:00',
  )
  expect(told('2027-01-18T00:00', '9999-01-01T00:00', '2027-01-18', null)).toEqual({
    first: 'Mon, 18 Jan 2027',
    last: 'no known end',
  })
})

test('the file of what is seen holds days, the last one inclusive, and instants of what has an hour', () => {
  const row = (key: string, edges: Parameters<typeof stretch>) => {
    const one = stretch(...edges)
    const [from, to] = [Date.parse(one.from), Date.parse(one.to)]
    return { key, kind: 'phase' as const, label: key, from, to, stretch: one }
  }
  const rows = [
    row('days', ['2027-01-15T00:00', '2027-01-18T00:00', '2027-01-15', '2027-01-17']),
    row('hours', ['2027-01-17T08:00', '2027-01-17T16:00', null, null]),
  ]
  expect(csvOf(rows, calendarTexts.es).split('\r\n').slice(1)).toEqual([
    '"days","Fase","2027-01-15","2027-01-17"',
    '"hours","Fase","2027-01-17T12:00:00.000Z","2027-01-17T20:00:00.000Z"',
  ])
})

const period = { from: 0, to: 100 * dayMs }
const mark = (at: number): Mark => ({ key: String(at), label: `on ${at}`, at, className: '' })

test('no mark is lost in a cluster, and no two clusters stand closer than a finger needs', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: period.from, max: period.to })),
      fc.integer({ min: 200, max: 2_000 }),
      (times, width) => {
        const clusters = clustersOf(times.map(mark), period, width, 44)
        expect(clusters.flat().map(({ at }) => at)).toEqual(times.toSorted((a, b) => a - b))
        const places = clusters.map(([first]) => (across(first.at, period) / 100) * width)
        for (const [index, place] of places.entries())
          if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(44)
      },
    ),
  )
})

test('a cluster opens where its marks lie apart in time, and not where they are at one instant', () => {
  const cluster = [mark(10 * dayMs), mark(12 * dayMs)]
  const closer = nearer(cluster, period)
  if (closer === undefined) throw new Error('the cluster does not open')
  expect(clustersOf(cluster, closer, 300, 44)).toHaveLength(2)
  expect(nearer([mark(10 * dayMs), mark(10 * dayMs)], period)).toBeUndefined()
})

test('a name begins with its bar where it fits, and moves no further than it must', () => {
  expect(labelAt('ten letters'.slice(0, 10), 80, 1_000)).toBe('80%')
  // Ten letters of 7.2 px: 72 of 300 px.
  expect(Number.parseFloat(labelAt('0123456789', 95, 300))).toBeCloseTo(100 - (72 / 300) * 100)
  expect(labelAt('0123456789'.repeat(10), 50, 300)).toBe('0%')
})

test('the axis has as many names as fit', () => {
  for (const days of [3, 40, 200, 1_400, 4_000])
    for (const most of [1, 3, 6]) {
      const ticks = ticksOf({ from: 0, to: days * dayMs }, most)
      expect(ticks.length).toBeGreaterThan(0)
      expect(ticks.length).toBeLessThanOrEqual(most + 1)
    }
})

test('a date is as many days away as the calendar says, whatever the hour of the reader', () => {
  const reader = { format: createFormat('es', 'America/La_Paz', 'BO'), timeZone: 'America/La_Paz' }
  const date = stretch('2026-12-18T00:00', '2026-12-18T00:00', '2026-12-18', '2026-12-18')
  for (const now of ['2026-11-29T04:00:00Z', '2026-11-29T16:00:00Z', '2026-11-30T03:59:00Z'])
    expect(awayText(date, Date.parse(now), reader)).toBe('dentro de 19 días')
  // An hour is an hour.
  const hour = stretch('2026-12-18T08:00', '2026-12-18T08:00', null, null)
  expect(awayText(hour, Date.parse(date.from), reader)).toBe('dentro de 8 horas')
})

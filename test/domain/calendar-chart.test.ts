// The calendar of the console: whole days told as the days that they are; names and marks of the chart that keep out of each other's way.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFormat } from '../../web/src/format.ts'
import { awayText, dayAway, dayEndingAt, dayText, edgesText } from '../../web/src/views/calendar/days.ts'
import {
  across,
  clustersOf,
  labelAt,
  type Mark,
  nearer,
  ticksOf,
} from '../../web/src/views/calendar/lanes.ts'

const timeZone = 'America/La_Paz'
const es = { timeZone, format: createFormat('es', timeZone, 'BO') }
const en = { timeZone, format: createFormat('en', timeZone, 'BO') }
const local = (text: string) => Temporal.ZonedDateTime.from(`${text}[${timeZone}]`).epochMilliseconds
const dayMs = 86_400_000

test('what is due when the day of the vote ends is due on that day, not on the next one', () => {
  expect(dayEndingAt(local('2027-01-18T00:00'), timeZone)).toBe('2027-01-17')
  expect(dayEndingAt(local('2027-01-17T08:00'), timeZone)).toBeUndefined()
  expect(dayText('2027-01-17', es)).toBe('dom, 17 ene 2027')
  expect(dayText('2027-01-17', en)).toBe('Sun, 17 Jan 2027')
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

test('a span of whole days ends on its last day; one of hours is told by them; one without an end says so', () => {
  const told = (from: string, to: number) => edgesText({ from: local(from), to }, en, 'no known end')
  expect(told('2027-01-15T00:00', local('2027-01-18T00:00'))).toEqual({
    first: 'Fri, 15 Jan 2027',
    last: 'Sun, 17 Jan 2027',
  })
  expect(told('2027-01-17T08:00', local('2027-01-18T00:00'))).toEqual({
    first: 'Sun, 17 Jan 2027, 08:00',
    last: 'Mon, 18 Jan 2027, 00:00',
  })
  expect(told('2027-01-18T00:00', Date.UTC(9999, 0, 1))).toEqual({
    first: 'Mon, 18 Jan 2027',
    last: 'no known end',
  })
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
  const date = Date.parse('2026-12-18T04:00:00Z')
  for (const now of ['2026-11-29T04:00:00Z', '2026-11-29T16:00:00Z', '2026-11-30T03:59:00Z'])
    expect(awayText(date, Date.parse(now), reader)).toBe('dentro de 19 días')
  // An hour is an hour.
  expect(awayText(date + 8 * 3_600_000, date, reader)).toBe('dentro de 8 horas')
})

import { describe, expect, test } from 'vitest'
import { openEnd } from '#domain/calendar.ts'
import { dayBeginningAt, dayEndingAt, daysOfMilestone, daysOfSpan } from '#domain/calendar-days.ts'

const zone = 'America/La_Paz'
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const midnight = (day: string) => at(`${day}T00:00:00-04:00`)

describe('the edges of a phase or a window', () => {
  test('that ends with a day are told by that day, which belongs to it', () => {
    const span = { from: midnight('2026-10-05'), to: midnight('2026-10-13') }
    expect(daysOfSpan(span, zone)).toEqual({ first: '2026-10-05', last: '2026-10-12' })
  })
  test('within a day are no days, each edge by itself', () => {
    const span = { from: at('2026-10-05T08:00:00-04:00'), to: midnight('2026-10-13') }
    expect(daysOfSpan(span, zone)).toEqual({ first: null, last: '2026-10-12' })
    expect(daysOfSpan({ ...span, to: at('2026-10-13T00:01:00-04:00') }, zone).last).toBeNull()
  })
  test('without a known end have no last day', () => {
    expect(daysOfSpan({ from: midnight('2026-10-05'), to: openEnd }, zone).last).toBeNull()
    expect(daysOfSpan({ from: midnight('2026-10-05'), to: openEnd }, 'UTC').last).toBeNull()
  })
  test('are days of the zone of the process', () => {
    const span = { from: midnight('2026-10-05'), to: midnight('2026-10-13') }
    expect(daysOfSpan(span, 'America/Lima')).toEqual({ first: null, last: null })
  })
})

describe('an act', () => {
  const one = (instant: number) => ({ from: instant, to: instant })
  test.each([
    ['start', midnight('2026-10-12'), '2026-10-12'],
    ['end', midnight('2026-10-13'), '2026-10-12'],
    ['end', at('2026-10-12T18:00:00-04:00'), null],
    ['start', at('2026-10-12T18:00:00-04:00'), null],
  ] as const)('at the %s of a day, %i, stands on %s', (edge, instant, day) => {
    expect(daysOfMilestone(one(instant), edge, zone)).toEqual({ first: day, last: day })
  })
  test('that is a whole day stands on that day alone', () => {
    const day = { from: midnight('2026-10-12'), to: midnight('2026-10-13') }
    expect(daysOfMilestone(day, 'day', zone)).toEqual({ first: '2026-10-12', last: '2026-10-12' })
  })
})

test('a day begins where its clocks begin it, also when midnight is skipped', () => {
  // Asunción went from 23:59:59 on the 5th to 01:00 on the 6th of October 2024.
  const first = Temporal.PlainDate.from('2024-10-06').toZonedDateTime('America/Asuncion').epochMilliseconds
  expect(dayBeginningAt(first, 'America/Asuncion')).toBe('2024-10-06')
  expect(dayEndingAt(first, 'America/Asuncion')).toBe('2024-10-05')
  expect(dayBeginningAt(first + 60_000, 'America/Asuncion')).toBeNull()
})

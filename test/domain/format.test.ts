// How far away in words, as the console says it: what is left until a deadline is never told as a whole hour too few.
import { expect, test } from 'vitest'
import { createFormat, dayHere } from '../../web/src/format.ts'

const now = Date.parse('2026-08-06T12:00:00Z')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const at = (away: number): string => new Date(now + away).toISOString()
const es = createFormat('es', 'America/La_Paz', 'BO')
const en = createFormat('en', 'America/La_Paz', 'BO')

test.each([
  [30_000, 'ahora', 'now'],
  [59 * minute, 'dentro de 59 minutos', 'in 59 minutes'],
  [hour, 'dentro de 1 hora', 'in 1 hour'],
  [hour + 59 * minute + 59_000, 'dentro de 1 h 59 min', 'in 1 hr 59 mins'],
  [-(9 * hour + 20 * minute), 'hace 9 h 20 min', '9 hrs 20 mins ago'],
  [10 * hour + 40 * minute, 'dentro de 11 horas', 'in 11 hours'],
  [-47 * hour, 'hace 47 horas', '47 hours ago'],
  [2 * day + 20 * hour, 'dentro de 3 días', 'in 3 days'],
  [-40 * day, 'hace 40 días', '40 days ago'],
])('%d ms away is «%s», “%s”', (away, spanish, english) => {
  expect(es.relative(at(away), now)).toBe(spanish)
  expect(en.relative(at(away), now)).toBe(english)
})

test('a share in percent stands as each language writes it', () => {
  expect(es.percent(0.634)).toBe('63\u00a0%')
  expect(en.percent(0.634)).toBe('63%')
})

test('a day of UTC that has not begun here is today here; days before stay', () => {
  const evening = Date.parse('2026-11-30T02:11:00Z')
  expect(dayHere('2026-11-30', evening, 'America/La_Paz')).toBe('2026-11-29')
  expect(dayHere('2026-11-29', evening, 'America/La_Paz')).toBe('2026-11-29')
  expect(dayHere('2026-11-12', evening, 'America/La_Paz')).toBe('2026-11-12')
})

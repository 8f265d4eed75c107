import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gsm7Length, transliterate } from '#domain/delivery/short-text.ts'
import { saidTime, saidTimeAside } from '#domain/said-time.ts'

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const zones = [
  'America/La_Paz',
  'America/Lima',
  'America/Mexico_City',
  'America/Santiago',
  'Africa/Nairobi',
  'Europe/Madrid',
  'UTC',
]

describe('a time for people', () => {
  test('is written as their language writes it, on the clocks of the country, which are named', () => {
    const vote = at('2026-11-29T16:00:00-04:00')
    expect(saidTime(vote, 'America/La_Paz', 'es')).toBe('29 nov 2026, 16:00 (hora de Bolivia)')
    expect(saidTime(vote, 'America/La_Paz', 'en')).toBe('29 Nov 2026, 16:00 (Bolivia Time)')
    expect(saidTimeAside(vote, 'America/La_Paz', 'es')).toBe('29 nov 2026, 16:00, hora de Bolivia')
    expect(saidTimeAside(vote, 'America/La_Paz', 'en')).toBe('29 Nov 2026, 16:00, Bolivia Time')
  })
  test('has midnight as 00:00, and not as the hour 24 or 12', () => {
    const midnight = at('2026-03-01T00:05:00-04:00')
    expect(saidTime(midnight, 'America/La_Paz', 'es')).toBe('1 mar 2026, 00:05 (hora de Bolivia)')
    expect(saidTime(midnight, 'America/La_Paz', 'en')).toBe('1 Mar 2026, 00:05 (Bolivia Time)')
  })
  test('tells the two hours apart that have one name where the clocks go back', () => {
    const first = at('2026-10-25T00:30:00Z')
    const said = [first, first + 3_600_000].map((one) => saidTime(one, 'Europe/Madrid', 'es'))
    expect(said.map((one) => one.slice(0, 18))).toEqual(['25 oct 2026, 02:30', '25 oct 2026, 02:30'])
    expect(new Set(said).size).toBe(2)
  })
  test('fits into a text message: nothing outside its alphabet, no space but the common one, 60 signs at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2019-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') }),
        fc.constantFrom(...zones),
        fc.constantFrom('es' as const, 'en' as const),
        (instant, zone, language) => {
          const text = saidTime(instant, zone, language)
          expect(text).not.toMatch(/[^\S ]/)
          expect(gsm7Length(transliterate(text))).toBeLessThanOrEqual(60)
        },
      ),
    )
  })
})

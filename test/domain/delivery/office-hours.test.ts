import fc from 'fast-check'
import { expect, test } from 'vitest'
import { officeOpensAt } from '#domain/delivery/office-hours.ts'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'

const zone = 'America/La_Paz'
const hours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const satisfies string[],
  from: '08:30',
  to: '18:30',
  holds: ['info', 'watch'] as ('info' | 'watch')[],
  offices: { 'office-sur': { to: '16:00' } },
}
const given = { ...hours, days: [...hours.days] }
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds
const opening = (local: string, level: LevelName, recipient = 'office-norte', isDigest = false) =>
  Temporal.Instant.fromEpochMilliseconds(
    officeOpensAt(given, { recipient, level, isDigest }, at(local), zone),
  )
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })

// 2026-03-20 is a Friday.
test.each<[string, LevelName, string, string]>([
  ['2026-03-20T10:00', 'watch', 'office-norte', '2026-03-20T10:00'],
  ['2026-03-20T05:00', 'watch', 'office-norte', '2026-03-20T08:30'],
  ['2026-03-20T18:30', 'watch', 'office-norte', '2026-03-23T08:30'],
  ['2026-03-20T17:00', 'info', 'office-sur', '2026-03-23T08:30'],
  ['2026-03-20T17:00', 'info', 'office-norte', '2026-03-20T17:00'],
  ['2026-03-21T12:00', 'warning', 'office-norte', '2026-03-21T12:00'],
  ['2026-03-21T12:00', 'critical', 'office-norte', '2026-03-21T12:00'],
])('%s %s to %s: %s', (local, level, recipient, expected) => {
  expect(opening(local, level, recipient)).toBe(expected)
})

test('a digest waits even where its level would not, and without hours nothing waits', () => {
  const digest = { recipient: 'office-norte', level: 'watch', isDigest: true } as const
  const night = at('2026-03-20T03:00')
  expect(officeOpensAt({ ...given, holds: [] }, digest, night, zone)).toBe(at('2026-03-20T08:30'))
  expect(officeOpensAt({ ...given, holds: [] }, { ...digest, isDigest: false }, night, zone)).toBe(night)
  expect(officeOpensAt(undefined, digest, night, zone)).toBe(night)
})

test('nothing is sent earlier than asked, nothing waits longer than a week, and a warning never waits', () => {
  const instant = fc.integer({ min: at('2026-01-01T00:00'), max: at('2027-01-01T00:00') })
  fc.assert(
    fc.property(instant, fc.constantFrom(...levelNames), fc.boolean(), (now, level, isDigest) => {
      const opens = officeOpensAt(given, { recipient: 'office-sur', level, isDigest }, now, zone)
      expect(opens).toBeGreaterThanOrEqual(now)
      expect(opens - now).toBeLessThan(7 * 86_400_000)
      if (level === 'warning' || level === 'critical') expect(opens).toBe(now)
    }),
  )
})

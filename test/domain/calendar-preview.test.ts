// What a moved date would change: the parts that hang on it and no other, and nothing where the date stays.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveCalendar } from '#domain/calendar.ts'
import { previewMove } from '#domain/calendar-preview.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack, calendars } = await readPack('rules/bo')
const file = calendars.find(({ process }) => process === 'bo-2025-general')
if (file === undefined) throw new Error('the pack has lost a calendar that this test reads')
const knownAt = Date.parse('2025-07-01T12:00:00Z')
const now = deriveCalendar(file, pack, knownAt)
const zone = file.time_zone
const dayOf = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
const voteDay = dayOf(now.milestones['election_day']?.from ?? 0)

test('a vote a week later moves the election day, what hangs on it, and nothing that does not', () => {
  const found = previewMove(file, pack, knownAt, {
    milestone: 'election_day',
    date: voteDay.add({ days: 7 }).toString(),
    withLater: false,
  })
  const vote = found?.moved.find((one) => one.type === 'milestone' && one.code === 'election_day')
  expect((vote?.after?.from ?? 0) - (vote?.before?.from ?? 0)).toBe(7 * 86_400_000)
  expect(found?.moved.some((one) => one.type !== 'milestone')).toBe(true)
  const untouched = found?.moved.filter(
    (one) => (one.before?.to ?? 0) < now.milestones['calendar_published']!.from,
  )
  expect(untouched).toEqual([])
})

test('the same day changes nothing, also where everything later would move along', () => {
  for (const withLater of [false, true]) {
    const move = { milestone: 'election_day', date: voteDay.toString(), withLater }
    expect(previewMove(file, pack, knownAt, move)?.moved).toEqual([])
  }
})

test('a milestone without a date cannot be moved', () => {
  expect(
    previewMove(file, pack, knownAt, { milestone: 'no_such', date: '2025-08-17', withLater: false }),
  ).toBeUndefined()
})

test('moved by any number of days, with what comes later, every later milestone keeps its distance to the vote', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20, max: 60 }), (days) => {
      const date = voteDay.add({ days }).toString()
      const found = previewMove(file, pack, knownAt, { milestone: 'election_day', date, withLater: true })
      const later = found?.calendar.milestones ?? {}
      for (const [code, { from }] of Object.entries(now.milestones)) {
        const isDated = file.milestones.some((one) => one.code === code && one.round !== 2)
        if (!isDated || dayOf(from).since(voteDay).days < 2) continue
        const moved = later[code]
        if (moved === undefined) continue
        expect(dayOf(moved.from).since(dayOf(from)).days).toBe(days)
      }
    }),
    { numRuns: 20 },
  )
})

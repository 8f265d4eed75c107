// A calendar as events: one name through all versions, a sequence that rises when the act moves, is dropped or comes back.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarHistory } from '#domain/calendar.ts'
import { calendarEvents, type StoredVersion } from '#domain/calendar-events.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack, calendars } = await readPack('rules/bo')
const versionsOf = (process: string): StoredVersion[] => {
  const file = calendars.find((one) => one.process === process)
  if (file === undefined) throw new Error(`the pack has lost ${process}`)
  return calendarHistory(file, pack).map(({ revision, knownFrom, calendar }) => ({
    version: revision,
    knownFrom,
    calendar,
  }))
}

test('2020: the vote that was suspended and moved is one event that moved each time', () => {
  const events = calendarEvents('bo-2020-general', versionsOf('bo-2020-general'))
  const vote = events.find(({ code, round }) => code === 'election_day' && round === 1)
  expect(vote?.sequence).toBeGreaterThanOrEqual(4)
  expect(vote?.isGone).toBe(false)
  expect(new Date(vote?.from ?? 0).toISOString()).toBe('2020-10-18T04:00:00.000Z')
  expect(new Set(events.map(({ name }) => name)).size).toBe(events.length)
})

const known = fc
  .uniqueArray(
    fc.record({
      code: fc.constantFrom('a', 'b', 'c'),
      round: fc.constantFrom(null, 1),
      from: fc.integer({ min: 0, max: 3 }),
    }),
    { selector: ({ code, round }) => `${code} ${round}` },
  )
  .map((list) => ({
    known: list.map((one) => ({ ...one, to: one.from, confidence: 'official' as const })),
  }))

test('told again with one version more, no sequence falls, and what did not change keeps its own', () => {
  fc.assert(
    fc.property(fc.array(known, { minLength: 2, maxLength: 6 }), (calendars_) => {
      const versions = calendars_.map((calendar, index) => ({
        version: index + 1,
        knownFrom: index,
        calendar,
      }))
      const before = calendarEvents('p', versions.slice(0, -1))
      const after = new Map(calendarEvents('p', versions).map((one) => [one.name, one]))
      for (const one of before) {
        const now = after.get(one.name)
        const isSame = now?.isGone === one.isGone && (one.isGone || now.from === one.from)
        expect(now?.sequence).toBe(one.sequence + (isSame ? 0 : 1))
      }
      const newest = versions.at(-1)?.calendar.known ?? []
      expect([...after.values()].filter(({ isGone }) => !isGone)).toHaveLength(newest.length)
    }),
  )
})

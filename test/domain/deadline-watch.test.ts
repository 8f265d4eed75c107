// The legal clock: what is due when, what was missed and what was moved.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveCalendar, openEnd } from '#domain/calendar.ts'
import {
  type Deadline,
  deadlines,
  missedDeadlines,
  movedDeadlines,
  nextLook,
} from '#domain/deadline-watch.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack, calendars } = await readPack('rules/bo')
const file = calendars.find(({ process }) => process === 'bo-2025-general')
if (file === undefined) throw new Error('the pack has lost a calendar that this test reads')
const [hour, day] = [3_600_000, 86_400_000]
const grace = { graceDay: 12 * hour, graceHour: 2 * hour }
const all = deadlines(deriveCalendar(file, pack, openEnd), pack, grace)
const local = (text: string) => Temporal.ZonedDateTime.from(`${text}[${pack.timeZone}]`).epochMilliseconds
const of = (milestone: string, round: number | null) =>
  all.find((one) => one.milestone === milestone && one.round === round)

test('only watched acts, each once for its round, in the order in which the clock speaks', () => {
  const names = all.map(({ milestone, round }) => `${milestone} ${round}`)
  expect(new Set(names).size).toBe(names.length)
  expect(all.length).toBeGreaterThan(15)
  expect(all.every(({ milestone }) => pack.milestones.get(milestone)?.isWatched === true)).toBe(true)
  expect(all.map(({ speaks }) => speaks)).toEqual(all.map(({ speaks }) => speaks).toSorted((a, b) => a - b))
})

test('an act of a day has until its end, an act of an hour until that hour; then people have time to record it', () => {
  expect(of('election_day', 2)).toMatchObject({
    due: local('2025-10-20T00:00'),
    speaks: local('2025-10-20T12:00'),
  })
  expect(of('polls_open', 2)).toMatchObject({
    due: local('2025-10-19T08:00'),
    speaks: local('2025-10-19T10:00'),
  })
  // Given by its day only, and one that opens something: any hour of that day will do.
  expect(of('jurors_drawn', 2)?.due).toBe(local('2025-09-20T00:00'))
})

test('missed is what was due since the watch began, whose time is over, and that nobody recorded', () => {
  const polls = of('polls_open', 2)!
  const since = polls.due - 30 * day
  const missed = (now: number, acts: readonly { milestone: string; round: number | null }[] = []) =>
    missedDeadlines(all, acts, { since, now }).map(({ milestone }) => milestone)
  expect(missed(polls.speaks - 1)).not.toContain('polls_open')
  expect(missed(polls.speaks)).toContain('polls_open')
  expect(missed(polls.speaks, [{ milestone: 'polls_open', round: 2 }])).not.toContain('polls_open')
  expect(missed(polls.speaks, [{ milestone: 'polls_open', round: 1 }])).toContain('polls_open')
  expect(missedDeadlines(all, [], { since: polls.due, now: polls.speaks })).not.toContain(polls)
})

const someDeadlines = fc.uniqueArray(
  fc.record({
    milestone: fc.constantFrom('a', 'b', 'c', 'd'),
    round: fc.constantFrom(null, 1, 2),
    due: fc.integer({ min: 0, max: 1_000 }),
  }),
  { selector: ({ milestone, round }) => `${milestone} ${round}` },
)
const withGrace = (list: readonly Omit<Deadline, 'speaks' | 'confidence'>[]): Deadline[] =>
  list
    .map((one) => ({ ...one, speaks: one.due + 10, confidence: 'official' as const }))
    .toSorted((a, b) => a.speaks - b.speaks)

test('whoever looks at each next look misses nothing: what is missed has been missed at one of them', () => {
  fc.assert(
    fc.property(someDeadlines.map(withGrace), (list) => {
      const seen = new Set<Deadline>()
      for (let at: number | undefined = -1; at !== undefined; at = nextLook(list, at))
        for (const one of missedDeadlines(list, [], { since: -1, now: at })) seen.add(one)
      expect(seen.size).toBe(list.length)
    }),
  )
})

test('moved is what was still to come and lies elsewhere now; the same calendar moves nothing', () => {
  fc.assert(
    fc.property(
      someDeadlines.map(withGrace),
      someDeadlines.map(withGrace),
      fc.integer({ min: 0, max: 1_000 }),
      (before, after, now) => {
        expect(movedDeadlines(before, before, now)).toEqual([])
        for (const { milestone, round, before: due, after: then } of movedDeadlines(before, after, now)) {
          expect(due).toBeGreaterThan(now)
          const same = after.find((one) => one.milestone === milestone && one.round === round)
          expect(then).toBe(same?.due ?? null)
          expect(then).not.toBe(due)
        }
      },
    ),
  )
})

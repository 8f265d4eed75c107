// A further version of a calendar: the parts that hang on a moved date and no other, earlier versions as they were, and what is refused.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveCalendar } from '#domain/calendar.ts'
import { type Along, alongs, type CalendarStep, changeCalendar } from '#domain/calendar-change.ts'
import { movedParts } from '#domain/calendar-preview.ts'
import { calendarFile } from '#domain/pack/calendar-shapes.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack, calendars } = await readPack('rules/bo')
const file = calendars.find(({ process }) => process === 'bo-2025-general')
if (file === undefined) throw new Error('the pack has lost a calendar that this test reads')
const calendar2025 = file
const knownAt = Date.parse('2025-07-01T12:00:00Z')
const now = deriveCalendar(file, pack, knownAt)
const zone = file.time_zone
const dayOf = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
const voteDay = dayOf(now.milestones['election_day']?.from ?? 0)

function changed(...steps: readonly CalendarStep[]) {
  const made = changeCalendar(calendar2025, pack, knownAt, {
    steps,
    act: { es: 'Resolución', en: 'Resolution' },
    confidence: 'official',
    source: { publisher: 'TSE', public: 'oep.org.bo' },
  })
  if ('code' in made) return { fault: made.code, file: undefined, moved: [], calendar: now }
  const calendar = deriveCalendar(made.file, pack, knownAt)
  return { fault: undefined, file: made.file, moved: movedParts(now, calendar), calendar }
}

const vote = (days: number, along: Along = 'nothing') =>
  ({ act: 'move', milestone: 'election_day', date: voteDay.add({ days }).toString(), along }) as const

test('a vote a week later moves the election day, what hangs on it, and nothing that does not', () => {
  const found = changed(vote(7))
  const moved = found.moved.find((one) => one.type === 'milestone' && one.code === 'election_day')
  expect((moved?.after?.from ?? 0) - (moved?.before?.from ?? 0)).toBe(7 * 86_400_000)
  expect(found.moved.some((one) => one.type !== 'milestone')).toBe(true)
  const untouched = found.moved.filter(
    (one) => (one.before?.to ?? 0) < now.milestones['calendar_published']!.from,
  )
  expect(untouched).toEqual([])
})

test('the new version says who did what and where it is published, and holds together as a file of a pack', () => {
  const { file: next } = changed(vote(7))
  const versions = next?.versions ?? []
  expect(versions.at(-1)).toMatchObject({
    version: 2,
    known_from: '2025-07-01',
    status: 'in_force',
    election_day: voteDay.add({ days: 7 }).toString(),
    act: { es: 'Resolución' },
    source: ['version-2'],
  })
  expect(next?.sources.at(-1)).toMatchObject({ id: 'version-2', publisher: 'TSE' })
  expect(calendarFile.parse(next)).toEqual(next)
})

test('what was known before stays readable: as of a day earlier the calendar is the old one', () => {
  const earlier = Date.parse('2025-06-30T12:00:00Z')
  const { file: next } = changed(vote(7, 'later'))
  expect(movedParts(deriveCalendar(file, pack, earlier), deriveCalendar(next!, pack, earlier))).toEqual([])
})

test('the same day changes nothing, also where everything later would move along', () => {
  for (const along of alongs) expect(changed(vote(0, along)).moved).toEqual([])
})

test('what counts until a day ends moves to the day that is named, and stays where it lies already', () => {
  const zoned = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).epochMilliseconds
  const deadlines = ['campaign_acts_close', 'surveys_close']
  for (const milestone of deadlines) {
    const lastDay = dayOf(now.milestones[milestone]!.from).subtract({ days: 1 })
    const to = (date: Temporal.PlainDate) =>
      changed({ act: 'move', milestone, date: date.toString(), along: 'nothing' })
    expect(to(lastDay).moved).toEqual([])
    const earlier = lastDay.subtract({ days: 1 })
    expect(to(earlier).calendar.milestones[milestone]?.from).toBe(zoned(lastDay))
  }
})

test('an hour of election day moves by itself', () => {
  const at = `${voteDay.toString()}T09:00:00-04:00`
  const { moved } = changed({ act: 'set', milestone: 'polls_open', round: 1, when: { at } })
  const polls = moved.find(({ code, type }) => code === 'polls_open' && type === 'milestone')
  expect(polls?.after?.from).toBe(Date.parse(at))
})

test('a second round that is called opens its campaign', () => {
  const { calendar } = changed(
    { act: 'set', milestone: 'runoff_convocation', round: 2, when: { date: '2025-08-20' } },
    { act: 'set', milestone: 'election_day', round: 2, when: { date: '2025-10-12' } },
  )
  expect(calendar.rounds).toEqual([1, 2])
  expect(calendar.spans.some(({ code, round }) => code === 'campaign' && round === 2)).toBe(true)
})

test('suspended, running periods end there; resumed, they go on', () => {
  const at = '2025-07-10T00:00:00-04:00'
  const stopped = changed({ act: 'suspend', at })
  expect(stopped.calendar.status).toBe('suspended')
  const campaign = stopped.calendar.spans.filter(({ code }) => code === 'campaign')
  expect(campaign.map(({ to }) => to)).toContain(Date.parse(at))
  const again = changed({ act: 'suspend', at }, { act: 'resume', at: '2025-07-20T00:00:00-04:00' })
  expect(again.calendar.status).toBe('in_force')
  const parts = again.calendar.spans.filter(({ code, round }) => code === 'campaign' && round === 1)
  expect(parts.map(({ from }) => from)).toContain(Date.parse('2025-07-20T00:00:00-04:00'))
})

test('what has no date cannot be moved, what opens cannot lie after what closes, and nothing stands still twice', () => {
  const at = '2025-07-10T00:00:00-04:00'
  expect(changed({ act: 'move', milestone: 'no_such', date: '2025-08-17', along: 'nothing' }).fault).toBe(
    'CALENDAR_MILESTONE_UNKNOWN',
  )
  expect(changed({ act: 'set', milestone: 'no_such', when: { date: '2025-08-17' } }).fault).toBe(
    'CALENDAR_MILESTONE_UNKNOWN',
  )
  const late = {
    act: 'set',
    milestone: 'polls_open',
    round: 1,
    when: { at: `${voteDay.toString()}T18:00:00-04:00` },
  } as const
  expect(changed(late).fault).toBe('CALENDAR_MILESTONE_ORDER')
  expect(changed({ act: 'resume', at }).fault).toBe('CALENDAR_STANDS')
  expect(changed({ act: 'suspend', at }, { act: 'suspend', at }).fault).toBe('CALENDAR_STANDS')
})

test('moved by any number of days, with what comes later, every later milestone keeps its distance to the vote', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20, max: 60 }), (days) => {
      const made = changed(vote(days, 'later'))
      fc.pre(made.fault === undefined) // a vote before the end of its campaign
      const later = made.calendar.milestones
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

test('everything still to come moves along, what is past stays', () => {
  const { fault, moved, calendar } = changed(vote(-4, 'to_come'))
  expect(fault).toBeUndefined()
  const silence = moved.find(({ code, type }) => code === 'silence_start' && type === 'milestone')
  expect((silence?.after?.from ?? 0) - (silence?.before?.from ?? 0)).toBe(-4 * 86_400_000)
  expect(calendar.milestones['candidates_close']).toEqual(now.milestones['candidates_close'])
})

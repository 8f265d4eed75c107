// Electoral calendars: what six Bolivian ones open and when, as known then; proposals and exercises.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarChanges, calendarHistory, deriveCalendar, openEnd } from '#domain/calendar.ts'
import { shift } from '#domain/calendar-milestones.ts'
import { exerciseCalendar, missingMilestones, proposeCalendar } from '#domain/calendar-proposal.ts'
import { phasesAt } from '#domain/electoral-process.ts'
import { parseOffset } from '#domain/pack/basic-shapes.ts'
import { formatInstant, parseInstant } from '#domain/time.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack, calendars, templates } = await readPack('rules/bo')
const at = (text: string) => parseInstant(text) ?? expect.fail(`no instant: ${text}`)
const file = (process: string) =>
  calendars.find((one) => one.process === process) ?? expect.fail(`no calendar ${process}`)
const derive = (process: string, knownAt: string) => deriveCalendar(file(process), pack, at(knownAt))
const afterAll = '2030-01-01T00:00:00-04:00'
const dateOf = (from: number | undefined) => formatInstant(from ?? 0).slice(0, 10)

const line = (phase: string, round: number, place: string, from: string, to: string, sure: string) =>
  [phase, round, place, from, to, sure].join(' ')
const open2025 = (time: string, knownAt = time) =>
  phasesAt(derive('bo-2025-general', knownAt), ['BO020105', 'BO0201', 'BO02', 'BO'], at(time))
const open2020 = (knownAt: string, time: string) =>
  phasesAt(derive('bo-2020-general', knownAt), ['BO'], at(time))
const codesOf = (process: string) => derive(process, afterAll).spans.map((span) => span.code)

describe('phases of the six calendars', () => {
  test.each(calendars.map((one) => [one.process, one] as const))('%s', (_, calendar) => {
    const derived = deriveCalendar(calendar, pack, at(afterAll))
      .spans.filter((span) => span.type === 'phase')
      .map((span) =>
        line(
          span.code,
          span.round,
          span.place,
          formatInstant(span.from),
          formatInstant(span.to),
          span.confidence,
        ),
      )
    const given = (calendar.phase_intervals ?? []).flatMap((one) =>
      (Array.isArray(one.scope) ? one.scope : ['BO']).map((place) =>
        line(
          one.phase,
          one.round,
          place,
          formatInstant(at(one.from_at)),
          formatInstant(at(one.to_at)),
          one.weakest,
        ),
      ),
    )
    expect(given.length).toBeGreaterThan(4)
    expect(derived.toSorted()).toEqual(given.toSorted())
  })

  test('a scope without names holds for the whole territory and keeps its word', () => {
    const runoff = derive('bo-2026-subnational', afterAll).spans.filter((span) => span.round === 2)
    expect(runoff.length).toBeGreaterThan(0)
    expect(new Set(runoff.map((span) => span.place))).toEqual(new Set(['BO']))
    expect(runoff.find((span) => span.code === 'polling')?.scope).toBe('per_department_as_needed')
  })
})

describe('2025', () => {
  test('election day at ten is polling, in the phase of voting operations', () => {
    expect(open2025('2025-08-17T10:00:00-04:00')).toEqual({
      period: 'election',
      phases: ['voting_operations'],
      windows: ['polling', 'election_day', 'good_government', 'media_silence', 'silence', 'survey_ban'],
      rounds: [1],
    })
  })

  test('spans are half-open: at 16:00 the tables are counted, not open', () => {
    expect(open2025('2025-08-17T15:59:59.999-04:00').windows).toContain('polling')
    const closing = open2025('2025-08-17T16:00:00-04:00')
    expect(closing.windows).not.toContain('polling')
    expect(closing.windows).toContain('table_count')
    expect(closing.phases).toEqual(['results_verification'])
  })

  test('the runoff campaign overlaps the end of round one, once it was known', () => {
    const both = open2025('2025-08-28T12:00:00-04:00')
    expect(both.phases).toEqual(['campaign', 'post_election'])
    expect(both.rounds).toEqual([1, 2])
    expect(both.windows).toContain('runoff_campaign')
    const before = open2025('2025-08-28T12:00:00-04:00', '2025-08-20T00:00:00-04:00')
    expect(before.windows).not.toContain('runoff_campaign')
    expect(before.rounds).toEqual([1])
  })

  test('anchors mean the round that has begun; an earlier count is not taken for a later one', () => {
    const first = derive('bo-2025-general', '2025-08-26T12:00:00-04:00')
    expect(first.round).toBe(1)
    expect(dateOf(first.milestones['election_day']?.from)).toBe('2025-08-17')
    const second = derive('bo-2025-general', '2025-08-27T00:00:00-04:00')
    expect(second.round).toBe(2)
    expect(dateOf(second.milestones['election_day']?.from)).toBe('2025-10-19')
    expect(dateOf(second.milestones['candidates_close']?.from)).toBe('2025-05-20')
    expect(first.milestones['count_acts_due']).toBeDefined()
    expect(second.milestones['count_acts_due']).toBeUndefined()
  })

  test('what no calendar publishes has a derived default', () => {
    const { known } = derive('bo-2025-general', '2025-08-17T12:00:00-04:00')
    const due = known.filter((one) => one.code === 'preliminary_results_due' && one.round === 1)
    expect(due.map((one) => [formatInstant(one.from), one.confidence])).toEqual([
      ['2025-08-18T12:00:00Z', 'derived'],
    ])
  })

  test('a proclamation is not known before it happens', () => {
    expect(derive('bo-2025-general', '2025-08-25T23:59:59-04:00').milestones['proclamation']).toBeUndefined()
    expect(derive('bo-2025-general', '2025-08-26T00:00:00-04:00').milestones['proclamation']).toBeDefined()
  })
})

describe('2020: six versions', () => {
  test.each([
    ['2020-01-04T12:00:00-04:00', 0, 'unknown', undefined],
    ['2020-02-01T12:00:00-04:00', 1, 'in_force', '2020-05-03'],
    ['2020-04-01T12:00:00-04:00', 2, 'suspended', undefined],
    ['2020-05-01T12:00:00-04:00', 3, 'in_force', '2020-08-02'],
    ['2020-07-01T12:00:00-04:00', 4, 'in_force', '2020-09-06'],
    ['2020-07-23T00:00:00-04:00', 5, 'in_force', '2020-10-18'],
    ['2020-08-13T00:00:00-04:00', 6, 'in_force', '2020-10-18'],
  ])('known at %s: version %i, %s', (knownAt, version, status, electionDay) => {
    const calendar = derive('bo-2020-general', knownAt)
    expect([calendar.version, calendar.status]).toEqual([version, status])
    const day = calendar.milestones['election_day']
    expect(day === undefined ? undefined : dateOf(day.from)).toBe(electionDay)
  })

  test('on 3 May: voting as known in February, suspended as known in April', () => {
    const vote = '2020-05-03T10:00:00-04:00'
    expect(open2020('2020-02-01T12:00:00-04:00', vote).windows).toContain('polling')
    expect(open2020('2020-04-01T12:00:00-04:00', vote)).toEqual({
      period: 'pre_election',
      phases: ['planning'],
      windows: ['suspension'],
      rounds: [1],
    })
  })

  test('the campaign stops with the suspension and goes on when it is resumed', () => {
    const campaign = derive('bo-2020-general', afterAll).spans.filter((span) => span.code === 'campaign')
    expect(campaign.map((span) => [span.opensWith, span.closesWith])).toEqual([
      ['campaign_acts_open', 'suspended'],
      ['resumed', 'silence_start'],
    ])
  })

  test('while nobody knows the end of the suspension it stays open', () => {
    const suspension = derive('bo-2020-general', '2020-04-01T12:00:00-04:00').spans.find(
      (span) => span.code === 'suspension',
    )
    expect([suspension?.to, suspension?.closesWith]).toEqual([openEnd, null])
  })

  test('a version says what its own fallbacks are worth', () => {
    const polling = derive('bo-2020-general', '2020-02-01T12:00:00-04:00').spans.find(
      (span) => span.code === 'polling',
    )
    expect([formatInstant(polling?.from ?? 0), polling?.confidence]).toEqual([
      '2020-05-03T12:00:00Z',
      'derived',
    ])
  })
})

test('the runoff of 2021 is open in four departments only', () => {
  const calendar = derive('bo-2021-subnational', '2021-04-08T12:00:00-04:00')
  const time = at('2021-04-11T10:00:00-04:00')
  expect(phasesAt(calendar, ['BO02', 'BO'], time).windows).toContain('polling')
  expect(phasesAt(calendar, ['BO03', 'BO'], time).windows).not.toContain('polling')
})

test('on the night of 2019 results are verified, whatever the party primaries of that year had published', () => {
  const night = '2019-10-20T20:00:00-04:00'
  const open = phasesAt(derive('bo-2019-general', night), ['BO'], at(night))
  expect(open.phases).toEqual(['results_verification'])
  expect(open.windows).toEqual(expect.arrayContaining(['preliminary_results', 'election_night', 'count']))
})

test('merits are published in judicial elections only', () => {
  expect(codesOf('bo-2024-judicial')).toContain('merits')
  expect(codesOf('bo-2025-general')).not.toContain('merits')
})

test.each(calendars.map((one) => [one.process, one] as const))(
  '%s: between two changes the calendar is the same',
  (_, calendar) => {
    const changes = calendarChanges(calendar, pack)
    for (const [index, change] of changes.entries()) {
      const next = changes[index + 1] ?? change + 86_400_000 * 400
      const early = deriveCalendar(calendar, pack, change)
      expect(deriveCalendar(calendar, pack, next - 1)).toEqual(early)
      const before = deriveCalendar(calendar, pack, change - 1)
      expect(early).not.toEqual(before)
    }
  },
)

test('the history of a calendar is what was known from each change on', () => {
  const history = calendarHistory(file('bo-2020-general'), pack)
  expect(history.map((one) => one.revision)).toEqual(history.map((_, index) => index + 1))
  expect(history.map((one) => one.calendar.version)).toEqual([1, 2, 3, 4, 5, 6, 6])
  expect(JSON.parse(JSON.stringify(history[5]?.calendar))).toEqual(history[5]?.calendar)
})

describe('templates', () => {
  const rows = [...templates.common, ...templates.types.flatMap((type) => type.milestones ?? [])]
  const seen = rows.flatMap((row) => row.seen.map((process) => [row.code, row.offset, process] as const))

  test.each(seen)('%s %s occurs in %s', (code, offset, process) => {
    const parsed = parseOffset(offset) ?? expect.fail(`no offset: ${offset}`)
    const zone = pack.timeZone
    // Days are compared as local days (a closing ends with its day), hours as instants.
    const ends = pack.milestones.get(code)?.dayEdge === 'end' ? 1 : 0
    const shown = (instant: number) =>
      parsed.ms === 0
        ? Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
        : formatInstant(instant)
    const pairs = calendarChanges(file(process), pack).map((knownAt) => {
      const { known } = deriveCalendar(file(process), pack, knownAt)
      const votes = known.filter((one) => one.code === 'election_day')
      return {
        expected: votes.map((vote) => shown(shift(vote.from, parsed, zone))),
        found: known.filter((one) => one.code === code).map((one) => shown(one.from - ends)),
      }
    })
    expect(pairs.some(({ expected, found }) => found.some((one) => expected.includes(one)))).toBe(true)
  })

  test('a proposal is derived throughout and says what is still to be entered', () => {
    const proposal = proposeCalendar(templates, 'general', '2030-08-18', pack)
    expect(new Set(proposal.milestones.map((one) => one.confidence))).toEqual(new Set(['derived']))
    expect(proposal.utc_offset).toBe('-04:00')
    expect(missingMilestones(templates, proposal)).toEqual([
      'roll_registration_close',
      'alliances_close',
      'national_count_due',
      'credentials',
    ])
    const calendar = deriveCalendar(proposal, pack, at('2030-08-18T10:00:00-04:00'))
    expect(phasesAt(calendar, ['BO'], at('2030-08-18T10:00:00-04:00')).windows[0]).toBe('polling')
    expect(calendar.spans.every((span) => span.confidence === 'derived')).toBe(true)
    expect(calendar.spans.map((span) => span.code)).not.toContain('repeat_voting')
  })

  test('a type without a template is refused', () => {
    expect(() => proposeCalendar(templates, 'coronation', '2030-08-18', pack)).toThrow('coronation')
  })

  test('an exercise is named by its day, as each language writes a day', () => {
    expect(exerciseCalendar(templates, pack, '2026-11-29')).toMatchObject({
      name: { es: 'Simulacro del 17 de enero de 2027', en: 'Exercise of 17 January 2027' },
      process: 'bo-exercise-2027-01-17',
    })
  })

  test('an exercise has its campaign open on the day it is made for, whatever the day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.nat(86_399_999), (days, ms) => {
        const today = Temporal.PlainDate.from('1990-01-01').add({ days })
        const exercise = exerciseCalendar(templates, pack, today.toString())
        const now = today.toZonedDateTime(pack.timeZone).epochMilliseconds + ms
        const calendar = deriveCalendar(exercise, pack, now)
        expect(phasesAt(calendar, ['BO'], now).phases).toContain('campaign')
        const vote = Temporal.PlainDate.from(exercise.versions[0]?.election_day ?? '')
        expect(vote.dayOfWeek).toBe(7)
        expect(exercise.type).toBe('exercise')
      }),
      { numRuns: 150 },
    )
  })

  test('an exercise can be made for another phase', () => {
    const exercise = exerciseCalendar(templates, pack, '2026-11-21', 'voting_operations')
    for (const hour of ['00:00:00', '23:59:59']) {
      const now = at(`2026-11-21T${hour}-04:00`)
      expect(phasesAt(deriveCalendar(exercise, pack, now), ['BO'], now).phases).toContain('voting_operations')
    }
    expect(() => exerciseCalendar(templates, pack, '2026-11-21', 'no_phase')).toThrow('no_phase')
  })
})

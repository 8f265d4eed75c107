import { beforeAll, describe, expect, test } from 'vitest'
import { calendarsAsKnown, type KnownCalendar, phaseAsKnown } from '#domain/backtest/calendar-as-known.ts'
import { parseInstant } from '#domain/time.ts'
import { readPack } from '#registry/read-pack.ts'

const at = (text: string) => parseInstant(`${text}T12:00:00-04:00`) ?? Number.NaN
const laPaz = ['BO02', 'BO']
let known: readonly KnownCalendar[]

beforeAll(async () => {
  const { pack, calendars } = await readPack('rules/bo')
  const files = ['bo-2020-general', 'bo-2021-subnational'].flatMap(
    (id) => calendars.find((one) => one.process === id) ?? [],
  )
  known = calendarsAsKnown(files, pack, 'backtest')
})

describe('several calendars as they were known', () => {
  test('changes come in order, and each says what both calendars said then', () => {
    const instants = known.map((one) => one.knownFrom)
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    const last = known.at(-1)?.calendar
    expect(last?.process).toBe('backtest')
    const votes =
      last?.spans.filter((span) => span.type === 'phase' && span.code === 'voting_operations') ?? []
    expect(
      votes.map((span) => span.to).every((to, index) => index === 0 || to >= (votes[index - 1]?.to ?? 0)),
    ).toBe(true)
    // one vote of 2020, two rounds of 2021
    expect(votes.length).toBeGreaterThanOrEqual(3)
  })

  test('the phase is the one known on the day: none before anything was known, voting in both elections, none long after', () => {
    expect(phaseAsKnown(known, laPaz, at('2019-01-01'))).toBe('none')
    expect(phaseAsKnown(known, laPaz, at('2020-10-17'))).toBe('voting_operations')
    expect(phaseAsKnown(known, laPaz, at('2021-03-06'))).toBe('voting_operations')
    expect(phaseAsKnown(known, laPaz, at('2022-01-10'))).toBe('none')
  })

  test('a vote that was later moved is in force until the move was known', () => {
    const before = known.filter((one) => one.knownFrom < at('2020-07-20'))
    expect(phaseAsKnown(before, laPaz, at('2020-09-05'))).toBe('voting_operations')
    expect(phaseAsKnown(known, laPaz, at('2020-09-05'))).not.toBe('voting_operations')
  })

  test('milestones are those of the election under way', () => {
    const day = (text: string) => {
      const { calendar } = known.findLast((one) => one.knownFrom <= at(text)) ?? {}
      const from = calendar?.milestones['election_day']?.from
      return from === undefined
        ? undefined
        : Temporal.Instant.fromEpochMilliseconds(from).toString().slice(0, 10)
    }
    expect(day('2020-10-01')).toBe('2020-10-18')
    expect(day('2021-03-01')).toBe('2021-03-07')
  })
})

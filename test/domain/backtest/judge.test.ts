import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alarmDays, baseRate, judge, type Outcome, outcomesAfter } from '#domain/backtest/judge.ts'

const outcome = (day: number, department = 'BO02', kind = 'other'): Outcome => ({
  day,
  department,
  size: 1,
  kind,
})
const settings = (changes = {}) => ({
  span: { from: 0, to: 100 },
  horizonDays: 14,
  cooldownDays: 30,
  departments: ['BO02', 'BO05'],
  ...changes,
})

describe('what follows an alarm', () => {
  const outcomes = [outcome(10), outcome(11), outcome(24), outcome(25), outcome(12, 'BO05')]

  test('strictly later days, within the horizon, in the same department', () => {
    expect(outcomesAfter(outcomes, 'BO02', 10, 14)).toEqual([1, 2])
    expect(outcomesAfter(outcomes, 'BO05', 11, 1)).toEqual([4])
    expect(outcomesAfter(outcomes, 'BO05', 12, 14)).toEqual([])
  })
})

describe('the cool-down', () => {
  test('a long episode is one alarm, and one more on the first day after the cool-down', () => {
    const days = Array.from({ length: 40 }, (_, index) => index + 1)
    expect(alarmDays(days, 0, 100, 30)).toEqual([1, 32])
  })

  test('days outside the judged span neither count nor silence', () => {
    expect(alarmDays([1, 5, 50], 2, 40, 30)).toEqual([5])
  })
})

describe('a table worked by hand', () => {
  // BO02: alarms on 1 (outcome on 4: lead 3) and 60 (nothing until 75: the outcome on 75 is 15 days away); BO05: alarm on 20 (lead 14).
  // 10 is inside the cool-down of 1. 90 is not judged: its horizon ends after the record.
  const onDays = new Map([
    ['BO02', [1, 10, 60, 90]],
    ['BO05', [20]],
  ])
  const outcomes = [outcome(4), outcome(34, 'BO05'), outcome(75), outcome(95)]
  const found = judge(onDays, outcomes, settings())

  test('hits, false alarms, found and missed', () => {
    expect(found.alarms).toEqual([
      { department: 'BO02', day: 1, leadDays: 3, outcomes: [0] },
      { department: 'BO05', day: 20, leadDays: 14, outcomes: [1] },
      { department: 'BO02', day: 60, leadDays: null, outcomes: [] },
    ])
    expect([found.hits, found.falseAlarms]).toEqual([2, 1])
    expect([found.found, found.missed]).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  test('shares with their counts, false alarms per department-week', () => {
    expect(found.precision).toMatchObject({ count: 2, of: 3 })
    expect(found.recall).toMatchObject({ count: 2, of: 4 })
    // days 0 to 86 of two departments
    expect(found.falsePerDepartmentWeek).toMatchObject({ count: 1, exposure: 24.857143 })
  })

  test('the base rate counts department-days', () => {
    // BO02: before 4 the days 0–3, before 75 the days 61–74, before 95 the days 81–86; BO05: the days 20–33
    expect(baseRate(outcomes, settings())).toMatchObject({ count: 4 + 14 + 6 + 14, of: 87 * 2 })
  })
})

describe('whatever the days and outcomes', () => {
  const days = fc
    .uniqueArray(fc.nat({ max: 120 }), { maxLength: 40 })
    .map((all) => all.toSorted((a, b) => a - b))
  const outcomesOf = fc.array(
    fc.record({ day: fc.nat({ max: 120 }), department: fc.constantFrom('BO02', 'BO05') }).map((one) => ({
      ...one,
      size: 1,
      kind: 'other',
    })),
    { maxLength: 12 },
  )

  test('counts add up; two alarms of a department are never within the cool-down; a longer horizon loses no hit of a judged alarm', () => {
    fc.assert(
      fc.property(
        days,
        days,
        outcomesOf,
        fc.integer({ min: 1, max: 20 }),
        (one, two, outcomes, horizonDays) => {
          const onDays = new Map([
            ['BO02', one],
            ['BO05', two],
          ])
          const found = judge(onDays, outcomes, settings({ horizonDays, cooldownDays: 7 }))
          expect(found.hits + found.falseAlarms).toBe(found.alarms.length)
          for (const alarms of Map.groupBy(found.alarms, (alarm) => alarm.department).values())
            for (const [index, alarm] of alarms.entries())
              expect(index === 0 || alarm.day - (alarms[index - 1]?.day ?? 0) > 7).toBe(true)
          for (const alarm of found.alarms) {
            expect(alarm.leadDays === null || (alarm.leadDays >= 1 && alarm.leadDays <= horizonDays)).toBe(
              true,
            )
            expect(
              outcomesAfter(outcomes, alarm.department, alarm.day, horizonDays + 5).length,
            ).toBeGreaterThanOrEqual(alarm.outcomes.length)
          }
          const inSpan = outcomes.filter(({ day }) => day <= 100).length
          expect(found.found.length + found.missed.length).toBe(inSpan)
        },
      ),
    )
  })
})

// The axis of a timeline, and the title that a back-test has when nobody gave it one.
import { expect, test } from 'vitest'
import { dayMs, dayOf } from '../../web/src/views/backtests/day.ts'
import { usualTitle } from '../../web/src/views/backtests/run-title.ts'
import { ticksOf } from '../../web/src/views/backtests/ticks.ts'

test.each([
  ['four months on a desk', '2026-08-01', '2026-11-30', 1100, ['ago', 'sept', 'oct', 'nov']],
  ['four months on a phone', '2026-08-01', '2026-11-30', 296, ['ago', 'sept', 'oct', 'nov']],
  ['three years on a phone', '2024-03-10', '2027-03-10', 296, ['ene 25', 'ene 26', 'ene 27']],
  ['five weeks on a phone', '2026-10-20', '2026-11-24', 296, ['20 oct', '3 nov', '17 nov']],
  ['a week', '2026-11-02', '2026-11-05', 400, ['2 nov', '3 nov', '4 nov']],
])(
  'the ticks of %s are on whole days or firsts of months, with no two alike',
  (_, from, to, wide, expected) => {
    const { days, label } = ticksOf(dayOf(from), dayOf(to), wide)
    const words = new Intl.DateTimeFormat('es', { timeZone: 'UTC', ...label })
    expect(days.map((day) => words.format(day * dayMs))).toEqual(expected)
    const apart =
      (wide / (dayOf(to) - dayOf(from))) * Math.min(...days.slice(1).map((day, at) => day - (days[at] ?? 0)))
    expect(apart).toBeGreaterThanOrEqual(60)
  },
)

test('a title of codes is taken apart; one that a person wrote stays', () => {
  expect(usualTitle('bo-2026 · candidate-threats v2 · 2026-08-01 – 2026-11-29', 'bo-2026')).toEqual({
    rules: [{ id: 'candidate-threats', version: '2' }],
    others: undefined,
    from: '2026-08-01',
    to: '2026-11-29',
    seed: undefined,
  })
  expect(usualTitle('p · a-b v1, c-d v12, e-f v3 +4 · 2026-08-01 – 2026-11-29 · seed 7', 'p')).toMatchObject({
    rules: [
      { id: 'a-b', version: '1' },
      { id: 'c-d', version: '12' },
      { id: 'e-f', version: '3' },
    ],
    others: '4',
    seed: '7',
  })
  // As runs were called before.
  expect(usualTitle('p 2026-08-01 – 2026-11-29', 'p')).toMatchObject({ rules: [], from: '2026-08-01' })
  for (const title of ['Umbral treinta', 'q · a-b v1 · 2026-08-01 – 2026-11-29', '2026-08-01 – 2026-11-29'])
    expect(usualTitle(title, 'p')).toBeUndefined()
})

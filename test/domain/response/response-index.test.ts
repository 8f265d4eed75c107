// The response index by hand and by law: bounded, never a bare share, moved the right way by what people do.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { actionStates } from '#domain/response/action.ts'
import { type IndexedAction, responseIndex } from '#domain/response/response-index.ts'
import { levelNames } from '#domain/rules/rule.ts'

const now = 100
const anAction = (changes: Partial<IndexedAction> = {}): IndexedAction => ({
  group: 'police',
  level: 'warning',
  state: 'issued',
  dueAt: 50,
  rating: null,
  evidence: 0,
  isHeld: false,
  isTaken: false,
  ...changes,
})

test('a case by hand: critical complete, warning half, watch without evidence, one to come, one held back, one taken', () => {
  const [row] = responseIndex(
    [
      anAction({ level: 'critical', state: 'rated', rating: 4, evidence: 1 }),
      anAction({ level: 'warning', state: 'rated', rating: 2, evidence: 2 }),
      anAction({ level: 'watch', state: 'rated', rating: 3, evidence: 0 }),
      anAction({ level: 'info' }),
      anAction({ dueAt: 150 }),
      anAction({ isHeld: true }),
      anAction({ isTaken: true, dueAt: null, state: 'taken' }),
    ],
    now,
  )
  // (4·1 + 3·0.5 + 2·0 + 1·0) / (4 + 3 + 2 + 1)
  expect(row).toMatchObject({ group: 'police', n: 4, index: 0.55, overdue: 1, overdueShare: 0.25 })
  expect(row).toMatchObject({ notYetDue: 1, notYetDueShare: 0.2, held: 1, taken: 1 })
  expect(row?.low).toBeLessThan(0.2)
  expect(row?.high).toBeGreaterThan(0.8)
})

test('nothing due: no index, and the interval is everything', () => {
  const [row] = responseIndex([anAction({ dueAt: 150 })], now)
  expect(row).toMatchObject({ n: 0, index: null, low: 0, high: 1, overdueShare: null, notYetDueShare: 1 })
})

const action: fc.Arbitrary<IndexedAction> = fc.record({
  group: fc.constantFrom('a', 'b', 'c'),
  level: fc.constantFrom(...levelNames),
  state: fc.constantFrom(...actionStates),
  dueAt: fc.option(fc.integer({ min: 0, max: 200 }), { nil: null }),
  rating: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
  evidence: fc.integer({ min: 0, max: 2 }),
  isHeld: fc.boolean(),
  isTaken: fc.boolean(),
})

test('the index lies in its interval, between 0 and 1; every measure is counted in one group', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const rows = responseIndex(actions, now)
      expect(rows.map(({ group }) => group)).toEqual(
        [...new Set(actions.map(({ group }) => group))].toSorted(),
      )
      for (const row of rows) {
        if (row.index === null) continue
        expect(row.index).toBeGreaterThanOrEqual(row.low - 1e-6)
        expect(row.index).toBeLessThanOrEqual(row.high + 1e-6)
        expect(row.low).toBeGreaterThanOrEqual(0)
        expect(row.high).toBeLessThanOrEqual(1)
        expect(row.overdue).toBeLessThanOrEqual(row.n)
      }
    }),
  )
})

test('a better rating never lowers an index, a held-back measure never moves it', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 20 }), fc.nat(), (actions, pick) => {
      const of = (list: readonly IndexedAction[]) =>
        responseIndex(
          list.map((one) => ({ ...one, group: 'a' })),
          now,
        )[0]?.index ?? 0
      const at = pick % actions.length
      const better = actions.map((one, index) => (index === at ? { ...one, rating: 4, evidence: 1 } : one))
      expect(of(better)).toBeGreaterThanOrEqual(of(actions))
      expect(of([...actions, anAction({ isHeld: true, rating: 4, evidence: 1 })])).toBe(of(actions))
    }),
  )
})

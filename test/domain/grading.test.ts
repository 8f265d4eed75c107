// Grades → weight: products of the two tables, unknown grades as F and 6, six decimals.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { discountOf } from '#domain/grading.ts'
import { readPack } from '#registry/read-pack.ts'

const { grading } = (await readPack('rules/bo')).pack

test.each([
  ['A', 1, 1],
  ['B', 2, 0.64],
  ['C', 3, 0.36],
  ['E', 5, 0.04],
  ['F', 6, 0.25],
  ['B', undefined, 0.4],
  [undefined, 1, 0.5],
  [undefined, undefined, 0.25],
  ['?', 9, 0.25],
])('%s and %s weigh %d', (reliability, credibility, discount) => {
  expect(discountOf(grading, reliability, credibility)).toEqual({ discount, gradingVersion: '1' })
})

test('a weight is a whole number of millionths between 0.04 and 1', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
      fc.integer({ min: 1, max: 6 }),
      (letter, digit) => {
        const { discount } = discountOf(grading, letter, digit)
        expect(discount).toBeGreaterThanOrEqual(0.04)
        expect(discount).toBeLessThanOrEqual(1)
        expect(Number((discount * 1_000_000).toFixed(6)) % 1).toBe(0)
      },
    ),
  )
})

test('a table without its unknown grade is a fault of the pack', () => {
  expect(() => discountOf({ version: '1', reliability: {}, credibility: { 6: 0.5 } }, 'A', 1)).toThrow('F')
})

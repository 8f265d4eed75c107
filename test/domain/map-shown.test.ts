// What the map makes of a place: nothing is known where nobody reports, and a name stands within its shape or not at all.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Point, roomFor } from '../../web/src/views/map/label-room.ts'
import { fillOf, isUnknown } from '../../web/src/views/map/measure.ts'

type Row = NonNullable<Parameters<typeof fillOf>[0]>

const row = (level: Row['level'], coverage: Row['coverage']) => ({ level, coverage }) as Row

test.each([
  [null, 'unheard', { kind: 'no-data' }],
  [null, 'silent', { kind: 'no-data' }],
  [null, 'quiet', { kind: 'level', level: null }],
  [null, 'reporting', { kind: 'level', level: null }],
  // Whoever may not read signals is told of alerts alone.
  [null, null, { kind: 'level', level: null }],
  ['watch', 'unheard', { kind: 'level', level: 'watch' }],
  ['info', 'silent', { kind: 'level', level: 'info' }],
] as const)('on the map of levels, level %s with coverage %s', (level, coverage, fill) => {
  expect(fillOf(row(level, coverage), 'level', [])).toEqual(fill)
  expect(isUnknown(row(level, coverage))).toBe(fill.kind === 'no-data')
})

// A high narrow tower to the left, and a low wide hall to its right.
const house: readonly Point[] = [
  [0, 0],
  [20, 0],
  [20, 60],
  [100, 60],
  [100, 100],
  [0, 100],
]
const middle = { x: 38, y: 66 }

test('a name too wide for the middle of its shape moves to where it fits', () => {
  const spot = roomFor({ rings: [house], ...middle }, 90, 10)
  expect(spot?.y).toBeGreaterThanOrEqual(65)
  expect(spot?.x).toBeGreaterThanOrEqual(45)
  expect(spot?.x).toBeLessThanOrEqual(55)
  expect(roomFor({ rings: [house], ...middle }, 101, 10)).toBeUndefined()
  expect(roomFor({ rings: [house], ...middle }, 30, 50)).toBeUndefined()
})

test('wherever a name stands, its corners lie within the shape', () => {
  const isWithin = (x: number, y: number) =>
    x >= -1e-6 && x <= 100 + 1e-6 && y >= -1e-6 && y <= 100 + 1e-6 && (x <= 20 + 1e-6 || y >= 60 - 1e-6)
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.double({ min: 1, max: 99, noNaN: true }),
      (wide, high) => {
        const spot = roomFor({ rings: [house], ...middle }, wide, high)
        // It is looked for at so many heights, so the last three units may be missed.
        if (spot === undefined) return wide > 20 && high > 37
        return [-0.5, 0.5].every((dx) =>
          [-0.5, 0.5].every((dy) => isWithin(spot.x + dx * wide, spot.y + dy * high)),
        )
      },
    ),
  )
})

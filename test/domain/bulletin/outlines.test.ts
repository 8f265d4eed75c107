// Outlines become paths inside the drawing, with north up and every label inside its shape's box.
import { expect, test } from 'vitest'
import { drawOutlines } from '#domain/bulletin/outlines.ts'
import type { Boundaries } from '#domain/pack/boundaries-shape.ts'

/** Two squares side by side that share an edge: arc 0 between them, 1 around the left one, 2 around the right one. */
const squares: Boundaries = {
  type: 'Topology',
  source: 'test',
  transform: { scale: [1, 1], translate: [-65, -20] },
  objects: {
    places: {
      type: 'GeometryCollection',
      geometries: [
        { type: 'Polygon', id: 'WEST', arcs: [[0, 1]] },
        { type: 'MultiPolygon', id: 'EAST', arcs: [[[-1, 2]]] },
      ],
    },
  },
  arcs: [
    [
      [2, 0],
      [0, 2],
    ],
    [
      [2, 2],
      [-2, 0],
      [0, -2],
      [2, 0],
    ],
    [
      [2, 0],
      [2, 0],
      [0, 2],
      [-2, 0],
    ],
  ],
}

const pointsOf = (path: string) =>
  [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)

test('inside the drawing, west at the left, each label inside its own shape', () => {
  const drawn = drawOutlines([squares], new Set(['WEST', 'EAST']), 200, 100)
  expect(drawn.map(({ code }) => code)).toEqual(['WEST', 'EAST'])
  for (const one of drawn) {
    const points = pointsOf(one.path)
    expect(points.length).toBeGreaterThanOrEqual(4)
    const xs = points.map(([x]) => x)
    const ys = points.map(([, y]) => y)
    expect(Math.min(...xs, ...ys)).toBeGreaterThanOrEqual(0)
    expect([Math.max(...xs) <= 200, Math.max(...ys) <= 100]).toEqual([true, true])
    expect(one.x > Math.min(...xs) && one.x < Math.max(...xs)).toBe(true)
    expect(one.y > Math.min(...ys) && one.y < Math.max(...ys)).toBe(true)
  }
  const [west, east] = drawn
  expect(west?.x).toBeLessThan(east?.x ?? 0)
})

test('only wanted places, and nothing where the pack has none of them', () => {
  expect(drawOutlines([squares], new Set(['EAST']), 100, 100)).toHaveLength(1)
  expect(drawOutlines([squares], new Set(['NORTH']), 100, 100)).toEqual([])
})

test('north is up', () => {
  const north = structuredClone(squares)
  const higher = {
    ...north,
    transform: { scale: [1, 1] as [number, number], translate: [-65, -10] as [number, number] },
  }
  higher.objects.places.geometries = higher.objects.places.geometries
    .filter(({ id }) => id === 'WEST')
    .map((one) => ({ ...one, id: 'NORTH' }))
  const drawn = drawOutlines([squares, higher], new Set(['WEST', 'NORTH']), 100, 100)
  const yOf = (code: string) => drawn.find((one) => one.code === code)?.y ?? Number.NaN
  expect(yOf('NORTH')).toBeLessThan(yOf('WEST'))
})

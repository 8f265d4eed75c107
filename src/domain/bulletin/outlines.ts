// Outlines of a country pack (TopoJSON) as paths of one drawing: Mercator, as large as the drawing allows.
import type { Boundaries } from '../pack/boundaries-shape.ts'

type Point = readonly [number, number]

export interface Outline {
  readonly code: string
  /** For the attribute `d` of a path. */
  readonly path: string
  readonly x: number
  readonly y: number
}

const edge = 6

/** Of the wanted places, in the order of the files. */
export function drawOutlines(
  boundaries: readonly Boundaries[],
  wanted: ReadonlySet<string>,
  width: number,
  height: number,
): readonly Outline[] {
  const shapes = boundaries.flatMap((one) => {
    const arcs = one.arcs.map((arc) => unpack(arc, one.transform))
    return one.objects.places.geometries
      .filter(({ id }) => wanted.has(id))
      .map((geometry) => ({
        code: geometry.id,
        rings: (geometry.type === 'Polygon' ? geometry.arcs : geometry.arcs.flat()).map((ring) =>
          ringOf(ring, arcs),
        ),
      }))
  })
  const place = fit(
    shapes.flatMap(({ rings }) => rings.flat()),
    width,
    height,
  )
  return shapes.map(({ code, rings }) =>
    outlineOf(
      code,
      rings.map((ring) => ring.map(place)),
    ),
  )
}

/** Deltas of whole numbers → Mercator, north upwards. */
function unpack(arc: readonly Point[], { scale, translate }: Boundaries['transform']): Point[] {
  let [x, y] = [0, 0]
  return arc.map(([dx, dy]) => {
    x += dx
    y += dy
    const longitude = (x * scale[0] + translate[0]) * (Math.PI / 180)
    const latitude = (y * scale[1] + translate[1]) * (Math.PI / 180)
    return [longitude, -Math.log(Math.tan(Math.PI / 4 + latitude / 2))]
  })
}

/** −1 − n is arc n walked backwards; the last point of an arc is the first of the next. */
function ringOf(ring: readonly number[], arcs: readonly (readonly Point[])[]): Point[] {
  return ring.flatMap((index, position) => {
    const arc = index < 0 ? (arcs[-1 - index] ?? []).toReversed() : (arcs[index] ?? [])
    return position === 0 ? arc : arc.slice(1)
  })
}

function fit(points: readonly Point[], width: number, height: number): (point: Point) => Point {
  const [left, right] = ends(points.map(([x]) => x))
  const [top, bottom] = ends(points.map(([, y]) => y))
  const scale = Math.min(
    (width - 2 * edge) / Math.max(right - left, 1e-9),
    (height - 2 * edge) / Math.max(bottom - top, 1e-9),
  )
  const [aside, above] = [(width - (right - left) * scale) / 2, (height - (bottom - top) * scale) / 2]
  return ([x, y]) => [aside + (x - left) * scale, above + (y - top) * scale]
}

function ends(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([least, most], one) => [Math.min(least, one), Math.max(most, one)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
}

const tenth = (value: number) => Math.round(value * 10) / 10

/** The label stands in the middle of the largest ring. */
function outlineOf(code: string, rings: readonly (readonly Point[])[]): Outline {
  const path = rings.map((ring) => `M${ring.map(([x, y]) => `${tenth(x)},${tenth(y)}`).join('L')}Z`).join('')
  const largest = rings.toSorted((a, b) => Math.abs(areaOf(b)) - Math.abs(areaOf(a)))[0] ?? []
  const [x, y] = centreOf(largest)
  return { code, path, x: tenth(x), y: tenth(y) }
}

const pairs = (ring: readonly Point[]) =>
  ring.map((one, index) => [one, ring[(index + 1) % ring.length] ?? one] as const)

function areaOf(ring: readonly Point[]): number {
  return pairs(ring).reduce((sum, [[ax, ay], [bx, by]]) => sum + (ax * by - bx * ay) / 2, 0)
}

function centreOf(ring: readonly Point[]): Point {
  const area = areaOf(ring)
  if (area === 0) return ring[0] ?? [0, 0]
  const [x, y] = pairs(ring).reduce<Point>(
    ([sumX, sumY], [[ax, ay], [bx, by]]) => {
      const cross = ax * by - bx * ay
      return [sumX + (ax + bx) * cross, sumY + (ay + by) * cross]
    },
    [0, 0],
  )
  return [x / (6 * area), y / (6 * area)]
}

// Outlines of the places as paths of one drawing: asked for once per tab, projected to its size.
import { type GeoPermissibleObjects, geoMercator, geoPath } from 'd3-geo'
import { useEffect, useState } from 'react'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import type { Api } from '../../api.ts'
import type { Answers } from '../../api-schema.ts'
import type { Point } from './label-room.ts'

type Outlines = Answers['GET /v1/places/geometry']

export interface Shape {
  readonly code: string
  readonly path: string
  /** The lines that the path draws. */
  readonly rings: readonly (readonly Point[])[]
  readonly x: number
  readonly y: number
  /** Square units of the drawing. */
  readonly area: number
}

let kept: Outlines | undefined

/** undefined while it is on its way; null when it did not come. */
export function useOutlines(api: Api): Outlines | undefined | null {
  const [outlines, setOutlines] = useState<Outlines | undefined | null>(kept)
  useEffect(() => {
    if (kept !== undefined) return undefined
    const gone = new AbortController()
    async function ask(): Promise<void> {
      try {
        kept = await api.get<Outlines>('/v1/places/geometry', gone.signal)
        setOutlines(kept)
      } catch {
        if (!gone.signal.aborted) setOutlines(null)
      }
    }
    void ask()
    return () => gone.abort()
  }, [api])
  return outlines
}

/** The shapes of these places, as large as the drawing allows. */
export function drawShapes(
  outlines: Outlines,
  codes: ReadonlySet<string>,
  width: number,
  height: number,
): readonly Shape[] {
  const features = outlines.items.flatMap((item) => {
    const topology = item as unknown as Topology<{ places: GeometryCollection }>
    return feature(topology, topology.objects.places).features
  })
  const wanted = features.filter(({ id }) => codes.has(String(id)))
  if (wanted.length === 0) return []
  const all: GeoPermissibleObjects = { type: 'FeatureCollection', features: wanted }
  const edge = 6
  const projection = geoMercator().fitExtent(
    [
      [edge, edge],
      [width - edge, height - edge],
    ],
    all,
  )
  const path = geoPath(projection).digits(1)
  return wanted.map((one) => {
    const [x, y] = path.centroid(one)
    const rings: Point[][] = []
    geoPath(projection, penFor(rings))(one)
    return { code: String(one.id), path: path(one) ?? '', rings, x, y, area: path.area(one) }
  })
}

/** Draws nothing, and keeps the points of each line. */
function penFor(rings: Point[][]) {
  return {
    beginPath: () => undefined,
    moveTo: (x: number, y: number) => void rings.push([[x, y]]),
    lineTo: (x: number, y: number) => void rings.at(-1)?.push([x, y]),
    // Of points only, which a territory is not.
    arc: () => undefined,
    closePath: () => undefined,
  }
}

/** The nearest shape in the direction of an arrow key. */
export function neighbour(shapes: readonly Shape[], from: Shape, key: string): Shape | undefined {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
  }
  const step = steps[key]
  if (step === undefined) return undefined
  const [dx, dy] = step
  const ranked = shapes.flatMap((one) => {
    const along = (one.x - from.x) * dx + (one.y - from.y) * dy
    const aside = Math.abs((one.x - from.x) * dy) + Math.abs((one.y - from.y) * dx)
    return along > 0 && aside <= along * 2 ? [{ one, away: along + aside * 2 }] : []
  })
  return ranked.toSorted((a, b) => a.away - b.away)[0]?.one
}

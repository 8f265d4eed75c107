// Outlines of places as a TopoJSON file of the pack: neighbours share their arcs, each geometry's id is the code of a place.
import { z } from 'zod'
import type { Language } from '../text.ts'
import { text } from './basic-shapes.ts'

const pair = z.tuple([z.number(), z.number()])
/** Numbers of arcs in order; −1 − n is arc n walked backwards. */
const ring = z.array(z.number().int()).min(1)

export const boundariesFile = z.strictObject({
  type: z.literal('Topology'),
  source: z
    .union([z.string().min(1), text])
    .describe(
      'Where the outlines come from and under which terms; one text for all languages, or one for each',
    ),
  transform: z.strictObject({ scale: pair, translate: pair }),
  objects: z.strictObject({
    places: z.strictObject({
      type: z.literal('GeometryCollection'),
      geometries: z.array(
        z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('Polygon'), id: z.string(), arcs: z.array(ring).min(1) }),
          z.strictObject({
            type: z.literal('MultiPolygon'),
            id: z.string(),
            arcs: z.array(z.array(ring).min(1)).min(1),
          }),
        ]),
      ),
    }),
  }),
  arcs: z.array(z.array(pair).min(2)),
})

export type Boundaries = z.infer<typeof boundariesFile>

export function creditOf({ source }: Pick<Boundaries, 'source'>, language: Language): string {
  return typeof source === 'string' ? source : source[language]
}

/** Arcs of a geometry that the file does not have. */
export function missingArcs(boundaries: Boundaries): { readonly geometry: number; readonly arc: number }[] {
  return boundaries.objects.places.geometries.flatMap(({ arcs }, geometry) =>
    arcs
      .flat(2)
      .map((arc) => (arc < 0 ? -1 - arc : arc))
      .filter((arc) => boundaries.arcs[arc] === undefined)
      .map((arc) => ({ geometry, arc })),
  )
}

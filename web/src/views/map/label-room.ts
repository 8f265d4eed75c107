// Where the name of a place fits into its shape: as near to its middle as it can stand without running over the border.
export type Point = readonly [x: number, y: number]

export interface Spot {
  readonly x: number
  /** Of the middle of the text. */
  readonly y: number
}

// So many heights are tried between the top and the bottom of a shape.
const heights = 24

/** undefined: so large a text fits nowhere. The rings are those of the outline, in the units of the drawing. */
export function roomFor(
  { rings, x, y }: { readonly rings: readonly (readonly Point[])[] } & Spot,
  width: number,
  height: number,
): Spot | undefined {
  const ys = rings.flatMap((ring) => ring.map(([, at]) => at))
  const top = ys.reduce((least, at) => Math.min(least, at), Infinity) + height / 2
  const bottom = ys.reduce((most, at) => Math.max(most, at), -Infinity) - height / 2
  if (bottom < top) return undefined
  const between = Array.from({ length: heights }, (_, step) => top + ((bottom - top) * step) / (heights - 1))
  const spots = [y, ...between].flatMap((at) => {
    const rows = [at - height / 2, at, at + height / 2].map((row) => insideAt(rings, row))
    return common(rows)
      .filter(([from, to]) => to - from >= width)
      .map(([from, to]) => ({ x: Math.min(Math.max(x, from + width / 2), to - width / 2), y: at }))
  })
  const away = (one: Spot) => Math.hypot(one.x - x, one.y - y)
  return spots.toSorted((a, b) => away(a) - away(b))[0]
}

type Stretch = readonly [from: number, to: number]

/** The stretches of a horizontal line that lie within the outline: between every odd crossing and the next. */
function insideAt(rings: readonly (readonly Point[])[], y: number): readonly Stretch[] {
  const crossings = rings
    .flatMap((ring) =>
      ring.flatMap(([x1, y1], index) => {
        const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1]
        return y1 > y === y2 > y ? [] : [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)]
      }),
    )
    .toSorted((a, b) => a - b)
  return crossings.flatMap((from, index) => {
    const to = crossings[index + 1]
    return index % 2 === 1 || to === undefined ? [] : [[from, to] as const]
  })
}

/** What lies within a stretch of every row. */
function common(rows: readonly (readonly Stretch[])[]): readonly Stretch[] {
  return rows.reduce((before, row) =>
    before.flatMap(([from, to]) =>
      row.flatMap(([start, end]) => {
        const shared = [Math.max(from, start), Math.min(to, end)] as const
        return shared[0] < shared[1] ? [shared] : []
      }),
    ),
  )
}

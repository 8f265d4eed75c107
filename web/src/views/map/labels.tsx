// The names on the map, and what each place has: never below the size that a person reads, never over a border that does not have to be crossed.
import type { PlaceSituation } from '../../api-types.ts'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useSpeech } from '../../texts/texts.tsx'
import { roomFor } from './label-room.ts'
import type { LabelSize } from './label-size.ts'
import { type Measure, numberOf } from './measure.ts'
import type { Shape } from './shapes.ts'

// What does not fit is tried smaller, but not below this.
const leastPixels = 11
const smaller = 0.85
// Of the height of the letters, from one line to the next, and of a line without the room above and below it.
const lineHeight = 1.25
const inkHeight = 0.75
// A name may touch the border on either side by a letter's edge: its light rim keeps it legible.
const inside = 0.9
// Square units of the drawing. The level of a shape as large as this is always written out: its colour is not to stand alone.
const levelledFrom = 1_200

interface Props {
  readonly shapes: readonly Shape[]
  readonly rows: ReadonlyMap<string, PlaceSituation>
  readonly measure: Measure
  readonly size: LabelSize
}

export function Labels({ shapes, rows, measure, size }: Props) {
  const { labels } = useSession()
  const valueOf = useLabelValue(measure)
  return shapes.map((shape) => {
    const label = labelOf(shape, labels.place(shape.code), valueOf(rows.get(shape.code)), measure, size)
    return label === undefined ? null : <Label key={shape.code} label={label} />
  })
}

interface Placed {
  readonly x: number
  /** Of the first line. */
  readonly y: number
  readonly lines: readonly string[]
  /** The last line is a value, not a name. */
  readonly hasValue: boolean
  readonly units: number
}

function labelOf(
  shape: Shape,
  name: string,
  value: string,
  measure: Measure,
  size: LabelSize,
): Placed | undefined {
  const both = value === '' ? [name] : [name, value]
  const isLevelled = measure === 'level' && value !== '' && shape.area >= levelledFrom
  const tries = value === '' || measure === 'level' ? [both] : [both, [value]]
  const less = Math.max(leastPixels, size.pixels * smaller)
  const sizes = isLevelled ? [size.pixels, less] : [size.pixels, less, leastPixels]
  for (const lines of tries) {
    for (const pixels of sizes) {
      const units = pixels * size.perPixel
      const width = Math.max(...lines.map(size.widthOf)) * units * inside
      const height = (inkHeight + (lines.length - 1) * lineHeight) * units
      const spot = width * height > shape.area ? undefined : roomFor(shape, width, height)
      if (spot !== undefined) return { ...onLines(spot, lines, units), hasValue: value !== '' }
    }
  }
  if (!isLevelled) return undefined
  return { ...onLines(shape, both, less * size.perPixel), hasValue: true }
}

/** A text stands on its line: the first one so that the middle of all lines is that of the spot. */
function onLines(
  { x, y }: { readonly x: number; readonly y: number },
  lines: readonly string[],
  units: number,
) {
  return { x, y: y + (units * (inkHeight - (lines.length - 1) * lineHeight)) / 2, lines, units }
}

function Label({ label: { x, y, lines, hasValue, units } }: { readonly label: Placed }) {
  return (
    <text x={x} y={y} fontSize={units} className="map-label" aria-hidden="true">
      {lines.map((line, index) => (
        <tspan
          key={line}
          x={x}
          dy={index === 0 ? 0 : units * lineHeight}
          className={hasValue && index === lines.length - 1 ? 'map-value' : undefined}
        >
          {line}
        </tspan>
      ))}
    </text>
  )
}

/** What stands below the name; nothing where the hatching says that there is no data. */
function useLabelValue(measure: Measure): (row: PlaceSituation | undefined) => string {
  const { texts } = useSpeech()
  const { format } = useSession()
  return (row) => {
    if (row === undefined || measure === 'coverage') return ''
    if (measure === 'level') return row.level === null ? '' : wordFor(texts.codes.level, row.level)
    const value = numberOf(row, measure)
    return value === undefined ? '' : format.number(value)
  }
}

// The map itself: every place a shape that Tab and arrows reach, with its name and value spoken, and the legend of its classes.
import { type KeyboardEvent, useMemo, useRef } from 'react'
import type { PlaceSituation } from '../../api-types.ts'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { useLabelSize } from './label-size.ts'
import { Labels } from './labels.tsx'
import { classOf, fillOf, isUnknown, type Measure, numberOf, type Shade, shadesOf } from './measure.ts'
import { drawShapes, neighbour, type Shape, useOutlines } from './shapes.ts'
import { mapTexts } from './texts.ts'
import './map.css'

const width = 480
const height = 500

interface Props {
  readonly rows: readonly PlaceSituation[]
  readonly measure: Measure
  readonly selected?: string | undefined
  readonly onSelect?: ((code: string | undefined) => void) | undefined
}

export function MapFigure({ rows, measure, selected, onSelect }: Props) {
  const words = useTexts(mapTexts)
  const { language, texts } = useSpeech()
  const { api } = useSession()
  const outlines = useOutlines(api)
  const codes = useMemo(() => new Set(rows.map(({ place }) => place)), [rows])
  const shapes = useMemo(
    () => (outlines === undefined || outlines === null ? [] : drawShapes(outlines, codes, width, height)),
    [outlines, codes],
  )
  const shades = shadesOf(rows.flatMap((row) => numberOf(row, measure) ?? []))
  if (outlines === undefined)
    return (
      <p className="map-waiting soft loading" role="status">
        {texts.state.loading}
      </p>
    )
  if (shapes.length === 0) return <p className="soft">{words.noGeometry}</p>
  const sources =
    outlines?.items.map(({ source }) => (typeof source === 'string' ? source : source[language])) ?? []
  return (
    <figure className="map">
      <Drawing
        shapes={shapes}
        rows={rows}
        measure={measure}
        shades={shades}
        selected={selected}
        onSelect={onSelect}
      />
      <figcaption>
        <Legend measure={measure} shades={shades} rows={rows} />
        <NotDrawn rows={rows} shapes={shapes} measure={measure} />
        {onSelect !== undefined && (
          <p className="soft small map-note">
            {words.geometrySource}: {sources.join('; ')}
          </p>
        )}
      </figcaption>
    </figure>
  )
}

interface DrawingProps extends Props {
  readonly shapes: readonly Shape[]
  readonly shades: readonly Shade[]
}

function Drawing({ shapes, rows, measure, shades, selected, onSelect }: DrawingProps) {
  const words = useTexts(mapTexts)
  const drawing = useRef<SVGSVGElement>(null)
  const size = useLabelSize(drawing, width, height)
  const { labels } = useSession()
  const valueOf = useValue(measure)
  const byCode = new Map(rows.map((row) => [row.place, row]))
  function onKey(event: KeyboardEvent, shape: Shape): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect?.(shape.code === selected ? undefined : shape.code)
      return
    }
    const next = neighbour(shapes, shape, event.key)
    if (next === undefined) return
    event.preventDefault()
    drawing.current?.querySelector<SVGGElement>(`[data-place="${CSS.escape(next.code)}"]`)?.focus()
  }
  return (
    <svg ref={drawing} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={words.map}>
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="hatch-ground" />
          <path d="M0 0V6" className="hatch-line" />
        </pattern>
      </defs>
      {shapes.map((shape) => {
        const row = byCode.get(shape.code)
        const name = `${labels.place(shape.code)}: ${valueOf(row)}`
        const acts =
          onSelect === undefined
            ? { role: 'img' }
            : {
                role: 'button',
                tabIndex: 0,
                'aria-pressed': shape.code === selected,
                onClick: () => onSelect(shape.code === selected ? undefined : shape.code),
                onKeyDown: (event: KeyboardEvent) => onKey(event, shape),
              }
        return (
          <g key={shape.code} className="map-place" data-place={shape.code} aria-label={name} {...acts}>
            <title>{name}</title>
            <path d={shape.path} className={classOf(fillOf(row, measure, shades))} />
          </g>
        )
      })}
      {size !== undefined && <Labels shapes={shapes} rows={byCode} measure={measure} size={size} />}
    </svg>
  )
}

/** What is said of a place after its name: «Alta», «9 señales», «sin datos». */
function useValue(measure: Measure): (row: PlaceSituation | undefined) => string {
  const words = useTexts(mapTexts)
  const { texts } = useSpeech()
  const { format } = useSession()
  return (row) => {
    if (row === undefined) return words.noData
    if (measure === 'level') {
      if (isUnknown(row)) return words.noDataLevel
      return row.level === null ? words.noLevel : wordFor(texts.codes.level, row.level)
    }
    if (measure === 'coverage') return row.coverage === null ? words.noRight : words.coverages[row.coverage]
    const value = numberOf(row, measure)
    if (value === undefined) return row.signals === null ? words.noRight : words.noData
    return measure === 'signals' ? words.signalCount(value) : words.perSource(format.number(value))
  }
}

/** Votes abroad have no shape: what the map cannot show is said below it. */
function NotDrawn({ rows, shapes, measure }: Pick<DrawingProps, 'rows' | 'shapes' | 'measure'>) {
  const words = useTexts(mapTexts)
  const { labels, format } = useSession()
  const valueOf = useValue(measure)
  const drawn = new Set(shapes.map(({ code }) => code))
  const missing = rows.filter(({ place }) => !drawn.has(place))
  if (missing.length === 0) return null
  const told = missing.map((row) => `${labels.place(row.place)} (${valueOf(row)})`)
  return (
    <p className="soft small map-note">
      {words.notDrawn}: {format.list(told)}
    </p>
  )
}

function Legend({
  measure,
  shades,
  rows,
}: {
  readonly measure: Measure
  readonly shades: readonly Shade[]
  readonly rows: readonly PlaceSituation[]
}) {
  const words = useTexts(mapTexts)
  const { texts } = useSpeech()
  const { format } = useSession()
  const hasGap = rows.some((row) => fillOf(row, measure, shades).kind === 'no-data')
  const noData = { fill: 'fill-no-data', text: measure === 'level' ? words.noDataLevel : words.noData }
  const entries =
    measure === 'level'
      ? [
          { fill: 'fill-level-none', text: words.noLevel },
          ...(['info', 'watch', 'warning', 'critical'] as const).map((level) => ({
            fill: `fill-level-${level}`,
            text: wordFor(texts.codes.level, level),
          })),
        ]
      : measure === 'coverage'
        ? (['reporting', 'quiet', 'silent', 'unheard'] as const).map((one) => ({
            fill: `fill-coverage-${one}`,
            text: words.coverages[one],
          }))
        : shades.map((one) => ({
            fill: `fill-shade-${one.shade}`,
            text:
              one.shade === 0 ? words.zero : words.between(format.number(one.from), format.number(one.to)),
          }))
  return (
    <ul className="legend" aria-label={words.legend}>
      {[...entries, ...(hasGap ? [noData] : [])].map(({ fill, text }) => (
        <li key={text}>
          <svg viewBox="0 0 20 14" aria-hidden="true" className="legend-mark">
            <rect x="0.5" y="0.5" width="19" height="13" className={fill} />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  )
}

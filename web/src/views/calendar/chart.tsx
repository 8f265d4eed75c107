// The chart of the calendar: phases and windows as bands, milestones, signals and alerts as marks; moved and zoomed by buttons, keys and wheel.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useNow } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { BandName, BandOf } from './bands.tsx'
import { type Lane, moved, type Period, percent, roomFor, ticksOf, zoomed } from './lanes.ts'
import { Marks } from './marks.tsx'
import { calendarTexts } from './texts.ts'

const laneHeight = 34
const axisHeight = 36

interface Props {
  readonly lanes: readonly Lane[]
  readonly period: Period
  readonly onPeriod: (period: Period | undefined) => void
}

export function CalendarChart({ lanes, period, onPeriod }: Props) {
  const words = useTexts(calendarTexts)
  const chart = useRef<SVGSVGElement>(null)
  const height = axisHeight + lanes.length * laneHeight
  const rows = lanes.map((lane, index) => ({ lane, top: axisHeight + index * laneHeight }))
  const width = useWidth(chart)
  useWheel(chart, period, onPeriod)
  function onKey(event: KeyboardEvent): void {
    const next = periodAfter(event.key, period)
    if (next === null) return
    event.preventDefault()
    onPeriod(next)
  }
  return (
    <>
      <Controls period={period} onPeriod={onPeriod} />
      <section className="calendar-chart" aria-label={words.chart}>
        <svg
          ref={chart}
          width="100%"
          height={height}
          role="application"
          tabIndex={0}
          aria-label={`${words.chart}. ${words.keys}`}
          onKeyDown={onKey}
        >
          <Axis period={period} height={height} width={width} />
          {rows.map(({ lane, top }) =>
            'band' in lane ? (
              <g key={lane.key} className={`lane-${lane.kind}`}>
                <BandOf band={lane.band} period={period} width={width} top={top} />
              </g>
            ) : null,
          )}
          <Today period={period} height={height} />
          {/* Above the line of today, which is not to run through any word. */}
          {rows.map(({ lane, top }) =>
            'band' in lane ? (
              <BandName key={lane.key} band={lane.band} period={period} width={width} top={top} />
            ) : (
              <g key={lane.key} className={`lane-${lane.kind}`}>
                <Marks lane={lane} period={period} width={width} top={top} onPeriod={onPeriod} />
              </g>
            ),
          )}
        </svg>
        <Legend />
      </section>
    </>
  )
}

/** null: the key means nothing here; undefined: show all. */
function periodAfter(key: string, period: Period): Period | undefined | null {
  if (key === '+' || key === '=') return zoomed(period, 0.6)
  if (key === '-') return zoomed(period, 1 / 0.6)
  if (key === 'ArrowLeft') return moved(period, -0.25)
  if (key === 'ArrowRight') return moved(period, 0.25)
  return key === '0' ? undefined : null
}

/** Only with Ctrl, so that the page still scrolls under the pointer. */
function useWheel(
  chart: { readonly current: SVGSVGElement | null },
  period: Period,
  onPeriod: Props['onPeriod'],
): void {
  useEffect(() => {
    const svg = chart.current
    if (svg === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return
      event.preventDefault()
      const box = svg.getBoundingClientRect()
      const around = period.from + ((event.clientX - box.left) / box.width) * (period.to - period.from)
      onPeriod(zoomed(period, event.deltaY < 0 ? 0.8 : 1.25, around))
    }
    svg.addEventListener('wheel', onWheel, { passive: false })
    return () => svg.removeEventListener('wheel', onWheel)
  }, [chart, period, onPeriod])
}

function Controls({ period, onPeriod }: Pick<Props, 'period' | 'onPeriod'>) {
  const words = useTexts(calendarTexts)
  return (
    <p className="calendar-controls no-print">
      <button type="button" onClick={() => onPeriod(moved(period, -0.25))}>
        ← {words.earlier}
      </button>
      <button type="button" onClick={() => onPeriod(moved(period, 0.25))}>
        {words.later} →
      </button>
      <button type="button" onClick={() => onPeriod(zoomed(period, 0.6))}>
        {words.zoomIn}
      </button>
      <button type="button" onClick={() => onPeriod(zoomed(period, 1 / 0.6))}>
        {words.zoomOut}
      </button>
      <button type="button" onClick={() => onPeriod(undefined)}>
        {words.all}
      </button>
    </p>
  )
}

// px: what the name of a tick needs, and how many ticks there are at most, however wide the chart.
const tickWidth = 76
const mostTicks = 6

function Axis({
  period,
  height,
  width,
}: {
  readonly period: Period
  readonly height: number
  readonly width: number
}) {
  const { locale } = useSession().format
  const named = {
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
    month: new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }),
    year: new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone: 'UTC' }),
  }
  const ticks = ticksOf(period, Math.max(1, Math.min(mostTicks, Math.floor(width / tickWidth))))
  return (
    <g className="calendar-axis" aria-hidden="true">
      {ticks.map(({ at, unit }) => {
        const name = named[unit].format(new Date(at))
        return (
          <g key={at}>
            <line x1={percent(at, period)} x2={percent(at, period)} y1={axisHeight} y2={height} />
            {roomFor(name, at, undefined, period, width) >= 0 && (
              <text x={percent(at, period)} y={12}>
                {name}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}

function Today({ period, height }: { readonly period: Period; readonly height: number }) {
  const words = useTexts(calendarTexts)
  const now = useNow()
  if (now < period.from || now > period.to) return null
  return (
    <g className="calendar-today">
      <line x1={percent(now, period)} x2={percent(now, period)} y1={axisHeight - 4} y2={height} />
      <text x={percent(now, period)} y={axisHeight - 8} textAnchor="middle">
        {words.today}
      </text>
    </g>
  )
}

function Legend() {
  const words = useTexts(calendarTexts)
  return (
    <p className="calendar-legend soft small">
      <span>
        <span className="swatch swatch-phase" aria-hidden="true" /> {words.phases}
      </span>
      <span>
        <span className="swatch swatch-window" aria-hidden="true" /> {words.windows}
      </span>
    </p>
  )
}

// px: the chart on the narrowest phone, until it has been measured.
const leastWidth = 270

/** Of the chart in px, so that words and marks take the room that there is. */
function useWidth(chart: { readonly current: SVGSVGElement | null }): number {
  const [width, setWidth] = useState(leastWidth)
  useLayoutEffect(() => {
    const svg = chart.current
    if (svg === null) return undefined
    const measure = (): void => setWidth(Math.max(1, svg.getBoundingClientRect().width))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(svg)
    return () => observer.disconnect()
  }, [chart])
  return width
}

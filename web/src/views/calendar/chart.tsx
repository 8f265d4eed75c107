// The chart of the calendar: phases and windows as bands, milestones, signals and alerts as marks; moved and zoomed by buttons, keys and wheel.
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useNow } from '../../live.ts'
import { goTo } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { across, type Band, type Lane, moved, overlaps, type Period, ticksOf, zoomed } from './lanes.ts'
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
  const now = useNow()
  const chart = useRef<SVGSVGElement>(null)
  const height = axisHeight + lanes.length * laneHeight
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
          <Axis period={period} height={height} />
          {lanes.map((lane, index) => (
            <g key={lane.key} className={`lane-${lane.kind}`}>
              {'band' in lane ? (
                <BandOf band={lane.band} period={period} top={axisHeight + index * laneHeight} />
              ) : (
                <Marks lane={lane} period={period} top={axisHeight + index * laneHeight} />
              )}
            </g>
          ))}
          {now >= period.from && now <= period.to && (
            <g className="calendar-today">
              <line x1={percent(now, period)} x2={percent(now, period)} y1={axisHeight - 4} y2={height} />
              <text x={percent(now, period)} y={axisHeight - 8} textAnchor="middle">
                {words.today}
              </text>
            </g>
          )}
        </svg>
      </section>
    </>
  )
}

const percent = (at: number, period: Period): string => `${across(at, period).toFixed(3)}%`

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

function Axis({ period, height }: { readonly period: Period; readonly height: number }) {
  const { language } = useSpeech()
  const named = {
    day: new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
    month: new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' }),
    year: new Intl.DateTimeFormat(language, { year: 'numeric', timeZone: 'UTC' }),
  }
  return (
    <g className="calendar-axis" aria-hidden="true">
      {ticksOf(period).map(({ at, unit }) => (
        <g key={at}>
          <line x1={percent(at, period)} x2={percent(at, period)} y1={axisHeight} y2={height} />
          <text x={percent(at, period)} y={12}>
            {named[unit].format(new Date(at))}
          </text>
        </g>
      ))}
    </g>
  )
}

function BandOf({
  band,
  period,
  top,
}: {
  readonly band: Band
  readonly period: Period
  readonly top: number
}) {
  const isSeen = overlaps(band, period)
  const left = across(band.from, period)
  const then = band.becomes
  return (
    <>
      {isSeen && (
        <rect
          className="band"
          x={`${left}%`}
          width={`${Math.max(0.2, across(band.to, period) - left)}%`}
          y={top + 16}
          height={12}
          rx={2}
        />
      )}
      {then != null && overlaps(then, period) && (
        <rect
          className="band-then"
          x={percent(then.from, period)}
          width={`${Math.max(0.2, across(then.to, period) - across(then.from, period))}%`}
          y={top + 14}
          height={16}
          rx={2}
        />
      )}
      <text
        {...labelPlace(band.label, isSeen ? left : 0, across(band.to, period))}
        y={top + 12}
        className={isSeen ? undefined : 'band-away'}
      >
        {band.label}
      </text>
    </>
  )
}

// px: what a letter of a label is wide, and the chart on the narrowest phone.
const letterWidth = 6.5
const leastWidth = 270

/** Where the words of a band stand, in percent: from its beginning on, up to its end, or at the edge, as there is room on a phone. */
function labelPlace(label: string, left: number, right: number) {
  const needed = ((label.length * letterWidth) / leastWidth) * 100
  if (left + needed <= 100) return { x: `${left}%`, textAnchor: 'start' } as const
  const end = Math.min(100, right)
  return { x: `${end >= needed ? end : 100}%`, textAnchor: 'end' } as const
}

function Marks({
  lane,
  period,
  top,
}: {
  readonly lane: Extract<Lane, { marks: unknown }>
  readonly period: Period
  readonly top: number
}) {
  return (
    <>
      <text x="0" y={top + 12}>
        {lane.label}
      </text>
      {lane.marks
        .filter(({ at }) => at >= period.from && at <= period.to)
        .map(({ key, at, label, className, href }) => (
          <svg key={key} x={percent(at, period)} y={top + 22} overflow="visible" className={className}>
            <title>{label}</title>
            <path
              d="M0-7 7 0 0 7-7 0Z"
              className={href === undefined ? undefined : 'mark-link'}
              onClick={href === undefined ? undefined : () => goTo(href)}
            />
          </svg>
        ))}
    </>
  )
}

// Phases and windows of the chart: each a bar over its time, and its name above the beginning of it.
import { across, type Band, labelAt, overlaps, type Period, percent } from './lanes.ts'

// px: what is shorter than this is a line that nobody sees.
const leastBar = 4

interface Props {
  readonly band: Band
  readonly period: Period
  /** Of the chart, in px. */
  readonly width: number
  readonly top: number
}

export function BandOf({ band, period, width, top }: Props) {
  const then = band.becomes
  const length = ({ from, to }: Period): string =>
    `${Math.max((leastBar / width) * 100, across(to, period) - across(from, period))}%`
  return (
    <>
      {overlaps(band, period) && (
        <rect
          className="band"
          x={percent(band.from, period)}
          width={length(band)}
          y={top + 16}
          height={12}
          rx={2}
        />
      )}
      {then != null && overlaps(then, period) && (
        <rect
          className="band-then"
          x={percent(then.from, period)}
          width={length(then)}
          y={top + 14}
          height={16}
          rx={2}
        />
      )}
    </>
  )
}

export function BandName({ band, period, width, top }: Props) {
  const isSeen = overlaps(band, period)
  return (
    <text
      x={labelAt(band.label, isSeen ? across(band.from, period) : 0, width)}
      y={top + 10}
      className={isSeen ? undefined : 'band-away'}
    >
      {band.label}
    </text>
  )
}

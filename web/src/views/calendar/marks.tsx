// Milestones, signals and alerts of the chart. Those that would lie on each other are one mark with their number, which brings them nearer.
import { goTo } from '../../route.tsx'
import { clustersOf, type Lane, type Mark, nearer, type Period, percent, roomFor } from './lanes.ts'

// px: room for a pointer, and for a finger on a narrow chart.
const [apart, apartOnPhone, phoneWidth] = [24, 44, 600]
// px: from the middle of a mark to its name.
const toName = 12
/** More names than these make a hint that nobody reads. */
const namesTold = 20

interface Props {
  readonly lane: Extract<Lane, { marks: unknown }>
  readonly period: Period
  /** Of the chart, in px. */
  readonly width: number
  readonly top: number
  readonly onPeriod: (period: Period) => void
}

export function Marks({ lane, period, width, top, onPeriod }: Props) {
  const clusters = clustersOf(lane.marks, period, width, width < phoneWidth ? apartOnPhone : apart)
  return (
    <>
      <text x="0" y={top + 10}>
        {lane.label}
      </text>
      {clusters.map((marks, index) => {
        const next = clusters[index + 1]?.[0]
        const [first] = marks
        const isNamed =
          lane.kind === 'milestone' &&
          marks.length === 1 &&
          roomFor(first.label, first.at, next?.at, period, width) >= 2 * toName
        return (
          <svg
            key={first.key}
            x={percent(first.at, period)}
            y={top + 22}
            overflow="visible"
            className={severest(marks).className}
          >
            <Cluster marks={marks} period={period} onPeriod={onPeriod} />
            {isNamed && (
              <text x={toName} y={4}>
                {first.label}
              </text>
            )}
          </svg>
        )
      })}
    </>
  )
}

type Cluster = readonly [Mark, ...Mark[]]

function Cluster({
  marks,
  period,
  onPeriod,
}: {
  readonly marks: Cluster
  readonly period: Period
  readonly onPeriod: (period: Period) => void
}) {
  const { href } = severest(marks)
  const closer = marks.length > 1 ? nearer(marks, period) : undefined
  const act =
    closer !== undefined ? () => onPeriod(closer) : href === undefined ? undefined : () => goTo(href)
  const hint = [
    ...marks.slice(0, namesTold).map(({ label }) => label),
    ...(marks.length > namesTold ? ['…'] : []),
  ]
  return (
    <g className={act === undefined ? undefined : 'mark-link'} onClick={act}>
      <title>{hint.join('\n')}</title>
      {act !== undefined && <circle className="mark-target" />}
      {marks.length === 1 ? <path d="M0-7 7 0 0 7-7 0Z" /> : <Count count={marks.length} />}
    </g>
  )
}

function Count({ count }: { readonly count: number }) {
  const width = 11 + 7 * String(count).length
  return (
    <>
      <rect x={-width / 2} y={-9} width={width} height={18} rx={9} />
      <text className="mark-count" y={4} textAnchor="middle">
        {count}
      </text>
    </>
  )
}

const levelsDown = ['critical', 'warning', 'watch', 'info'].map((level) => `mark-level-${level}`)

/** Whose colour and address the cluster has: the highest alert's; marks of other kinds are all alike. */
function severest(marks: Cluster): Mark {
  return marks.reduce((one, other) =>
    levelsDown.indexOf(other.className) < levelsDown.indexOf(one.className) ? other : one,
  )
}

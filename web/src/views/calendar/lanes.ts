// What the chart shows: lanes of bands and marks over a period that can be moved and zoomed.
/** As the API gives a stretch of the calendar. */
export interface Stretch {
  readonly from: string
  readonly to: string
  readonly first_day: string | null
  readonly last_day: string | null
}

export interface Band {
  readonly key: string
  readonly label: string
  readonly from: number
  readonly to: number
  readonly stretch: Stretch
  /** Where it would lie after the move that is tried. */
  readonly becomes?: { readonly from: number; readonly to: number } | null
}

export interface Mark {
  readonly key: string
  readonly label: string
  readonly at: number
  /** Of an act of the calendar. */
  readonly stretch?: Stretch
  readonly className: string
  readonly href?: string
}

export type Kind = 'phase' | 'window' | 'milestone' | 'alert' | 'signal'

export type Lane =
  | { readonly kind: 'phase' | 'window'; readonly key: string; readonly band: Band }
  | {
      readonly kind: 'milestone' | 'alert' | 'signal'
      readonly key: string
      readonly label: string
      readonly marks: readonly Mark[]
    }

export interface Period {
  readonly from: number
  readonly to: number
}

const dayMs = 86_400_000
// Below two days nothing more can be told apart; above twelve years nothing more is known.
const shortestMs = 2 * dayMs
const longestMs = 12 * 365 * dayMs
/** An end as far away as this is the calendar's way to say that none is known. */
const noEndFrom = Date.UTC(9000, 0, 1)

export const hasEnd = (to: number): boolean => to < noEndFrom

/** Everything with a known end, and the present, with some room at both sides. */
export function wholePeriod(bands: readonly Band[], now: number): Period {
  const from = Math.min(now, ...bands.map((one) => one.from))
  const to = Math.max(now, ...bands.filter((one) => hasEnd(one.to)).map((one) => one.to))
  const room = Math.max(dayMs, (to - from) * 0.03)
  return { from: from - room, to: to + room }
}

export function zoomed({ from, to }: Period, factor: number, around = (from + to) / 2): Period {
  const length = Math.min(longestMs, Math.max(shortestMs, (to - from) * factor))
  const share = (around - from) / (to - from)
  return { from: around - length * share, to: around + length * (1 - share) }
}

export function moved({ from, to }: Period, share: number): Period {
  const by = (to - from) * share
  return { from: from + by, to: to + by }
}

/** Where an instant lies in the period, as a percentage of the width, cut at the edges. */
export function across(at: number, { from, to }: Period): number {
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100))
}

export const percent = (at: number, period: Period): string => `${across(at, period).toFixed(3)}%`

// px: what a letter of a label is wide, in the widest of the fonts that devices bring.
const letterWidth = 7.2

/** Where a label begins, for a bar that begins at `left` percent: there, or as little before it as it needs to be read to its end. */
export function labelAt(label: string, left: number, width: number): string {
  const latest = 100 - ((label.length * letterWidth) / width) * 100
  return `${Math.max(0, Math.min(left, latest))}%`
}

/** px that are left between the words of a mark and the next one, or the edge of the chart. */
export function roomFor(
  label: string,
  at: number,
  next: number | undefined,
  period: Period,
  width: number,
): number {
  const end = next === undefined ? 100 : across(next, period)
  return ((end - across(at, period)) / 100) * width - label.length * letterWidth
}

/** Marks of the period in the order of time; those less than `apart` px behind the first of a cluster belong to it, so that no two overlap. */
export function clustersOf(
  marks: readonly Mark[],
  period: Period,
  width: number,
  apart: number,
): readonly (readonly [Mark, ...Mark[]])[] {
  const clusters: [Mark, ...Mark[]][] = []
  const seen = marks.filter(({ at }) => at >= period.from && at <= period.to)
  for (const mark of seen.toSorted((a, b) => a.at - b.at)) {
    const last = clusters.at(-1)
    const away =
      last === undefined ? apart : ((across(mark.at, period) - across(last[0].at, period)) / 100) * width
    if (last === undefined || away >= apart) clusters.push([mark])
    else last.push(mark)
  }
  return clusters
}

/** What shows the marks of a cluster farther from each other; undefined where nothing can. */
export function nearer(marks: readonly Mark[], period: Period): Period | undefined {
  const [from, to] = [Math.min(...marks.map(({ at }) => at)), Math.max(...marks.map(({ at }) => at))]
  const length = Math.max(shortestMs, (to - from) * 1.5)
  if (from === to || length >= period.to - period.from) return undefined
  const middle = (from + to) / 2
  return { from: middle - length / 2, to: middle + length / 2 }
}

export const overlaps = (one: Period, { from, to }: Period): boolean => one.from < to && one.to > from

/** The beginnings of days, months or years inside the period: about `most` of them. */
export function ticksOf(
  { from, to }: Period,
  most: number,
): readonly { readonly at: number; readonly unit: 'day' | 'month' | 'year' }[] {
  const days = (to - from) / dayMs
  const unit = days < 75 ? 'day' : days < 1_500 ? 'month' : 'year'
  const unitDays = { day: 1, month: 30, year: 365 }[unit]
  const step = Math.max(1, Math.ceil(days / unitDays / most))
  const ticks: { at: number; unit: typeof unit }[] = []
  const start = new Date(from)
  for (let index = 1; ticks.length < 24; index += step) {
    const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()]
    const at =
      unit === 'day'
        ? Date.UTC(year, month, day + index)
        : unit === 'month'
          ? Date.UTC(year, month + index, 1)
          : Date.UTC(year + index, 0, 1)
    if (at >= to) break
    ticks.push({ at, unit })
  }
  return ticks
}

// Where the axis of a timeline has its lines: on the first of a month, or every so many days where the time is short.
import { dayMs } from './day.ts'

export interface Ticks {
  readonly days: readonly number[]
  /** What tells one from another. */
  readonly label: { readonly day?: 'numeric'; readonly month: 'short'; readonly year?: '2-digit' }
}

/** A word of the month with its year, and room before the next one. */
const leastApart = 64
const monthSteps = [1, 2, 3, 6, 12]
const daySteps = [1, 2, 7, 14, 30]

/** `to` is the day after the last one; `wide` is what the days share, in pixels. */
export function ticksOf(from: number, to: number, wide: number): Ticks {
  const perDay = wide / (to - from)
  const step = monthSteps.find((months) => months * 28 * perDay >= leastApart) ?? 12
  const days = firstsOfMonths(from, to, step)
  if (days.length > 1)
    return { days, label: to - from > 365 ? { month: 'short', year: '2-digit' } : { month: 'short' } }
  const apart = daySteps.find((one) => one * perDay >= leastApart) ?? 30
  const few = Array.from({ length: Math.ceil((to - from) / apart) }, (_, index) => from + index * apart)
  return { days: few, label: { day: 'numeric', month: 'short' } }
}

function firstsOfMonths(from: number, to: number, step: number): readonly number[] {
  const start = new Date(from * dayMs)
  const found: number[] = []
  for (let month = start.getUTCMonth(); ; month += 1) {
    const day = Date.UTC(start.getUTCFullYear(), month, 1) / dayMs
    if (day >= to) return found
    if (day >= from && month % step === 0) found.push(day)
  }
}

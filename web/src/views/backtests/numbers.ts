// The numbers of a report as the reader's language writes them: the count first, the share only with its interval.
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { backtestsTexts } from './texts.ts'
import type { Estimate, Proportion, Rate } from './types.ts'

export interface Numbers {
  readonly count: (value: number) => string
  /** «14 de 963», on one line. */
  readonly outOf: (found: number, of: number) => string
  readonly share: (value: Proportion) => string
  readonly rate: (value: Rate) => string
  readonly estimate: (value: Estimate) => string
  /** «mediana 3 d (1–9 d), n = 5»: no interval where there is nothing to count. */
  readonly leads: (days: readonly number[]) => string | undefined
}

// Between word joiners, so that an interval stays on one line.
const dash = '\u2060–\u2060'

export function useNumbers(): Numbers {
  const { format } = useSession()
  const texts = useTexts(backtestsTexts)
  const { number: count, percent } = format
  const outOf = (found: number, of: number) => texts.outOf(count(found), count(of))
  const within = (low: number | null, high: number | null) =>
    `[${low === null ? '–' : count(low)}${dash}${high === null ? '∞' : count(high)}]`
  return {
    count,
    outOf,
    share: ({ count: found, of, low, high }) =>
      of === 0 ? outOf(0, 0) : `${outOf(found, of)} [${percent(low)}${dash}${percent(high)}]`,
    rate: ({ value, low, high }) => (value === null ? '–' : `${count(value)} ${within(low, high)}`),
    estimate: ({ value, low, high }) => (value === null ? '–' : `${count(value)} ${within(low, high)}`),
    leads(days) {
      const [least, most] = [days[0], days.at(-1)]
      if (least === undefined || most === undefined) return undefined
      return `${count(median(days))}\u00a0d (${count(least)}–${count(most)}\u00a0d), n\u00a0=\u00a0${count(days.length)}`
    },
  }
}

/** Of values in ascending order. */
function median(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

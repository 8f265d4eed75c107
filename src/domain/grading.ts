// Grades of source and item → the weight of a signal. The tables are data and versioned; a grade that is not known weighs as F or 6.
import type { Grading } from './pack.ts'

export const unknownReliability = 'F'
export const unknownCredibility = '6'

export interface Discount {
  /** Between 0.04 and 1 with tables from 0.2 to 1. */
  readonly discount: number
  readonly gradingVersion: string
}

// Six decimals: weights are summed in millionths, so a weight is a whole number of them.
const decimals = 1_000_000

function shareOf(
  table: Readonly<Record<string, number>>,
  grade: string | undefined,
  unknown: string,
): number {
  const share = (grade === undefined ? undefined : table[grade]) ?? table[unknown]
  if (share === undefined) throw new Error(`the grading lacks ${unknown}`)
  return share
}

/** Reliability A–F times credibility 1–6, rounded to six decimals. */
export function discountOf(grading: Grading, reliability?: string, credibility?: string | number): Discount {
  const source = shareOf(grading.reliability, reliability, unknownReliability)
  const item = shareOf(
    grading.credibility,
    credibility === undefined ? undefined : String(credibility),
    unknownCredibility,
  )
  return { discount: Math.round(source * item * decimals) / decimals, gradingVersion: grading.version }
}

// Rounding to six decimals: done before a measure is compared, combined or shown, so that float order cannot show (rule language §6).

/** Weights and sums are kept as whole millionths, so that adding and taking away in any order gives the same number. */
export const millionths = 1_000_000

export function round6(value: number): number {
  // `+ 0` turns -0 into 0: the two would print differently
  return Math.round(value * millionths) / millionths + 0
}

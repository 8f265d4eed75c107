// Factors of electoral conflict: whether they are born in the process or in its context.
import type { CountryPack, Factor } from './pack.ts'

export type Nature = Factor['nature']

/** The natures of a signal's factors, each once, endogenous first. A code that the pack does not know has none. */
export function naturesOf(pack: Pick<CountryPack, 'factors'>, codes: readonly string[]): readonly Nature[] {
  const found = new Set(codes.map((code) => pack.factors.get(code)?.nature))
  return (['endogenous', 'exogenous'] as const).filter((nature) => found.has(nature))
}

// Factors of electoral conflict: whether they are born in the process or in its context, and what a prefix of the catalogue stands for.
import type { CountryPack, Factor } from './pack.ts'

export type Nature = Factor['nature']

/** The natures of a signal's factors, each once, endogenous first. A code that the pack does not know has none. */
export function naturesOf(pack: Pick<CountryPack, 'factors'>, codes: readonly string[]): readonly Nature[] {
  const found = new Set(codes.map((code) => pack.factors.get(code)?.nature))
  return (['endogenous', 'exogenous'] as const).filter((nature) => found.has(nature))
}

/**
 * Known codes that a code or prefix stands for, in catalogue order: `en.7` stands for `en.7.1` to `en.7.3`, `ex.1` for itself and not for
 * `ex.10`. Empty when nothing fits.
 */
export function expandFactor(pack: Pick<CountryPack, 'factors'>, prefix: string): readonly string[] {
  return [...pack.factors.keys()].filter((code) => code === prefix || code.startsWith(`${prefix}.`))
}

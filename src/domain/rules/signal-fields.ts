// Reading a signal's fields as a rule sees them: the values that stand in for a missing grade or root, and what counts as missing.
import type { FieldValue, LaneSignal } from './lane.ts'

/** F and 6 say that nobody could judge source or item, which is what a missing grade means. */
const ungraded: Readonly<Record<string, FieldValue>> = { reliability: 'F', credibility: 6 }

/** The value of a field; undefined when it is missing (absent or an empty list). */
export function readField(signal: LaneSignal, field: string): FieldValue | undefined {
  const value = signal.fields[field]
  if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) return value
  if (field === 'source.root') return signal.fields['source.id']
  return ungraded[field]
}

export function valuesOf(value: FieldValue | undefined): readonly (string | number)[] {
  if (value === undefined) return []
  return typeof value === 'object' ? value : [value]
}

/** Lower-case words between single spaces, without grave, acute and diaeresis; the tilde of ñ stays. */
export function plainWords(text: string): string {
  const bare = text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300\u0301\u0308]/gu, '')
    .normalize('NFC')
  return ` ${bare.replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim()} `
}

/** `en.7.1` → `en.7.1`, `en.7`, `en`: every prefix that takes this factor, by whole segments. */
export function factorPrefixes(factor: string): readonly string[] {
  const prefixes: string[] = []
  for (let end = factor.length; end > 0; end = factor.lastIndexOf('.', end - 1)) {
    prefixes.push(factor.slice(0, end))
  }
  return prefixes
}

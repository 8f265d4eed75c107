// Does a free text look as if it named a way to reach or identify a person? It is then held back until somebody has reviewed it.

const patterns: readonly RegExp[] = [
  /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z]{2,}/, // e-mail
  /(?:\+\d{1,3}[ .-]?)?\b\d{7,9}\b/, // telephone numbers: seven to nine digits in one piece
  /\b(?:c\.?\s?i\.?|carnet|c[eé]dula)\s*:?\s*\d{5,8}\b/i, // identity card
]

/** Patterns only: it misses names, and that is why narrative is restricted whatever this says. */
export function mentionsPersonalData(text: string): boolean {
  return patterns.some((pattern) => pattern.test(text))
}

// The end of a message about an unknown word: the nearest known one.
import { nearest } from '../pack/nearest.ts'

// A text with more faults than this was not mistyped; looking for a neighbour of each word of it would take seconds.
const mostHints = 50

/** `; did you mean "x"?`, or nothing when no known word is near. `told` is the number of problems written down so far. */
export function didYouMean(word: string, words: Iterable<string>, told: number): string {
  const [found] = told < mostHints ? nearest(word, words, 1) : []
  return found === undefined ? '' : `; did you mean "${found}"?`
}

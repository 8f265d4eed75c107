// The end of a message about an unknown word: the nearest known one.
import { nearest } from '../pack/nearest.ts'

/** `; did you mean "x"?`, or nothing when no known word is near. */
export function didYouMean(word: string, words: Iterable<string>): string {
  const [found] = nearest(word, words, 1)
  return found === undefined ? '' : `; did you mean "${found}"?`
}

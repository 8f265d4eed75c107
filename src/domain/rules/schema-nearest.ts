// The nearest known word to a misspelt one, for messages that propose a repair.

/** Edits that turn one word into the other: insert, delete, replace, or swap two neighbours. */
function distance(from: string, to: string): number {
  let older: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      const replaced = (previous[column - 1] ?? 0) + (same ? 0 : 1)
      const edited = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced)
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = swapped ? Math.min(edited, (older[column - 2] ?? 0) + 1) : edited
    }
    older = previous
    previous = current
  }
  return previous[to.length] ?? 0
}

// Longer words are no misspelt codes; comparing them would only cost time.
const longest = 64

/** The nearest of `words`, or undefined when none is near: at most a third of the word may differ, and always two letters. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  if (word.length > longest) return undefined
  const limit = Math.max(2, Math.floor(word.length / 3))
  let best: string | undefined
  let least = limit + 1
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const edits = distance(word.toLowerCase(), candidate.toLowerCase())
    if (edits < least) [best, least] = [candidate, edits]
  }
  return best
}

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(word: string, words: Iterable<string>): string {
  const found = nearest(word, words)
  return found === undefined ? '' : `; did you mean "${found}"?`
}

// «Did you mean …»: the known words nearest to an unknown one, by edit distance. Used in error messages about codes, keys and places.

// Longer input is cut: nobody mistypes a code of 64 characters, and the cost grows with the product of both lengths.
const longest = 64

function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + same,
        ),
      )
    }
    previous = current
  }
  return previous[right.length] ?? 0
}

/** Up to `limit` known words, nearest first, equal ones in alphabetical order; none that differs in more than half of its letters. */
export function nearest(text: string, known: Iterable<string>, limit = 3): readonly string[] {
  const wanted = text.slice(0, longest).toLowerCase()
  const rated: { word: string; far: number }[] = []
  for (const word of known) {
    const other = word.slice(0, longest).toLowerCase()
    // A word that contains the other is near whatever its length: `threat` → `threat_to_life`.
    const inside =
      wanted.length > 2 && (other.includes(wanted) || (other.length > 2 && wanted.includes(other)))
    const far = inside ? Math.min(1, distance(wanted, other)) : distance(wanted, other)
    if (far <= Math.ceil(Math.max(wanted.length, other.length) / 2)) rated.push({ word, far })
  }
  return rated
    .toSorted((a, b) => a.far - b.far || (a.word < b.word ? -1 : a.word > b.word ? 1 : 0))
    .slice(0, limit)
    .map((one) => one.word)
}

// Which lines of a text are new, gone or the same: the longest common run of lines, enough for texts of a few hundred lines.

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

export function lineDiff(before: string, after: string): DiffLine[] {
  const [left, right] = [before.split('\n'), after.split('\n')]
  const common = lengths(left, right)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const [was, is] = [left[i], right[j]]
    if (was !== undefined && was === is) {
      lines.push({ kind: 'same', text: was })
      i += 1
      j += 1
    } else if (is !== undefined && (was === undefined || at(common, i, j + 1) > at(common, i + 1, j))) {
      lines.push({ kind: 'added', text: is })
      j += 1
    } else {
      lines.push({ kind: 'removed', text: was ?? '' })
      i += 1
    }
  }
  return lines
}

type Lengths = readonly (readonly number[])[]
const at = (table: Lengths, i: number, j: number): number => table[i]?.[j] ?? 0

/** How long the common run of the rests from each pair of lines on is. */
function lengths(left: readonly string[], right: readonly string[]): Lengths {
  const table: number[][] = Array.from({ length: left.length + 1 }, () => [])
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const row = table[i] ?? []
      row[j] =
        left[i] === right[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1))
    }
  }
  return table
}

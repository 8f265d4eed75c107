// Differences of texts by line: two-way, and three-way against what both sides were made from.

/** One run of lines of a three-way comparison. `same`: all three agree; `conflict`: both sides changed it, differently. */
export interface ThreeWayPart {
  readonly kind: 'same' | 'left' | 'right' | 'both' | 'conflict'
  readonly base: readonly string[]
  readonly left: readonly string[]
  readonly right: readonly string[]
}

// A table of more cells than this is not worth its memory: the middle part then counts as replaced as a whole.
const mostCells = 4_000_000

/** For each line of `before`, the line of `after` that it stayed, or −1; rising. */
function keptLines(before: readonly string[], after: readonly string[]): Int32Array {
  const kept = new Int32Array(before.length).fill(-1)
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) {
    kept[start] = start
    start += 1
  }
  let [endBefore, endAfter] = [before.length, after.length]
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore -= 1
    endAfter -= 1
    kept[endBefore] = endAfter
  }
  const [rows, columns] = [endBefore - start, endAfter - start]
  if (rows * columns > 0 && rows * columns <= mostCells) {
    keepLongest(before, after, { start, rows, columns }, kept)
  }
  return kept
}

/** Longest common subsequence of the middle parts, by the table of lengths from the end. */
function keepLongest(
  before: readonly string[],
  after: readonly string[],
  { start, rows, columns }: { start: number; rows: number; columns: number },
  kept: Int32Array,
): void {
  const width = columns + 1
  const length = new Uint32Array((rows + 1) * width)
  const at = (row: number, column: number) => length[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      length[row * width + column] =
        before[start + row] === after[start + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  let [row, column] = [0, 0]
  while (row < rows && column < columns) {
    if (before[start + row] === after[start + column]) {
      kept[start + row] = start + column
      row += 1
      column += 1
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1
    else column += 1
  }
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, place) => line === other[place])
}

function kindOf(
  base: readonly string[],
  left: readonly string[],
  right: readonly string[],
): ThreeWayPart['kind'] {
  if (isEqual(left, right)) return isEqual(base, left) ? 'same' : 'both'
  if (isEqual(base, left)) return 'right'
  return isEqual(base, right) ? 'left' : 'conflict'
}

/** Parts in order; put together, their `left` is the left text, and so on. */
export function threeWay(base: string, left: string, right: string): readonly ThreeWayPart[] {
  const lines = { base: base.split('\n'), left: left.split('\n'), right: right.split('\n') }
  const [toLeft, toRight] = [keptLines(lines.base, lines.left), keptLines(lines.base, lines.right)]
  const parts: ThreeWayPart[] = []
  const put = (part: Omit<ThreeWayPart, 'kind'>) => {
    if (part.base.length + part.left.length + part.right.length === 0) return
    const kind = kindOf(part.base, part.left, part.right)
    const last = parts.at(-1)
    if (kind !== 'same' || last?.kind !== 'same') return void parts.push({ kind, ...part })
    const joined = { base: [...last.base, ...part.base] }
    parts[parts.length - 1] = { kind, ...joined, left: joined.base, right: joined.base }
  }
  let [atBase, atLeft, atRight] = [0, 0, 0]
  for (const [index, line] of lines.base.entries()) {
    const [l, r] = [toLeft[index] ?? -1, toRight[index] ?? -1]
    if (l < 0 || r < 0) continue
    put({
      base: lines.base.slice(atBase, index),
      left: lines.left.slice(atLeft, l),
      right: lines.right.slice(atRight, r),
    })
    put({ base: [line], left: [line], right: [line] })
    ;[atBase, atLeft, atRight] = [index + 1, l + 1, r + 1]
  }
  put({ base: lines.base.slice(atBase), left: lines.left.slice(atLeft), right: lines.right.slice(atRight) })
  return parts
}

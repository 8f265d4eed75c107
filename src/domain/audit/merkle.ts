// The Merkle tree of RFC 6962 (and 9162): which stored nodes a root or a proof is made of, and how a proof is checked. The hash is given.

/** 32 bytes as 64 lower-case hexadecimal digits. */
export type Hash = string

export interface TreeHash {
  /** SHA-256(0x00 ‖ text as UTF-8). */
  leaf(text: string): Hash
  /** SHA-256(0x01 ‖ left ‖ right). */
  node(left: Hash, right: Hash): Hash
  /** The root of a tree without leaves. */
  readonly empty: Hash
}

/** The root of a complete subtree: level 0 = a leaf; it covers the leaves index × 2^level and the 2^level - 1 after it. */
export interface NodeId {
  readonly level: number
  readonly index: number
}

export interface TreeNode extends NodeId {
  readonly hash: Hash
}

/** The leaves from … to - 1. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Gives a stored node; throws when it is not there. */
export type Lookup = (node: NodeId) => Hash

/** The complete subtrees that a range of a tree is made of, left to right: what has to be loaded to compute its hash. */
export function nodesOf({ from, to }: Range): NodeId[] {
  const nodes: NodeId[] = []
  let at = from
  while (at < to) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

/** MTH of RFC 6962, 2.1, over the leaves of a range. */
export function rangeHash(range: Range, lookup: Lookup, hash: TreeHash): Hash {
  const hashes = nodesOf(range).map(lookup)
  return hashes.length === 0 ? hash.empty : hashes.reduceRight((right, left) => hash.node(left, right))
}

/** PATH of RFC 6962, 2.1.1: the ranges whose hashes prove that a leaf is in the tree of that size, lowest first. */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from)
    if (index < middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
    }
  }
  return ranges.toReversed()
}

/** PROOF of RFC 6962, 2.1.2: the ranges whose hashes prove that the larger tree begins with the smaller one. Both sizes at least 1. */
export function consistencyRanges(first: number, second: number): Range[] {
  const ranges: Range[] = []
  let [from, to, isWhole] = [0, second, true]
  while (first !== to) {
    const middle = from + largestPowerBelow(to - from)
    if (first <= middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
      isWhole = false
    }
  }
  if (!isWhole) ranges.push({ from, to })
  return ranges.toReversed()
}

function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** The complete subtrees above the leaves that are appended to a tree of that size; lookup gives those of nodesOf({from: 0, to: size}). */
export function appendLeaves(
  size: number,
  leaves: readonly Hash[],
  lookup: Lookup,
  hash: TreeHash,
): { readonly nodes: readonly TreeNode[]; readonly root: Hash } {
  const added = new Map<string, TreeNode>()
  const add = (node: TreeNode) => added.set(keyOf(node), node)
  const known: Lookup = (node) => added.get(keyOf(node))?.hash ?? lookup(node)
  leaves.forEach((leaf, offset) => {
    let node: TreeNode = { level: 0, index: size + offset, hash: leaf }
    add(node)
    while (node.index % 2 === 1) {
      const left = known({ level: node.level, index: node.index - 1 })
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: hash.node(left, node.hash) }
      add(node)
    }
  })
  const root = rangeHash({ from: 0, to: size + leaves.length }, known, hash)
  return { nodes: [...added.values()].filter(({ level }) => level > 0), root }
}

export const keyOf = ({ level, index }: NodeId): string => `${level}.${index}`

export interface InclusionProof {
  readonly leaf: Hash
  readonly index: number
  readonly size: number
  readonly path: readonly Hash[]
  readonly root: Hash
}

/** RFC 9162, 2.1.3.2. */
export function isIncluded({ leaf, index, size, path, root }: InclusionProof, hash: TreeHash): boolean {
  if (index < 0 || index >= size) return false
  let [fn, sn, found] = [index, size - 1, leaf]
  for (const one of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      found = hash.node(one, found)
      ;[fn, sn] = upToOdd(fn, sn)
    } else {
      found = hash.node(found, one)
    }
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && found === root
}

export interface ConsistencyProof {
  readonly first: number
  readonly firstRoot: Hash
  readonly second: number
  readonly secondRoot: Hash
  readonly path: readonly Hash[]
}

/** RFC 9162, 2.1.4.2: the larger tree begins with the smaller one. */
export function isConsistent(proof: ConsistencyProof, hash: TreeHash): boolean {
  const { first, firstRoot, second, secondRoot, path } = proof
  if (first < 1 || first > second) return false
  if (first === second) return path.length === 0 && firstRoot === secondRoot
  const [start, ...rest] = Number.isInteger(Math.log2(first)) ? [firstRoot, ...path] : path
  if (start === undefined) return false
  const roots = rootsOf(first, second, start, rest, hash)
  return roots !== undefined && roots[0] === firstRoot && roots[1] === secondRoot
}

/** Both roots as the proof makes them; undefined when it is too long or too short. */
function rootsOf(
  first: number,
  second: number,
  start: Hash,
  path: readonly Hash[],
  hash: TreeHash,
): readonly [Hash, Hash] | undefined {
  let [fn, sn] = [first - 1, second - 1]
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  let [old, whole] = [start, start]
  for (const one of path) {
    if (sn === 0) return undefined
    if (fn % 2 === 1 || fn === sn) {
      ;[old, whole] = [hash.node(one, old), hash.node(one, whole)]
      ;[fn, sn] = upToOdd(fn, sn)
    } else {
      whole = hash.node(whole, one)
    }
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 ? [old, whole] : undefined
}

function upToOdd(fn: number, sn: number): [number, number] {
  let [a, b] = [fn, sn]
  while (a % 2 === 0 && a !== 0) [a, b] = [a / 2, Math.floor(b / 2)]
  return [a, b]
}

// The tree against the vectors of Certificate Transparency (RFC 6962), a recursion written straight from the RFC's text, and damage.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  appendLeaves,
  consistencyRanges,
  type Hash,
  inclusionRanges,
  isConsistent,
  isIncluded,
  keyOf,
  type Lookup,
  nodesOf,
  rangeHash,
} from '#domain/audit/merkle.ts'
import { sha256Tree as hash } from '#platform/checkpoint-key.ts'

// The eight leaves of the reference implementation of Certificate Transparency, as latin1 text.
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex').toString('latin1'))
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** A tree grown in batches, as the sealer grows it. */
function grow(leaves: readonly Hash[], batches: readonly number[] = [leaves.length]) {
  const stored = new Map<string, Hash>()
  const lookup: Lookup = (node) => {
    const found = stored.get(keyOf(node))
    if (found === undefined) throw new Error(`no node ${keyOf(node)}`)
    return found
  }
  let size = 0
  let root = hash.empty
  for (const batch of batches) {
    const taken = leaves.slice(size, size + batch)
    // Only what the sealer loads may be asked for.
    const edge = new Map(nodesOf({ from: 0, to: size }).map((node) => [keyOf(node), lookup(node)]))
    const added = appendLeaves(
      size,
      taken,
      (node) => edge.get(keyOf(node)) ?? lookup({ level: -1, index: 0 }),
      hash,
    )
    taken.forEach((leaf, offset) => stored.set(keyOf({ level: 0, index: size + offset }), leaf))
    for (const node of added.nodes) stored.set(keyOf(node), node.hash)
    size += taken.length
    root = added.root
  }
  const ranges = (list: ReturnType<typeof inclusionRanges>) => list.map((one) => rangeHash(one, lookup, hash))
  return {
    root,
    rootOf: (to: number) => rangeHash({ from: 0, to }, lookup, hash),
    inclusion: (index: number, of: number) => ranges(inclusionRanges(index, of)),
    consistency: (first: number, second: number) => ranges(consistencyRanges(first, second)),
  }
}

describe('the vectors of Certificate Transparency', () => {
  const tree = grow(inputs.map(hash.leaf))

  test('roots of one to eight leaves, and of none', () => {
    expect(hash.empty).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(roots.map((_, index) => tree.rootOf(index + 1))).toEqual(roots)
    expect(tree.root).toBe(roots[7])
  })

  test('inclusion proofs', () => {
    expect(tree.inclusion(0, 1)).toEqual([])
    expect(tree.inclusion(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(tree.inclusion(5, 8)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(tree.inclusion(2, 3)).toEqual(['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'])
    expect(tree.inclusion(1, 5)).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
  })

  test('consistency proofs', () => {
    expect(tree.consistency(1, 1)).toEqual([])
    expect(tree.consistency(1, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(tree.consistency(6, 8)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(tree.consistency(2, 5)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
  })
})

/** MTH, straight from the text of RFC 6962, 2.1. */
function mth(leaves: readonly Hash[]): Hash {
  if (leaves.length <= 1) return leaves[0] ?? hash.empty
  const split = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  return hash.node(mth(leaves.slice(0, split)), mth(leaves.slice(split)))
}

const someLeaves = fc.array(fc.string({ maxLength: 5 }).map(hash.leaf), { minLength: 1, maxLength: 130 })

test('however it is cut into batches, the tree is the tree of the RFC', () => {
  fc.assert(
    fc.property(someLeaves, fc.array(fc.integer({ min: 1, max: 40 })), (leaves, cuts) => {
      const tree = grow(leaves, [...cuts, leaves.length])
      expect(tree.rootOf(leaves.length)).toBe(mth(leaves))
    }),
    { numRuns: 60 },
  )
})

test('every proof holds, for its own leaf, place, sizes and roots only', () => {
  fc.assert(
    fc.property(someLeaves, fc.nat(), fc.nat(), fc.nat(), (leaves, a, b, c) => {
      const tree = grow(leaves)
      const second = 1 + (a % leaves.length)
      const first = 1 + (b % second)
      const index = c % second
      const leaf = leaves[index] ?? ''
      const path = tree.inclusion(index, second)
      const root = tree.rootOf(second)
      const proof = { leaf, index, size: second, path, root }
      expect(isIncluded(proof, hash)).toBe(true)
      const other = hash.leaf('another')
      for (const wrong of [
        { leaf: other },
        { root: other },
        { index: second },
        { path: [...path, other] },
        ...path.map((_, at) => ({ path: path.with(at, other) })),
        ...(path.length === 0 ? [] : [{ path: path.slice(1) }]),
      ]) {
        expect(isIncluded({ ...proof, ...wrong }, hash)).toBe(false)
      }
      const grown = {
        first,
        second,
        firstRoot: tree.rootOf(first),
        secondRoot: root,
        path: tree.consistency(first, second),
      }
      expect(isConsistent(grown, hash)).toBe(true)
      for (const wrong of [
        { firstRoot: other },
        { secondRoot: other },
        { path: [...grown.path, other] },
        { first: 0 },
        ...grown.path.map((_, at) => ({ path: grown.path.with(at, other) })),
      ]) {
        expect(isConsistent({ ...grown, ...wrong }, hash)).toBe(false)
      }
    }),
    { numRuns: 60 },
  )
})

test('a proof is no longer than the tree is high', () => {
  for (const size of [1, 2, 3, 255, 256, 257, 1_000_000]) {
    const most = Math.ceil(Math.log2(size)) + 1
    expect(inclusionRanges(Math.floor(size / 3), size).length).toBeLessThanOrEqual(most)
    expect(consistencyRanges(Math.ceil(size / 3), size).length).toBeLessThanOrEqual(most)
  }
})

// Three-way comparison by line: put together, the parts are the three texts, and each says who changed it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { threeWay } from '#domain/line-diff.ts'

const lines = (...text: string[]) => text.join('\n')

describe('threeWay', () => {
  test('says which side changed what, and where both did', () => {
    const parts = threeWay(
      lines('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      lines('a', 'B', 'c', 'd', 'E', 'f', 'x', 'g'),
      lines('a', 'b', 'c', 'D', 'd', 'ee', 'f', 'x', 'g'),
    )
    expect(parts.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'left', base: ['b'], left: ['B'], right: ['b'] },
      { kind: 'right', base: [], left: [], right: ['D'] },
      { kind: 'conflict', base: ['e'], left: ['E'], right: ['ee'] },
      { kind: 'both', base: [], left: ['x'], right: ['x'] },
    ])
  })

  test('equal texts are one part', () => {
    expect(threeWay('a\nb', 'a\nb', 'a\nb')).toEqual([
      { kind: 'same', base: ['a', 'b'], left: ['a', 'b'], right: ['a', 'b'] },
    ])
  })

  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 12 })
    .map((list) => list.join('\n'))
  test('the parts are the texts, whatever they are', () => {
    fc.assert(
      fc.property(text, text, text, (base, left, right) => {
        const parts = threeWay(base, left, right)
        expect(parts.flatMap((part) => part.base).join('\n')).toBe(base)
        expect(parts.flatMap((part) => part.left).join('\n')).toBe(left)
        expect(parts.flatMap((part) => part.right).join('\n')).toBe(right)
        if (base === left) expect(parts.map(({ kind }) => kind)).not.toContain('left')
      }),
    )
  })

  test('a text too large for a table is replaced as a whole, its unchanged ends apart', () => {
    const long = (letter: string) => Array.from({ length: 3_000 }, (_, at) => `${letter}${at}`)
    const base = lines('head', ...long('a'), 'tail')
    const parts = threeWay(base, base, lines('head', ...long('b'), 'tail'))
    expect(parts.map(({ kind, right }) => [kind, right.length])).toEqual([
      ['same', 1],
      ['right', 3_000],
      ['same', 1],
    ])
  })
})

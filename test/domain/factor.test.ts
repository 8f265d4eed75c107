// Factors: their nature, and what a prefix stands for.
import { expect, test } from 'vitest'
import { expandFactor, naturesOf } from '#domain/factor.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack } = await readPack('rules/bo')

test.each([
  [['en.7.1'], ['endogenous']],
  [['ex.1'], ['exogenous']],
  [
    ['ex.12', 'en.5.3', 'en.6.2'],
    ['endogenous', 'exogenous'],
  ],
  [[], []],
  [['xx.1'], []],
])('%o are %o', (codes, natures) => {
  expect(naturesOf(pack, codes)).toEqual(natures)
})

test('a prefix stands for whole segments', () => {
  expect(expandFactor(pack, 'en.7')).toEqual(['en.7.1', 'en.7.2', 'en.7.3'])
  expect(expandFactor(pack, 'ex.1')).toEqual(['ex.1'])
  expect(expandFactor(pack, 'en')).toHaveLength(32)
  expect(expandFactor(pack, 'ex')).toHaveLength(15)
  expect(expandFactor(pack, 'en.')).toEqual([])
  expect(expandFactor(pack, 'e')).toEqual([])
})

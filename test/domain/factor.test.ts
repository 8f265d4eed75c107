// Factors: their nature.
import { expect, test } from 'vitest'
import { naturesOf } from '#domain/factor.ts'
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

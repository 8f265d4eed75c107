// Each adversary has a tree of attacks, and each leaf that is answered names a test that carries the attack out: by title, in both directions.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const adversaries = ['ADV1', 'ADV2', 'ADV3', 'ADV4', 'ADV5', 'ADV6', 'ADV7']
const titled = globSync('test/**/*.ts')
  .filter((file) => !file.endsWith('threats.test.ts'))
  .flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'(ADV\d-[a-z-]+): /g)].map(([, name = '']) => ({ name, file })),
  )

test.each(adversaries)(
  '%s: the tree names the tests, and every test of it is a leaf of the tree',
  (adversary) => {
    const tree = readFileSync(`docs/security/threats/${adversary}.md`, 'utf8')
    const named = [...tree.matchAll(/`(ADV\d-[a-z-]+)`/g)].map(([, name = '']) => name)
    const tests = titled.filter(({ name }) => name.startsWith(adversary)).map(({ name }) => name)
    expect(named.toSorted()).toEqual(tests.toSorted())
    expect(tests.length).toBeGreaterThanOrEqual(3)
    expect(new Set(tests).size).toBe(tests.length)
  },
)

test('every tree says who it is, what is wanted, and what is left open', () => {
  const faults = adversaries.filter((adversary) => {
    const tree = readFileSync(`docs/security/threats/${adversary}.md`, 'utf8')
    return !['## Wants', '## Tree', '## Left open'].every((heading) => tree.includes(heading))
  })
  expect(faults).toEqual([])
})

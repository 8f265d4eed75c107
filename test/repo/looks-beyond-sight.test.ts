// Every look beyond the caller's sight stands in docs/security/walls.md with its reason: a new one without a line fails, and so does a line whose
// look is gone.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string) => readFileSync(file, 'utf8')
const call = /\b(?:beyondSight|withEvidence|throughFeed)\(/g
/** Where they are defined. */
const home = 'src/platform/database/who-asks.ts'

/** Calls by file. */
function looks(): Map<string, number> {
  const found = new Map<string, number>()
  for (const file of globSync('src/**/*.ts')) {
    const count = read(file).match(call)?.length ?? 0
    if (file !== home && count > 0) found.set(file, count)
  }
  return found
}

/** Calls by file as the table under that heading gives them; a file may stand in several rows. */
function listed(): Map<string, number> {
  const [, section = ''] = read('docs/security/walls.md').split("## Beyond the caller's sight")
  const [table = ''] = section.split('\n## ')
  const found = new Map<string, number>()
  for (const [, file = '', count = '0'] of table.matchAll(/`(src\/[^`]+)` (\d+)/g))
    found.set(file, (found.get(file) ?? 0) + Number(count))
  return found
}

test('every look beyond sight is in the table of docs/security/walls.md, and every line of it in the program', () => {
  expect(Object.fromEntries(listed())).toEqual(Object.fromEntries(looks()))
  expect(looks().size).toBeGreaterThan(0)
})

test('no other name leads past the walls: whatever runs as the worker in a request does so by one of the three', () => {
  const renamed = globSync('src/**/*.ts').filter((file) =>
    /\b(?:beyondSight|withEvidence|throughFeed) as \w|= (?:beyondSight|withEvidence|throughFeed)\b/.test(
      read(file),
    ),
  )
  expect(renamed).toEqual([])
})

// docs/failure-modes.md has every error code of the code with cause and remedy, and none that is gone.
import { globSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { expect, test } from 'vitest'
import { environment } from '#config/config.ts'

const root = path.join(import.meta.dirname, '../..')
// Codes are upper-case words joined by underscores, in quotes; settings look the same and are not codes.
const settings = new Set(Object.keys(environment.shape))

function codesOfSource(): Set<string> {
  // The watchdog has settings of its own, and no error codes.
  const files = globSync('src/**/*.ts', { cwd: root, exclude: ['src/watchdog/**'] })
  const quoted = files.flatMap((file) => [
    ...readFileSync(path.join(root, file), 'utf8').matchAll(/'([A-Z]{2,}(?:_[A-Z0-9]+)+)'/g),
  ])
  const codes = quoted.map(([, code = '']) => code).filter((code) => !settings.has(code) && !isForeign(code))
  return new Set([...codes, 'INTERNAL'])
}

/** Codes of fastify, Node and undici that the source compares with. */
function isForeign(code: string): boolean {
  return /^(FST|ERR|UND)_/.test(code)
}

function rows(): string[][] {
  const text = readFileSync(path.join(root, 'docs/failure-modes.md'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

test('every code is listed, none twice, none that no longer exists', () => {
  const listed = rows().map(([code = '']) => code.replaceAll('`', ''))
  expect(listed.toSorted()).toEqual([...codesOfSource()].toSorted())
})

test('each with where it shows, its cause and what to check', () => {
  for (const row of rows()) {
    expect(row, row[0]).toHaveLength(4)
    for (const cell of row) expect(cell.length, row[0]).toBeGreaterThan(2)
  }
})

// How much a slow line has to carry, compressed, read from the built console: the form, the first view, each further one.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const dist = path.join(import.meta.dirname, '../../web/dist')
const kb = 1_024

function sizeOf(file: string): number {
  return gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length
}

/** What an HTML page loads before anything is opened: itself, and every file that it names. */
function filesOf(page: string): string[] {
  const text = readFileSync(path.join(dist, page), 'utf8')
  return [page, ...[...text.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file = '']) => file)]
}

function weigh(files: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(files.map((file) => [file, sizeOf(file)]))
}

const sum = (sizes: Readonly<Record<string, number>>): number =>
  Object.values(sizes).reduce((total, size) => total + size, 0)

test('C74 the console is built', () => {
  expect(existsSync(path.join(dist, 'index.html')), 'npm run build').toBe(true)
})

test('C74 the form in all is at most 60 KB, its goal 35 KB, and holds nothing of React', () => {
  const sizes = weigh([...filesOf('form.html'), 'form-worker.js'])
  expect(sum(sizes), JSON.stringify(sizes)).toBeLessThan(35 * kb)
  const scripts = Object.keys(sizes).filter((file) => file.endsWith('.js'))
  for (const file of scripts)
    expect(readFileSync(path.join(dist, file), 'utf8'), file).not.toContain('react.')
})

test('C74 the shell with its first view is at most 180 KB', () => {
  const shell = filesOf('index.html')
  const views = readdirSync(path.join(dist, 'assets')).filter((file) =>
    /^(situation|triage)-.*[.](js|css)$/.test(file),
  )
  expect(views.length).toBeGreaterThanOrEqual(2)
  for (const first of ['situation', 'triage']) {
    const sizes = weigh([
      ...shell,
      ...views.filter((file) => file.startsWith(first)).map((file) => `assets/${file}`),
    ])
    expect(sum(sizes), JSON.stringify(sizes)).toBeLessThan(180 * kb)
  }
})

test('C74 each further part is at most 60 KB, and 250 KB where it holds an editor', () => {
  const shell = new Set(filesOf('index.html'))
  for (const file of readdirSync(path.join(dist, 'assets'))) {
    if (shell.has(`assets/${file}`) || !file.endsWith('.js')) continue
    const isEditor = readFileSync(path.join(dist, 'assets', file), 'utf8').includes('cm-editor')
    expect(sizeOf(`assets/${file}`), file).toBeLessThan((isEditor ? 250 : 60) * kb)
  }
})

// docs/security/limits.md against the program: figures, fields that go together, types of files, expensive acts.
import { globSync, readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { environment } from '#config/config.ts'
import { limits } from '#config/limits.ts'
import { PASSWORD_LEAST } from '#domain/access/password.ts'
import { sharedApp, type TestApp } from '../support/app.ts'
import { routesOf } from '../support/route-list.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const document = read('docs/security/limits.md')
const rowsOf = (heading: string): string[][] => {
  const part = document.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
  return [...part.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(' | ')).slice(1)
}
const figures: Readonly<Record<string, number>> = limits
let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

const reasons = new Map<string, string>()
let reason = ''
for (const line of read('src/config/limits.ts').split('\n')) {
  const said = /^ {2}\/\*\* (.+) \*\/$/.exec(line)?.[1]
  const name = /^ {2}(\w+):/.exec(line)?.[1]
  if (said !== undefined) reason = said
  if (name !== undefined) reasons.set(name, reason)
}

test('V2.1.3: docs/security/limits-in-force.md is what the program has, each figure with its reason; written anew with vitest -u', async () => {
  expect([...reasons.keys()].toSorted()).toEqual(Object.keys(limits).toSorted())
  const rows = [...reasons].map(([name, why]) => `| \`${name}\` | ${figures[name]} | ${why} |`)
  const text = `# Limits in force\n\nGenerated from \`src/config/limits.ts\` by \`test/http/written-limits.test.ts\`. Do not edit. For whom each is, and what happens beyond: [limits](limits.md).\n\n| Name | Figure | Why |\n|---|---|---|\n${rows.join('\n')}\n`
  await expect(text).toMatchFileSnapshot('../../docs/security/limits-in-force.md')
})

test('V2.1.3: the figures for callers, accounts and the installation are those in force', () => {
  const rows = rowsOf('For whom')
  expect(rows.length).toBeGreaterThan(15)
  for (const [limit = '', whom = '', figure = '', beyond = ''] of rows) {
    const name = limit.replaceAll('`', '')
    const inForce = figures[name] ?? environment.parse({})[name as 'VIGIA_RATE_PER_MINUTE']
    expect(Number(/[\d,]+/.exec(figure)?.[0].replaceAll(',', '')), name).toBe(inForce)
    expect(
      [whom, beyond].every((one) => one.length >= 3),
      name,
    ).toBe(true)
  }
  // Of people and of the whole: neither may be missing.
  expect(rows.filter(([, whom = '']) => /account|token/.test(whom)).length).toBeGreaterThan(4)
  expect(rows.filter(([, whom = '']) => whom.includes('installation')).length).toBeGreaterThan(0)
  expect(PASSWORD_LEAST).toBe(15)
})

test('V2.1.2: what is asked of several fields at once is written down, with its code', () => {
  const rules = rowsOf('Fields that go together').flat().join(' ')
  const codes = globSync('src/domain/signal/*.ts').flatMap((file) =>
    [...read(file).matchAll(/'(INTAKE_[A-Z_]+)'/g)].map(([, code = '']) => code),
  )
  expect(new Set(codes).size).toBeGreaterThan(15)
  expect([...new Set(codes)].filter((code) => !rules.includes(`\`${code}\``))).toEqual([])
  const refined = globSync('src/**/*-routes.ts').flatMap((file) =>
    [...read(file).matchAll(/\.refine\([^']*'([^']+)',?\s*\)/g)].map(([, said = '']) => said),
  )
  expect(refined.length).toBeGreaterThan(3)
  expect(refined.filter((said) => !rules.includes(said))).toEqual([])
  const failures = read('docs/failure-modes.md')
  const named = [...rules.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code)
  expect(named.filter((code) => !failures.includes(`\`${code}\``))).toEqual([])
})

interface Content {
  readonly content?: Readonly<Record<string, unknown>>
}
interface Operation {
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}

test('V5.1.1: the API takes JSON and no files; what it gives has one of the types that are written down', async () => {
  const { paths } = (await app.server.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, Operation>>
  }>()
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const taken = operations.flatMap(({ requestBody }) => Object.keys(requestBody?.content ?? {}))
  expect(taken.length).toBeGreaterThan(60)
  expect([...new Set(taken)].filter((type) => !/^application\/(x-ndjson|json)$/.test(type))).toEqual([])
  const given = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap(({ content }) => Object.keys(content ?? {})),
  )
  const written = new Set(
    rowsOf('Files').flatMap(([types = '']) => [...types.matchAll(/`([^`]+)`/g)].map(([, type = '']) => type)),
  )
  expect([...new Set(given)].toSorted()).toEqual([...written].toSorted())
})

test('V15.1.3: what is expensive is written down with what bounds it: routes and figures that exist', () => {
  const rows = rowsOf('What is expensive')
  expect(rows.length).toBeGreaterThan(7)
  const served = new Set(routesOf(app.server).map(({ method, url }) => `${method} ${url}`))
  for (const [act = '', why = '', bound = ''] of rows) {
    const route = /^`(.+)`$/.exec(act)?.[1]
    if (route !== undefined) expect([...served], route).toContain(route)
    expect(why.length).toBeGreaterThanOrEqual(10)
    const names = [...bound.matchAll(/`(\w+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => /^[a-z]/.test(name))
    for (const name of names) expect(Object.keys(limits), name).toContain(name)
    expect(bound, act).toMatch(/`\w+`|one at a time|row by row/)
  }
})

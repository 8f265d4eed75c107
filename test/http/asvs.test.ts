// Requirements of ASVS 5.0.0 that hold for every route at once; docs/security/asvs.md names them.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { fastify } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverDeps } from '#app/create-app.ts'
import { limits } from '#config/limits.ts'
import { type Role, roles } from '#domain/actor.ts'
import { buildServer } from '#http/build-server.ts'
import { registerErrors } from '#http/errors.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import { randomBase62 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import { hashPassword, isPassword } from '#platform/password-hash.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { routesOf } from '../support/route-list.ts'

interface Parameter {
  readonly name: string
  readonly in: string
}
interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Shape }>> }
}
interface Shape {
  readonly type?: string
  readonly additionalProperties?: unknown
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
}

let app: TestApp
let operations: { name: string; method: string; path: string; operation: Operation }[]
beforeAll(async () => {
  app = await openTestApp()
  const { paths } = (await app.server.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, Operation>>
  }>()
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
})
afterAll(() => app.close())

const getRoutes = () =>
  routesOf(app.server).filter(({ method, url }) => method === 'GET' && url !== '/v1/stream')
const filled = (url: string) =>
  url.replaceAll(/(?<=\/):\w+/g, '018f6d2e-0000-7000-8000-00000000aaaa').replace('*', '') || '/'

test('V4.1.1: every answer with a body names its type, and texts their characters', async () => {
  for (const { url } of getRoutes()) {
    const { headers, body, statusCode } = await app.server.inject({ url: filled(url) })
    if (body === '') continue
    const type = String(headers['content-type'])
    expect(type, `${url} ${statusCode}`).toMatch(/^[a-z]+\/[a-z0-9.+-]+/)
    if (type.startsWith('text/')) expect(type, url).toMatch(/charset=utf-8/)
  }
})

test('V1.1.1: what was escaped twice is read once, and is not what it would be if it were read again', async () => {
  const ask = (path: string) => app.call('rules_admin', 'GET', `/v1/rules/${path}`)
  expect((await ask('%63andidate-threats')).status).toBe(200)
  expect((await ask('%2563andidate-threats')).status).toBeGreaterThanOrEqual(400)
  expect((await app.call('nobody', 'GET', '/healthz%2500')).status).toBe(404)
})

test('V11.4.2: passwords are argon2id with 19 MiB and two passes, each with a salt of its own', async () => {
  const [one, two] = await Promise.all([
    hashPassword('cuatro mulas bajan'),
    hashPassword('cuatro mulas bajan'),
  ])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(one).not.toBe(two)
  expect(await isPassword(one, 'cuatro mulas bajan')).toBe(true)
  expect(await isPassword(one, 'cuatro mulas baja')).toBe(false)
})

test('V7.1.1: the figures of sign-in.md are those of the settings', () => {
  const text = readFileSync('docs/security/sign-in.md', 'utf8').replaceAll(/\s+/g, ' ')
  expect([limits.freeFailuresAccount, limits.freeFailuresNetwork]).toEqual([3, 20])
  for (const said of [
    `| Without use | ${limits.sessionIdleMinutes} minutes`,
    `| At most | ${limits.sessionHours} hours`,
    `| Both factors anew | ${limits.stepUpSeconds / 60} minutes`,
    'three free per account, twenty per network',
    'up to 42 s',
    `once, ${limits.firstAdminMinutes} minutes`,
    `invites (${limits.invitationHours} h)`,
    `at most ${limits.rotationHours} h`,
  ])
    expect(text).toContain(said)
})

test('V14.2.1: no route takes a secret in its address', () => {
  const secret = /token|secret|password|code|key|session|authorization/i
  const found = operations.flatMap(({ name, operation }) =>
    (operation.parameters ?? [])
      .filter(
        (one) => (one.in === 'query' || one.in === 'path') && secret.test(one.name) && one.name !== 'passkey',
      )
      .map((one) => `${name}: ${one.name}`),
  )
  expect(operations.length).toBeGreaterThan(150)
  // As the protocol has it: good once, and of no use without the verifier in the cookie of who began.
  expect(found).toEqual(['GET /v1/auth/oidc/callback: code'])
  // The link of a test message holds one: good once, and all that it proves is that the message came.
  const hidden = routesOf(app.server).filter(({ url }) => /:(token|secret|password|code|key)/i.test(url))
  expect(hidden.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /confirm/:token',
    'POST /confirm/:token',
  ])
})

test('V15.3.3: every body is closed: a field that nobody knows is refused, never bound', () => {
  const isClosed = (shape: Shape): boolean =>
    shape.anyOf?.every(isClosed) ??
    (shape.type === 'array'
      ? isClosed(shape.items ?? {})
      : shape.type === 'null' || shape.additionalProperties === false)
  const bodies = operations.flatMap(({ name, operation }) =>
    Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => ({ name, schema })),
  )
  expect(bodies.length).toBeGreaterThan(60)
  expect(bodies.filter(({ schema }) => !isClosed(schema)).map(({ name }) => name)).toEqual([])
})

test('V15.3.7: a parameter given twice is refused, never guessed', async () => {
  for (const url of [
    '/v1/alerts?limit=1&limit=2',
    '/v1/alerts?process=a&process=b',
    '/v1/alerts?level=info&level=watch',
  ]) {
    const { status } = await app.call('ombudsman', 'GET', url)
    expect(status, url).toBe(422)
  }
})

/** Rows of every table but those that record reading. */
async function allRows(): Promise<string> {
  const { rows } = await sql<{ counts: string }>`
    select string_agg(t.name || '=' || (xpath('/row/c/text()',
      query_to_xml('select count(*) as c from ' || t.name, false, true, '')))[1]::text, ' ' order by t.name) as counts
    from (select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
      where table_schema in ('public', 'vault') and table_type = 'BASE TABLE' and table_name not like 'audit%') t`.execute(
    app.core.db,
  )
  return rows[0]?.counts ?? ''
}

test('V3.5.3: no reading route changes anything, whoever asks', async () => {
  const before = await allRows()
  expect(before.length).toBeGreaterThan(500)
  for (const { url } of getRoutes())
    for (const role of roles) {
      const headers = { authorization: `Bearer ${app.tokens[role satisfies Role]}` }
      expect((await app.server.inject({ url: filled(url), headers })).statusCode, url).toBeLessThan(500)
    }
  expect(await allRows()).toBe(before)
})

test('V13.4.1: nothing stray is served: no repository, no settings, no sources, no listing of a folder', async () => {
  const stray = [
    '/.git/config',
    '/.git/HEAD',
    '/.env',
    '/.env.example',
    '/package.json',
    '/package-lock.json',
  ]
  const more = [
    '/src/main.ts',
    '/data/',
    '/assets/',
    '/rules/bo/pack.yaml',
    '/node_modules/',
    '/metrics',
    '/server-status',
  ]
  const dots = [
    '/..%2f..%2fpackage.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
  ]
  for (const url of [...stray, ...more, ...dots]) {
    const { statusCode } = await app.server.inject({ url })
    expect([401, 403, 404, 400], `${url} ${statusCode}`).toContain(statusCode)
  }
})

test('V13.4.4: TRACE is answered by nothing that it said', async () => {
  const answer = await app.server.inject({
    method: 'TRACE' as 'GET',
    url: '/v1/me',
    headers: { 'x-secret-of-the-test': 'echo-me' },
  })
  expect(answer.statusCode).toBeGreaterThanOrEqual(400)
  expect(answer.body).not.toContain('echo-me')
})

test('V16.3.2: every refusal is one log line with its code, route and request, and nothing that was sent', async () => {
  const lines: Record<string, unknown>[] = []
  const note = (line: unknown) => void lines.push(line as Record<string, unknown>)
  const logger: Logger = { debug: note, info: note, warn: note, error: note } as unknown as Logger
  const deps = { ...(await serverDeps(app.core, createSignalGroups(app.core, app.core.writers))), logger }
  const server = await buildServer(deps)
  const ask = (url: string, token: string | undefined, payload?: object) =>
    server.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    })
  await ask('/v1/alerts', undefined)
  await ask('/v1/alerts', app.tokens.analyst)
  await ask('/v1/signals', app.tokens.analyst, {
    narrative: 'lo que dijo\nERROR forged line',
    reliability: 'A',
  })
  await ask('/v1/signals?limit=%0aERROR', app.tokens.analyst)
  await server.close()
  const refusals = lines.filter((line) => line['event'] === 'request.refused')
  expect(refusals.map((line) => line['code'])).toEqual([
    'AUTH_TOKEN_MISSING',
    'AUTH_SCOPE_MISSING',
    expect.stringMatching(/^(INTAKE|HTTP)_/),
    expect.any(String),
  ])
  for (const line of refusals) {
    expect(line).toMatchObject({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      route: expect.stringMatching(/^\/v1/),
    })
    expect(JSON.stringify(line)).not.toMatch(/lo que dijo|forged|vigia_live/)
  }
})

test('V16.3.4: what breaks unexpectedly is logged with its cause, and answered without', async () => {
  const lines: Record<string, unknown>[] = []
  const note = (line: unknown) => void lines.push(line as Record<string, unknown>)
  const server = fastify()
  registerErrors(server, { debug: note, info: note, warn: note, error: note } as unknown as Logger)
  server.get('/', () => {
    throw new TypeError('what only we should know')
  })
  const { statusCode, body } = await server.inject('/')
  expect(statusCode).toBe(500)
  expect(body).not.toContain('what only we should know')
  expect(lines).toEqual([
    expect.objectContaining({
      event: 'request.refused',
      status: 500,
      error: 'TypeError: what only we should know',
      stack: expect.stringContaining('asvs.test.ts'),
    }),
  ])
})

test('V16.2.4: a printed line is one line of JSON with its time in UTC, whatever is in it', () => {
  const logger = pathToFileURL('src/platform/logger.ts').href
  const program = `import { createLogger } from '${logger}'; createLogger('info').warn({ event: 'x', code: 'a\\n{"level":60}\\r\\u001b[31m' })`
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  const [line = '', ...more] = printed.trimEnd().split('\n')
  expect(more).toEqual([])
  expect(JSON.parse(line)).toEqual({
    level: 40,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    event: 'x',
    code: 'a\n{"level":60}\r\u001b[31m',
  })
  expect(line).not.toContain('\u001b')
})

test('V11.5.1: 50,000 random secrets of 160 bits: none twice, every digit as often as the others', () => {
  const seen = new Set<string>()
  const digits = new Map<string, number>()
  for (let n = 0; n < 50_000; n += 1) {
    const secret = randomBase62(27)
    expect(secret).toHaveLength(27)
    seen.add(secret)
    for (const digit of secret) digits.set(digit, (digits.get(digit) ?? 0) + 1)
  }
  expect(seen.size).toBe(50_000)
  expect(digits.size).toBe(62)
  const expected = (50_000 * 27) / 62
  // Six standard deviations: chance never, a bias of a few per cent always.
  for (const [digit, count] of digits)
    expect(Math.abs(count - expected), digit).toBeLessThan(6 * Math.sqrt(expected))
})

// What stands in front of the routes: headers on every answer whatever it is, and the limit of one token.

import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverDeps } from '#app/create-app.ts'
import { buildServer } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import { sharedApp, type TestApp } from '../support/app.ts'
import { routesOf } from '../support/route-list.ts'

let app: TestApp
let limited: FastifyInstance
beforeAll(async () => {
  app = await sharedApp()
  const deps = await serverDeps(app.core, createSignalGroups(app.core, app.core.writers))
  limited = await buildServer({ ...deps, ratePerMinute: 5 })
  await limited.ready()
})
afterAll(() => limited.close())

function expectHeaders(headers: Readonly<Record<string, unknown>>, where: string): void {
  expect(headers, where).toMatchObject({
    'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('geolocation=()'),
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringContaining('max-age='),
    'x-content-type-options': 'nosniff',
    'x-frame-options': expect.any(String),
  })
  expect(headers['cache-control'], where).toBeDefined()
  expect(headers['x-powered-by'], where).toBeUndefined()
  expect(headers['access-control-allow-origin'], where).toBeUndefined()
}

test('ADV2-headers-everywhere: every route answers with the security headers, refusals among them, and shares with no other origin', async () => {
  const routes = routesOf(app.server)
  expect(routes.length).toBeGreaterThan(50)
  for (const { method, url } of routes) {
    const answer = await app.server.inject({
      method: method as 'GET',
      url: url.replaceAll(/(?<=\/):\w+/g, 'x').replace('*', '') || '/',
      headers: { origin: 'https://elsewhere.example' },
    })
    expectHeaders(answer.headers, `${method} ${url} ${answer.statusCode}`)
  }
})

test('what is no route, no URL and no request of ours answers with them too', async () => {
  for (const url of ['/nothing/here', '/v1/%zz', '/v1/signals?q=%00']) {
    const answer = await app.server.inject({ url })
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expectHeaders(answer.headers, url)
  }
})

test('data is kept by no cache', async () => {
  const { headers, statusCode } = await app.server.inject({
    url: '/v1/alerts',
    headers: { authorization: `Bearer ${app.tokens.ombudsman}` },
  })
  expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store'])
})

test('ADV5-one-token: a token that asks too often is told when to come back; another token and the probes go on', async () => {
  const ask = (token: string, url = '/v1/alerts') =>
    limited.inject({ url, headers: { authorization: `Bearer ${token}`, 'accept-language': 'es' } })
  const answers = []
  for (let n = 0; n < 7; n += 1) answers.push(await ask(app.tokens.ombudsman))
  expect(answers.map((one) => one.statusCode)).toEqual([200, 200, 200, 200, 200, 429, 429])
  const [first, last] = [answers[0], answers[6]]
  expect(first?.headers['ratelimit-limit']).toBe('5')
  expect(last?.json()).toMatchObject({ code: 'RATE_TOKEN', status: 429 })
  expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0)
  expect((await ask(app.tokens.un_liaison)).statusCode).toBe(200)
  expect((await limited.inject({ url: '/healthz' })).statusCode).toBe(200)
})

test('a caller’s address is the one that connects, unless a trusted proxy names another', async () => {
  const deps = await serverDeps(app.core, createSignalGroups(app.core, app.core.writers))
  for (const [trustedProxies, expected] of [
    [[], '127.0.0.1'],
    [['10.0.0.0/8'], '127.0.0.1'],
    [['127.0.0.1'], '203.0.113.7'],
  ] as const) {
    const server = await buildServer({ ...deps, trustedProxies })
    let seen = ''
    server.addHook('onRequest', (request, _reply, done) => {
      seen = request.ip
      done()
    })
    await server.inject({ url: '/healthz', headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect(seen).toBe(expected)
    await server.close()
  }
})

// Routes for people who are signed in, and the doors: tokens open none of the first, pages of other sites none of the second.
import { beforeAll, expect, test } from 'vitest'
import { roles } from '#domain/actor.ts'
import { type Method, sharedApp, type TestApp } from '../support/app.ts'
import { doors, personOnly, wayBack } from '../support/people-routes.ts'

const id = '018f6d2e-0000-7000-8000-00000000aaaa'
let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

test.each(Object.entries(personOnly))('%s: no token, not even that of %s', async (route, role) => {
  const [method = '', path = ''] = route.split(' ')
  const url = path.replace(':id', id).replace(':passkey', 'abc')
  const given = method === 'GET' ? {} : { payload: {} }
  for (const one of roles) {
    const { status, body } = await app.call(one, method as Method, url, given)
    const code = role === 'everybody' || role === one ? 'AUTH_PERSON_NEEDED' : 'AUTH_SCOPE_MISSING'
    expect([one, status, body['code']]).toEqual([one, 403, code])
  }
  expect((await app.call('nobody', method as Method, url, given)).body['code']).toBe('AUTH_TOKEN_MISSING')
})

test.each(doors)('%s: refuses an empty request, and a page of another site', async (route) => {
  const url = route.split(' ')[1] ?? ''
  const foreign = { payload: {}, headers: { origin: 'https://evil.example' } }
  expect((await app.call('nobody', 'POST', url, foreign)).body['code']).toBe('AUTH_ORIGIN_FOREIGN')
  // Not set up here: its own suite sets it up (test/conformance/oidc.suite.ts).
  const status = { '/v1/auth/passkey-options': 200, '/v1/auth/oidc:start': 404 }[url] ?? 422
  expect((await app.call('nobody', 'POST', url, { payload: {} })).status).toBe(status)
})

test(`${wayBack}: answers anybody with a page of this server`, async () => {
  const answer = await app.call('nobody', 'GET', '/v1/auth/oidc/callback?state=x&code=y')
  expect([answer.status, answer.headers['location']]).toEqual([303, '/#state=x&code=y'])
})

test('without a provider there is no third way in, and who asks for it is told the others', async () => {
  expect((await app.call('nobody', 'GET', '/v1/auth/oidc')).body).toEqual({ is_on: false })
  for (const url of ['/v1/auth/oidc:start', '/v1/auth/oidc']) {
    const payload = url.endsWith('start') ? {} : { state: 'x', code: 'x' }
    const { status, body } = await app.call('nobody', 'POST', url, { payload })
    expect([status, body['code']]).toEqual([404, 'AUTH_OIDC_OFF'])
  }
})

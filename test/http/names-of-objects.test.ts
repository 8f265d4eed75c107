// Names that every object has by itself, where a path names something: nothing is found under them, and nothing breaks.
import { beforeAll, expect, test } from 'vitest'
import { type Method, sharedApp, type TestApp } from '../support/app.ts'
import { routesOf } from '../support/route-list.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

test.each(['__proto__', 'constructor'])(
  '%s in every path that takes a parameter: less than 500',
  async (name) => {
    const routes = routesOf(app.server).filter(({ url }) => url.includes('/:'))
    expect(routes.length).toBeGreaterThan(80)
    for (const { method, url } of routes)
      for (const who of ['nobody', 'verifier', 'ombudsman', 'rules_admin', 'auditor'] as const) {
        const path = url.replaceAll(/(?<=\/):\w+/g, name)
        const payload = method === 'GET' || method === 'DELETE' ? {} : { payload: {} }
        const { status } = await app.call(who, method as Method, path, payload)
        expect(status, `${who} ${method} ${path}`).toBeLessThan(500)
      }
  },
)

test('a Host with a port that there cannot be is no fault of ours', async () => {
  const headers = { host: 'localhost:99999' }
  const { status } = await app.call('nobody', 'POST', '/v1/auth/passkey-options', { payload: {}, headers })
  expect(status).toBe(200)
})

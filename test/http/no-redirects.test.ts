// Nobody who speaks to the API without TLS is led on: what a client sends to a plain address must not look as if it had worked.
import { beforeAll, expect, test } from 'vitest'
import { sharedApp, type TestApp } from '../support/app.ts'
import { routesOf } from '../support/route-list.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

test('V4.1.2: no request of the API is redirected, whatever a proxy says of how it came', async () => {
  const routes = routesOf(app.server).filter(({ url }) => url.startsWith('/v1/') && url !== '/v1/stream')
  expect(routes.length).toBeGreaterThan(150)
  const led: string[] = []
  for (const { method, url } of routes) {
    const { statusCode } = await app.server.inject({
      method: method as 'GET',
      url: url.replaceAll(/(?<=\/):\w+/g, '018f6d2e-0000-7000-8000-00000000aaaa'),
      headers: { 'x-forwarded-proto': 'http', 'x-forwarded-ssl': 'off', host: 'vigia.example.org' },
    })
    if (statusCode >= 300 && statusCode < 400) led.push(`${method} ${url}`)
  }
  // A page of the console is where this one sends a browser, whatever it says; it takes no token.
  expect(led).toEqual(['GET /v1/auth/oidc/callback'])
})

import { beforeAll, describe, expect, test } from 'vitest'
import { sharedApp, type TestApp } from '../support/app.ts'
import { createContract, type Exchange, type OpenApiDocument } from '../support/openapi.ts'
import { routesOf } from '../support/route-list.ts'

let app: TestApp
let document: OpenApiDocument
beforeAll(async () => {
  app = await sharedApp()
  document = (await app.server.inject('/openapi.json')).json()
})

describe('the OpenAPI document', () => {
  test('names its version and every reference in it leads somewhere', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(
      ([, path = '']) => path,
    )
    expect(references.length).toBeGreaterThan(20)
    const broken = references.filter((path) => at(document, path) === undefined)
    expect([...new Set(broken)]).toEqual([])
  })

  test('has every route of the server, with a summary and what a refusal looks like', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const served = routesOf(app.server)
      .filter(
        ({ url }) => url.startsWith('/v1/') || ['/healthz', '/health/pipeline', '/readyz'].includes(url),
      )
      .map(({ method, url }) => `${method} ${url.replaceAll(/\/:(\w+)/g, '/{$1}')}`)
    expect(documented.toSorted()).toEqual(served.toSorted())
    for (const [path, methods] of Object.entries(document.paths)) {
      if (!path.startsWith('/v1/')) continue
      for (const operation of Object.values(methods)) {
        expect(operation.summary, path).toMatch(/\w/)
        expect(operation.responses['default']?.content, path).toHaveProperty(['application/problem+json'])
      }
    }
  })

  test('a checker that finds nothing would be worthless: it finds a field too few, a wrong type, an unknown status', () => {
    const contract = createContract(document)
    const faults = (exchange: Exchange) => contract.faults(exchange)
    const healthz = { method: 'GET', url: '/healthz', status: 200, contentType: 'application/json' }
    expect(faults({ ...healthz, body: { status: 'ok' } })).toEqual([])
    expect(faults({ ...healthz, body: {} })).not.toEqual([])
    expect(faults({ ...healthz, body: { status: 'well' } })).not.toEqual([])
    expect(faults({ ...healthz, status: 418, body: { status: 'ok' } })).not.toEqual([])
    expect(faults({ ...healthz, url: '/v1/nowhere', status: 404, body: { status: 'ok' } })).not.toEqual([])
  })
})

function at(value: unknown, pointer: string): unknown {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
  return steps.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined,
    value,
  )
}

// Who may do what: every route of the server × every role. The table is written by hand, on purpose: it is the promise.
import { type FastifyInstance, fastify } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Role, roles } from '#domain/actor.ts'
import { registerAuthentication } from '#http/authenticated.ts'
import { type Method, sharedApp, type TestApp } from '../support/app.ts'
import { routesOf } from '../support/route-list.ts'

const everybody: readonly Role[] = roles
const readers: readonly Role[] = roles.filter((role) => role !== 'intake_token')
const writers: readonly Role[] = ['analyst', 'verifier', 'intake_token']
const signalReaders: readonly Role[] = ['analyst', 'verifier', 'ombudsman']
const ruleReaders: readonly Role[] = ['ombudsman', 'rules_admin']
const alertReaders: readonly Role[] = ['verifier', 'ombudsman', 'un_liaison']

const id = '018f6d2e-0000-7000-8000-00000000aaaa'
const allowed: Readonly<Record<string, readonly Role[]>> = {
  'GET /v1/me': everybody,
  'GET /v1/meta': readers,
  'GET /v1/processes': readers,
  'GET /v1/processes/:id/calendar': readers,
  'GET /v1/processes/:id/phases': readers,
  'GET /v1/places': readers,
  'GET /v1/factors': readers,
  'GET /v1/rules': ruleReaders,
  'POST /v1/rules': ['rules_admin'],
  'GET /v1/rules:export': ruleReaders,
  'GET /v1/rules/:id': ruleReaders,
  'GET /v1/rules/:id/drift': ruleReaders,
  'PUT /v1/rules/:id/params': ['rules_admin'],
  'GET /v1/rules/:id/revisions': ruleReaders,
  'POST /v1/rules/:id/revisions': ['rules_admin'],
  'GET /v1/rules/:id/revisions/:n': ruleReaders,
  'POST /v1/rules/:id/revisions/:n:test': ['rules_admin'],
  'POST /v1/rules/:id/revisions/:n:propose': ['rules_admin'],
  'POST /v1/rules/:id/revisions/:n/approvals': ['rules_admin'],
  'POST /v1/rules/:id/revisions/:n:activate': ['rules_admin'],
  'POST /v1/rules/:id/revisions/:n:shadow': ['rules_admin'],
  'POST /v1/rules/:id/revisions/:n:retire': ['rules_admin'],
  'POST /v1/rules/:id/revisions/:n:rollback': ['rules_admin'],
  'POST /v1/rules:dry-run': ['rules_admin'],
  'POST /v1/backtests': ['rules_admin'],
  'GET /v1/backtests/:id': ruleReaders,
  'GET /v1/backtests/:id/report': ruleReaders,
  'GET /v1/backtests/:id/report.md': ruleReaders,
  'GET /v1/backtests/:id/report.html': ruleReaders,
  'GET /v1/proposals': ruleReaders,
  'GET /v1/proposals/:id': ruleReaders,
  'POST /v1/proposals/:id/approvals': ['rules_admin'],
  'GET /v1/indicators/:name/values': readers,
  'POST /v1/indicators/:name/values': ['analyst', 'verifier'],
  'GET /v1/signals': signalReaders,
  'POST /v1/signals': writers,
  'POST /v1/signals:batch': writers,
  'GET /v1/signals/:id': signalReaders,
  'GET /v1/signals/:id/revisions': signalReaders,
  'POST /v1/signals/:id/corrections': writers,
  'POST /v1/signals/:id/retractions': writers,
  'GET /v1/alerts': alertReaders,
  'GET /v1/alerts/:id': alertReaders,
  'GET /v1/alerts/:id/timeline': alertReaders,
  'GET /v1/alerts/:id/why': alertReaders,
  'GET /v1/alerts/:id/cap.xml': alertReaders,
  'GET /v1/alerts/:id/deliveries': alertReaders,
  'GET /v1/stream': alertReaders,
  'GET /v1/deliveries/:id/attempts': alertReaders,
  'GET /v1/inbox': alertReaders,
  'POST /v1/inbox/:id/seen': alertReaders,
  'GET /v1/alerts/:id/acknowledgements': alertReaders,
  'POST /v1/alerts/:id/acknowledgements': ['ombudsman', 'un_liaison'],
  'GET /metrics': ['system_admin'],
}
const open = ['GET /healthz', 'GET /readyz', 'GET /openapi.json']
/** Answer anybody with what was approved for the public, and a token with what its holder may see. */
const feeds = ['GET /v1/feeds/cap', 'GET /v1/feeds/cap/:identifier.xml', 'GET /v1/feeds/atom/:department.xml']

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

describe('every route × every role', () => {
  test('the table has every route of the server, and no other', () => {
    const served = routesOf(app.server)
      .map(({ method, url }) => `${method} ${url}`)
      // The console's own files, when they have been built: the page has no data of its own.
      .filter((route) => /^\w+ \/(v1|healthz|readyz|metrics|openapi)/.test(route))
    expect(served.toSorted()).toEqual([...Object.keys(allowed), ...open, ...feeds].toSorted())
  })

  for (const [route, may] of Object.entries(allowed)) {
    const [method = '', path = ''] = route.split(' ')
    const url = path.replace(':id', id).replace(':name', 'polarisation_index').replace(':n', '1')
    const call = (who: Role | 'nobody') => {
      // A stream that is open does not end: its head says enough.
      const asked = url === '/v1/stream' && who !== 'nobody' && may.includes(who) ? 'HEAD' : method
      return app.call(who, asked as Method, url, method === 'GET' ? {} : { payload: {} })
    }

    test(`${route}: ${may.length === roles.length ? 'every token' : may.join(', ')}`, async () => {
      const nobody = await call('nobody')
      expect([nobody.status, nobody.body['code']]).toEqual([401, 'AUTH_TOKEN_MISSING'])
      expect(nobody.headers['www-authenticate']).toBe('Bearer')
      for (const role of roles) {
        const { status, body } = await call(role)
        if (may.includes(role))
          expect([401, 403, 500], `${role} ${JSON.stringify(body)}`).not.toContain(status)
        else expect([role, status, body['code']]).toEqual([role, 403, 'AUTH_SCOPE_MISSING'])
      }
    })
  }

  test.each(feeds)(
    '%s: anybody the public part, alert readers theirs, other tokens nothing',
    async (route) => {
      const url = (route.split(' ')[1] ?? '').replace(':identifier', id).replace(':department', 'BO')
      const known = url.includes(id) ? 404 : 200
      const nobody = await app.call('nobody', 'GET', url)
      expect(nobody.status).toBe(known)
      expect(JSON.stringify(nobody.body)).not.toContain(app.process)
      for (const role of roles) {
        const { status } = await app.call(role, 'GET', url)
        expect([role, status]).toEqual([role, alertReaders.includes(role) ? known : 403])
      }
    },
  )

  test.each(open)('%s answers anybody, and tells nothing about anybody', async (route) => {
    const answer = await app.call('nobody', 'GET', route.split(' ')[1] ?? '')
    expect(answer.status).toBe(200)
    expect(JSON.stringify(answer.body)).not.toContain(app.process)
  })
})

describe('default deny', () => {
  test.each([
    ['no Authorization', undefined],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['an empty token', 'Bearer '],
    ['a token of the right form that nobody issued', 'Bearer vigia_live_000000000000000000000000000_000000'],
    ['a JWT without a signature', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
    ['a token with a quote and a comment', "Bearer vigia_live_' or 1=1 --"],
    ['a very long token', `Bearer ${'a'.repeat(6_000)}`],
  ])('%s: 401', async (_name, authorization) => {
    const headers = authorization === undefined ? {} : { authorization }
    for (const url of ['/v1/me', '/v1/signals', '/v1/alerts', '/metrics']) {
      expect((await app.call('nobody', 'GET', url, { headers })).status).toBe(401)
    }
  })

  test('a token with one letter wrong is refused', async () => {
    const right = app.tokens.ombudsman
    const last = right.endsWith('A') ? 'B' : 'A'
    const headers = { authorization: `Bearer ${right.slice(0, -1)}${last}` }
    expect((await app.call('nobody', 'GET', '/v1/me', { headers })).status).toBe(401)
  })

  test('a route that names no scope stops the start, also one that a plugin adds', async () => {
    const start = async (register: (server: FastifyInstance) => unknown) => {
      const server = fastify()
      registerAuthentication(server, () => Promise.resolve(undefined))
      await register(server)
      await server.ready()
    }
    await expect(start((server) => server.get('/v1/forgotten', () => 'x'))).rejects.toThrow(
      /forgotten names no scope/,
    )
    const inside = (scope: FastifyInstance) => Promise.resolve(void scope.get('/v1/inside', () => 'x'))
    await expect(start((server) => server.register(inside))).rejects.toThrow(/inside names no scope/)
    await expect(
      start((server) => server.get('/x', { config: { isPublic: true } }, () => 'x')),
    ).resolves.toBeUndefined()
  })

  test('what is out of the caller’s sight answers as if it were not there', async () => {
    const stranger = await app.call('ombudsman', 'GET', `/v1/alerts/${id}`)
    expect([stranger.status, stranger.body['code']]).toEqual([404, 'ALERT_UNKNOWN'])
  })

  test('a method that a path does not know changes nothing', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      const { status } = await app.call('analyst', method, '/v1/signals', { payload: {} })
      expect([404, 405]).toContain(status)
    }
  })
})

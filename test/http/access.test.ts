// Who may do what: every route of the server × every role, against the table in support/who-may.ts.
import { type FastifyInstance, fastify } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Role, roles } from '#domain/actor.ts'
import { registerAuthentication } from '#http/authenticated.ts'
import { type Method, sharedApp, type TestApp } from '../support/app.ts'
import { doors, personOnly, wayBack } from '../support/people-routes.ts'
import { routesOf } from '../support/route-list.ts'
import { alertReaders, allowed, feeds, open, signed } from '../support/who-may.ts'

const id = '018f6d2e-0000-7000-8000-00000000aaaa'
let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

describe('every route × every role', () => {
  test('the table has every route of the server, and no other', () => {
    const served = routesOf(app.server)
      .map(({ method, url }) => `${method} ${url}`)
      // The console's own files, when they have been built: the page has no data of its own.
      .filter((route) => /^\w+ \/(v1|health|readyz|metrics|openapi)/.test(route))
    const listed = [...Object.keys(allowed), ...Object.keys(personOnly)]
    expect(served.toSorted()).toEqual([...listed, ...doors, wayBack, ...open, ...signed, ...feeds].toSorted())
  })

  for (const [route, may] of Object.entries(allowed)) {
    const [method = '', path = ''] = route.split(' ')
    const url = path
      .replace(':id', id)
      .replace(':name', 'polarisation_index')
      .replace(':n', '1')
      .replace(':entry', id)
      .replace('/:c:', '/inbox:')
      .replace('/:audience:', '/un-liaison:')
      .replace('/:office:', '/ombudsman-duty:')
      .replace('/:verification:', `/${id}:`)
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
    // Nobody scores what the requests above have left: after a minute of it, on a slow machine, the probe says so, and nothing else is wrong.
    const { findings } = answer.body as { findings?: unknown }
    expect([answer.status, findings]).toEqual(
      answer.status === 503 && route.endsWith('/health/pipeline') ? [503, ['lane_stands']] : [200, findings],
    )
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

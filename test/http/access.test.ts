// Who may do what: every route of the server × every role. The table is written by hand, on purpose: it is the promise.
import { type FastifyInstance, fastify } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Role, roles } from '#domain/actor.ts'
import { registerAuthentication } from '#http/authenticated.ts'
import { type Method, sharedApp, type TestApp } from '../support/app.ts'
import { doors, personOnly } from '../support/people-routes.ts'
import { routesOf } from '../support/route-list.ts'

const everybody: readonly Role[] = roles
const readers: readonly Role[] = roles.filter((role) => role !== 'intake_token')
const writers: readonly Role[] = ['analyst', 'verifier', 'intake_token']
const signalReaders: readonly Role[] = ['analyst', 'verifier', 'ombudsman']
const ruleReaders: readonly Role[] = ['ombudsman', 'rules_admin']
const deliveryReaders: readonly Role[] = ['ombudsman', 'system_admin', 'auditor']
const alertReaders: readonly Role[] = ['verifier', 'ombudsman', 'un_liaison']
const alertActors: readonly Role[] = ['ombudsman', 'un_liaison']
const drillers: readonly Role[] = ['ombudsman', 'system_admin']
const identityReviewers: readonly Role[] = ['verifier', 'ombudsman', 'auditor']
const exporters: readonly Role[] = ['ombudsman', 'un_liaison', 'auditor']

const id = '018f6d2e-0000-7000-8000-00000000aaaa'
const allowed: Readonly<Record<string, readonly Role[]>> = {
  'GET /v1/me': everybody,
  'GET /v1/meta': readers,
  'GET /v1/processes': readers,
  'GET /v1/processes/:id/calendar': readers,
  'GET /v1/processes/:id/phases': readers,
  'GET /v1/places': readers,
  'GET /v1/places/geometry': readers,
  'GET /v1/processes/:id/calendar/revisions': readers,
  'POST /v1/processes/:id/calendar:preview': readers,
  'GET /v1/situation': alertReaders,
  'GET /v1/triage': ['verifier'],
  'GET /v1/triage/:id': ['verifier'],
  'POST /v1/triage/:id:assign': ['verifier'],
  'POST /v1/triage/:id:snooze': ['verifier'],
  'POST /v1/signals/:id/verifications': ['verifier'],
  'POST /v1/signals/:id/verifications/:verification:undo': ['verifier'],
  'POST /v1/signals:merge': ['verifier'],
  'POST /v1/signals:unmerge': ['verifier'],
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
  'POST /v1/rules/:id/revisions/:n:backtest': ['rules_admin'],
  'GET /v1/rules/:id/revisions/:n/backtest': ruleReaders,
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
  'POST /v1/drills': drillers,
  'GET /v1/drills': drillers,
  'GET /v1/drills/:id': drillers,
  'GET /v1/drills/:id/report': drillers,
  'GET /v1/drills/:id/report.md': drillers,
  'GET /v1/drills/:id/report.html': drillers,
  'GET /v1/change-freeze': ruleReaders,
  'POST /v1/change-freeze:lift': ['rules_admin'],
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
  'GET /v1/identity-access': identityReviewers,
  'GET /v1/identity-notices': identityReviewers,
  'GET /v1/identity-reads': identityReviewers,
  'GET /v1/identity-retention': identityReviewers,
  'GET /v1/legal-holds': identityReviewers,
  'GET /v1/signals/:id/identities': ['verifier'],
  'GET /v1/signals/:id/public-texts': writers,
  'POST /v1/identity-access/:id/decisions': ['ombudsman'],
  'POST /v1/identity-access/:id/reads': ['verifier'],
  'POST /v1/identity-retention': ['ombudsman'],
  'POST /v1/identity-retention/:id/decisions': ['ombudsman'],
  'POST /v1/legal-holds': ['ombudsman'],
  'POST /v1/legal-holds/:id/liftings': ['ombudsman'],
  'POST /v1/signals/:id/consent-withdrawals': writers,
  'POST /v1/signals/:id/identity-access': ['verifier'],
  'POST /v1/signals/:id/identity-shreddings': ['ombudsman'],
  'POST /v1/signals/:id/public-texts': writers,
  'POST /v1/signals/:id/public-texts/:number/decisions': ['verifier'],
  'GET /v1/alerts': alertReaders,
  'GET /v1/alerts/:id': alertReaders,
  'GET /v1/alerts/:id/timeline': alertReaders,
  'GET /v1/alerts/:id/why': alertReaders,
  'GET /v1/alerts/:id/proof': alertReaders,
  'GET /v1/alerts/:id/cap.xml': alertReaders,
  'GET /v1/alerts/:id/deliveries': alertReaders,
  'GET /v1/stream': alertReaders,
  'GET /v1/deliveries/:id/attempts': alertReaders,
  'GET /v1/inbox': alertReaders,
  'POST /v1/inbox/:id/seen': alertReaders,
  'GET /v1/alerts/:id/acknowledgements': alertReaders,
  'POST /v1/alerts/:id:escalate': ['ombudsman', 'un_liaison'],
  'GET /v1/on-duty': deliveryReaders,
  'GET /v1/rotas': deliveryReaders,
  'POST /v1/rotas': ['ombudsman'],
  'PATCH /v1/rotas/:id': ['ombudsman'],
  'GET /v1/rotas/:id/shifts': deliveryReaders,
  'POST /v1/rotas/:id/shifts': ['ombudsman'],
  'DELETE /v1/rotas/:id/shifts/:entry': ['ombudsman'],
  'GET /v1/rotas/:id/absences': deliveryReaders,
  'POST /v1/rotas/:id/absences': ['ombudsman'],
  'DELETE /v1/rotas/:id/absences/:entry': ['ombudsman'],
  'POST /v1/alerts/:id/acknowledgements': alertActors,
  'POST /v1/alerts/:id/acknowledgements/:n:withdraw': alertActors,
  'POST /v1/alerts/:id:resolve': alertActors,
  'POST /v1/alerts/:id:reopen': alertActors,
  'GET /v1/alerts/:id/comments': alertReaders,
  'POST /v1/alerts/:id/comments': alertActors,
  'GET /v1/alerts/:id/actions': alertReaders,
  'POST /v1/alerts/:id/actions': alertActors,
  'GET /v1/actions': alertReaders,
  'GET /v1/actions/:id': alertReaders,
  'PATCH /v1/actions/:id': alertActors,
  'POST /v1/actions/:id:issue': alertActors,
  'POST /v1/actions/:id:accept': alertActors,
  'POST /v1/actions/:id:decline': alertActors,
  'POST /v1/actions/:id:start': alertActors,
  'POST /v1/actions/:id/evidence': alertActors,
  'POST /v1/actions/:id/ratings': alertActors,
  'GET /v1/response-index': alertReaders,
  'GET /v1/response-gaps': alertReaders,
  'GET /v1/agreements': alertReaders,
  'POST /v1/agreements': alertActors,
  'POST /v1/agreements/:id/follow-ups/:follow': alertActors,
  'GET /v1/alerts/:id/outcome': alertReaders,
  'POST /v1/alerts/:id/outcome': alertActors,
  'GET /v1/outcome-tasks': alertReaders,
  'GET /v1/outcomes': alertReaders,
  'GET /v1/missed-events': alertReaders,
  'POST /v1/missed-events': alertActors,
  'GET /v1/exports/actions.csv': exporters,
  'GET /v1/exports/actions.json': exporters,
  'GET /v1/exports/alerts.csv': exporters,
  'GET /v1/exports/alerts.json': exporters,
  'GET /v1/audit/events': ['auditor'],
  'GET /v1/audit/checkpoints': ['auditor'],
  'GET /v1/audit/proofs/:event': ['auditor'],
  'GET /v1/audit/consistency': ['auditor'],
  'GET /v1/audit/dump': ['auditor'],
  'GET /v1/alerts/:id/drafts': ['ombudsman'],
  'POST /v1/alerts/:id/drafts/:audience:approve': ['ombudsman'],
  'POST /v1/alerts/:id/drafts/:audience:withhold': ['ombudsman'],
  'GET /v1/exclusions': deliveryReaders,
  'GET /v1/routes': deliveryReaders,
  'POST /v1/routes:test': deliveryReaders,
  'GET /v1/silences': deliveryReaders,
  'GET /v1/silences/:id': deliveryReaders,
  'POST /v1/silences': ['ombudsman'],
  'POST /v1/silences/:id/approvals': ['ombudsman'],
  'POST /v1/silences/:id:end': ['ombudsman'],
  'GET /v1/deliveries': deliveryReaders,
  'GET /v1/dead-letters': deliveryReaders,
  'GET /v1/recipients': deliveryReaders,
  'POST /v1/dead-letters/:id:clear': ['ombudsman'],
  'POST /v1/deliveries/:id:retry': ['ombudsman'],
  'POST /v1/recipients/:id/channels/:c:test': ['ombudsman', 'system_admin'],
  'POST /v1/recipients/:id/channels/:c:enable': ['ombudsman', 'system_admin'],
  'GET /metrics': ['system_admin'],
  'POST /v1/accounts/:id:freeze': ['ombudsman', 'system_admin'],
  'POST /v1/offices/:office:close-all': ['ombudsman', 'system_admin'],
}
const open = ['GET /healthz', 'GET /health/pipeline', 'GET /readyz', 'GET /openapi.json']
/** By the signature of an adapter instead of a token. */
const signed = ['POST /v1/callbacks/:channel']
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
      .filter((route) => /^\w+ \/(v1|health|readyz|metrics|openapi)/.test(route))
    const listed = [...Object.keys(allowed), ...Object.keys(personOnly)]
    expect(served.toSorted()).toEqual([...listed, ...doors, ...open, ...signed, ...feeds].toSorted())
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

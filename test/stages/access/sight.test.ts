// What a token is bound to holds on every route: its territory, its marking, its electoral processes, its life.
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type Method, sharedApp, type TestApp } from '../../support/app.ts'

let app: TestApp
let signal: string
let alert: string

async function callerOf(changes: Partial<TokenRequest>) {
  const request: TokenRequest = {
    label: 'sight',
    role: 'ombudsman',
    territory: ['BO'],
    marking: 'TLP:AMBER+STRICT',
    days: 1,
    ...changes,
  }
  const { id, secret } = await inTransaction(app.core.db, (trx) => issueToken(trx, request, undefined))
  const call = async (method: Method, url: string, payload?: object) =>
    app.call('nobody', method, url, {
      headers: { authorization: `Bearer ${secret}` },
      ...(payload === undefined ? {} : { payload }),
    })
  return { id, call }
}

beforeAll(async () => {
  app = await sharedApp()
  const threat = (n: number) => ({
    external_id: `sight-${n}`,
    process: app.process,
    category: 'threat',
    target: { kind: 'candidate' },
    severity: 3,
    place: 'BO07',
    source: { root: `root-${n}` },
    consent: { internal: true, ombudsman: true },
  })
  for (const n of [1, 2, 3])
    signal = String((await app.call('desk', 'POST', '/v1/signals', { payload: threat(n) })).body['id'])
  await app.drain()
  const { body } = await app.call('ombudsman', 'GET', '/v1/alerts?rule=candidate-threats&place=BO07')
  alert = String((body['items'] as unknown as { id: string }[])[0]?.id)
})

const reads = () => [
  `/v1/signals/${signal}`,
  `/v1/signals/${signal}/revisions`,
  `/v1/alerts/${alert}`,
  `/v1/alerts/${alert}/why`,
  `/v1/alerts/${alert}/timeline`,
  `/v1/alerts/${alert}/deliveries`,
  `/v1/alerts/${alert}/acknowledgements`,
]

test('a token whose territory, marking and processes cover it sees all of it', async () => {
  const { call } = await callerOf({})
  for (const url of reads()) expect([url, (await call('GET', url)).status]).toEqual([url, 200])
})

describe.each<[string, Partial<TokenRequest>]>([
  ['of another department', { territory: ['BO03'] }],
  ['of no territory at all', { territory: [] }],
  ['of a lower marking', { marking: 'TLP:CLEAR' }],
  ['bound to another electoral process', { processes: ['another'] }],
])('a token %s', (_name, changes) => {
  test('ADV3-out-of-sight: does not learn that the signal or the alert exist', async () => {
    const { call } = await callerOf(changes)
    for (const url of reads()) expect([url, (await call('GET', url)).status]).toEqual([url, 404])
    for (const url of ['/v1/signals?place=BO07', '/v1/alerts?place=BO07']) {
      expect([url, (await call('GET', url)).body['items']]).toEqual([url, []])
    }
  })

  test('cannot acknowledge, correct or retract', async () => {
    const { call } = await callerOf(changes)
    expect((await call('POST', `/v1/alerts/${alert}/acknowledgements`, {})).status).toBe(404)
    const verifier = await callerOf({ ...changes, role: 'verifier' })
    const correction = { set: { severity: 5 }, reason: 'no es mío' }
    expect((await verifier.call('POST', `/v1/signals/${signal}/corrections`, correction)).status).toBe(404)
    expect(
      (await verifier.call('POST', `/v1/signals/${signal}/retractions`, { reason: 'no es mío' })).status,
    ).toBe(404)
    const { rows } = await sql<{
      revisions: number
    }>`select count(*) as revisions from signal where id = ${signal}::uuid`.execute(app.core.db)
    expect(rows[0]?.revisions).toBe(1)
  })
})

test('an analyst sees no text of others’ reports, and revises none of them', async () => {
  const { call } = await callerOf({ role: 'analyst', marking: 'TLP:AMBER', sourceId: 'someone-else' })
  const payload = {
    external_id: 'sight-text',
    process: app.process,
    category: 'threat',
    place: 'BO07',
    narrative: 'Lo que vio',
    lat: -17.8,
    lon: -63.2,
  }
  const { body: posted } = await app.call('desk', 'POST', '/v1/signals', { payload })
  const { body } = await call('GET', `/v1/signals/${String(posted['id'])}`)
  expect(body['redacted']).toEqual(
    expect.arrayContaining([
      { field: 'narrative', reason: 'restricted' },
      { field: 'lat', reason: 'restricted' },
    ]),
  )
  expect(JSON.stringify(body)).not.toContain('Lo que vio')
  expect(
    (await call('POST', `/v1/signals/${String(posted['id'])}/retractions`, { reason: 'no es mío' })).status,
  ).toBe(404)
})

test('what the source did not agree to share with the Ombudsman, the Ombudsman does not see', async () => {
  const { call } = await callerOf({})
  const payload = {
    external_id: 'sight-consent',
    process: app.process,
    category: 'threat',
    place: 'BO07',
    consent: { internal: true },
  }
  const { body } = await app.call('desk', 'POST', '/v1/signals', { payload })
  expect((await call('GET', `/v1/signals/${String(body['id'])}`)).status).toBe(404)
})

test('a token that has expired is no token', async () => {
  const { id, call } = await callerOf({})
  await sql`update api_token set expires_at = app.now() - interval '1 second' where id = ${id}`.execute(
    app.core.db,
  )
  expect((await call('GET', '/v1/me')).status).toBe(401)
})

test('the secret of a token is nowhere in the database', async () => {
  const { rows } = await sql<{
    found: boolean
  }>`select bool_or(t::text like ${`%${app.tokens.desk}%`}) as found from api_token t`.execute(app.core.db)
  expect(rows).toEqual([{ found: false }])
})

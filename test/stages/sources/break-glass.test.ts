// Two persons, a reason, a quarter of an hour, and a record that is there before anything is shown.
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { explanation, type Person, person, reportWith } from './desk.ts'

const identity = { name: 'Casilda Mamani Poma', phone: '+591 76543210' }
let app: TestApp
let verifier: Person
let other: Person
let ombudsman: Person
let auditor: Person
beforeAll(async () => {
  app = await openTestApp()
  verifier = await person(app, 'verifier')
  other = await person(app, 'verifier')
  ombudsman = await person(app, 'ombudsman')
  auditor = await person(app, 'auditor')
})

const ask = (who: Person, signal: string, more: object = {}) =>
  who.ask('POST', `/v1/signals/${signal}/identity-access`, { purpose: 'protection', explanation, ...more })
const decide = (who: Person, id: string, decision = 'approve') =>
  who.ask('POST', `/v1/identity-access/${id}/decisions`, { decision })
const read = (who: Person, id: string) => who.ask('POST', `/v1/identity-access/${id}/reads`, {})

async function opened(signal: string): Promise<string> {
  const id = String((await ask(verifier, signal)).body['id'])
  expect((await decide(ombudsman, id)).status).toBe(201)
  return id
}

/** The record as another session sees it: what is committed. */
async function reads(): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from vault.identity_read`.execute(app.core.db)
  return rows[0]?.count ?? 0
}

async function later(minutes: number): Promise<void> {
  await sql`create or replace function app.now() returns timestamptz language sql stable as
    ${sql.lit(`select now() + interval '${minutes} minutes'`)}`.execute(app.core.db)
}

describe('the two-person way', () => {
  test('asked, agreed by another, read; the auditor sees who, why and when', async () => {
    const signal = await reportWith(app, identity)
    const asked = await ask(verifier, signal)
    expect([asked.status, asked.body['state']]).toEqual([201, 'waiting'])
    const id = String(asked.body['id'])
    expect((await read(verifier, id)).body['code']).toBe('SOURCE_ACCESS_WAITING')
    const agreed = await decide(ombudsman, id)
    expect([agreed.status, agreed.body['state']]).toEqual([201, 'open'])
    const answer = await read(verifier, id)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.body['items']).toMatchObject([{ wrapping: 'server', fields: identity }])
    // A quarter of an hour and no second more, by the clock of the server.
    expect(answer.body['seconds_left']).toBeGreaterThan(0)
    expect(answer.body['seconds_left']).toBeLessThanOrEqual(900)
    const list = await auditor.ask('GET', '/v1/identity-reads')
    expect(list.body['items']?.[0]).toMatchObject({
      access: id,
      signal,
      emergency: false,
      fields: ['name', 'phone'],
    })
    expect((await auditor.ask('GET', '/v1/identity-access')).body['items']?.[0]).toMatchObject({
      id,
      explanation,
      reads: 1,
    })
    expect((await verifier.ask('GET', '/v1/identity-notices')).body['items']?.[0]).toMatchObject({
      kind: 'opened',
      signal,
    })
  })

  test('a reading is committed before anything is decrypted: with the keys out of reach it is there all the same', async () => {
    const id = await opened(await reportWith(app, identity))
    const before = await reads()
    await sql`alter table vault.data_key rename to data_key_away`.execute(app.core.db)
    try {
      expect((await read(verifier, id)).status).toBe(500)
    } finally {
      await sql`alter table vault.data_key_away rename to data_key`.execute(app.core.db)
    }
    expect(await reads()).toBe(before + 1)
  })

  test('nobody but the person who asked reads, and nobody after a quarter of an hour', async () => {
    const id = await opened(await reportWith(app, identity))
    expect((await read(other, id)).status).toBe(404)
    await later(14)
    const last = await read(verifier, id)
    expect(last.status).toBe(200)
    expect(last.body['seconds_left']).toBeLessThanOrEqual(60)
    await later(15)
    const before = await reads()
    expect((await read(verifier, id)).body['code']).toBe('SOURCE_ACCESS_ENDED')
    expect(await reads()).toBe(before)
    await later(0)
  })

  test('a request that nobody decided lapses after a day', async () => {
    const id = String((await ask(verifier, await reportWith(app, identity))).body['id'])
    await later(24 * 60)
    expect((await decide(ombudsman, id)).body['code']).toBe('SOURCE_ACCESS_ENDED')
    expect((await read(verifier, id)).body['code']).toBe('SOURCE_ACCESS_ENDED')
    await later(0)
  })

  test('refused: nothing can be read, and it cannot be agreed to afterwards', async () => {
    const id = String((await ask(verifier, await reportWith(app, identity))).body['id'])
    expect((await decide(ombudsman, id, 'reject')).body['state']).toBe('refused')
    expect((await decide(ombudsman, id)).body['code']).toBe('PROPOSAL_DECIDED')
    expect((await read(verifier, id)).status).toBe(403)
  })
})

describe('attacks on it', () => {
  test('a second account of the same person cannot agree, by the API or in the database', async () => {
    const signal = await reportWith(app, identity)
    const id = String((await ask(verifier, signal)).body['id'])
    // The same person, with a role that may agree.
    const { rows } = await sql<{
      person: string
    }>`select person_id as person from vault.access where id = ${id}::uuid`.execute(app.core.db)
    const twin = await person(app, 'ombudsman', { personId: rows[0]?.person ?? '' })
    const answer = await decide(twin, id)
    expect([answer.status, answer.body['code']]).toEqual([403, 'ACCESS_TWO_PERSON_SAME_PERSON'])
    await expect(
      sql`update vault.access set opened_at = app.now(), ends_at = app.now() + interval '1 hour' where id = ${id}::uuid`.execute(
        app.core.db,
      ),
    ).rejects.toThrow(/access_opens_by_another/)
    await expect(
      sql`update vault.access set opened_at = app.now(), approver_person = person_id where id = ${id}::uuid`.execute(
        app.core.db,
      ),
    ).rejects.toThrow(/access_by_two_persons/)
    expect((await read(verifier, id)).status).toBe(403)
  })

  test('agreed to twice at the same time: one of them', async () => {
    const id = String((await ask(verifier, await reportWith(app, identity))).body['id'])
    const second = await person(app, 'ombudsman')
    const answers = await Promise.all([decide(ombudsman, id), decide(second, id)])
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  test('outside the own territory there is no such signal and no such request', async () => {
    const signal = await reportWith(app, identity)
    const far = await person(app, 'verifier', { territory: ['BO07'] })
    expect((await ask(far, signal)).status).toBe(404)
    const id = String((await ask(verifier, signal)).body['id'])
    const farOmbudsman = await person(app, 'ombudsman', { territory: ['BO07'] })
    expect((await decide(farOmbudsman, id)).status).toBe(404)
    for (const list of ['identity-access', 'identity-notices'])
      expect(JSON.stringify((await farOmbudsman.ask('GET', `/v1/${list}?limit=200`)).body)).not.toContain(
        signal,
      )
  })

  test('a verifier whose token is revoked in between reads nothing', async () => {
    const gone = await person(app, 'verifier')
    const id = String((await ask(gone, await reportWith(app, identity))).body['id'])
    await decide(ombudsman, id)
    await sql`update api_token set scopes = array_remove(scopes, 'identity:open')
      where person_id = (select person_id from vault.access where id = ${id}::uuid)`.execute(app.core.db)
    // A process keeps an authentication for three seconds; a process of its own asks anew.
    const fresh = await openFresh(app)
    expect((await fresh(gone.token, `/v1/identity-access/${id}/reads`)).statusCode).toBe(403)
  })

  test('the record is append-only', async () => {
    await opened(await reportWith(app, identity))
    await expect(sql`delete from vault.identity_read`.execute(app.core.db)).rejects.toThrow(/append-only/)
    await expect(sql`update vault.identity_read set fields = '{}'`.execute(app.core.db)).rejects.toThrow(
      /append-only/,
    )
  })

  test('who reads proposals of rules learns nothing of requests about sources', async () => {
    const signal = await reportWith(app, identity)
    await ask(verifier, signal)
    const list = await app.call('rules_admin', 'GET', '/v1/proposals?limit=200')
    expect(JSON.stringify(list.body)).not.toContain(signal)
  })
})

describe('in an emergency', () => {
  test('one person reads at once, and everybody with a right to sources is told', async () => {
    const signal = await reportWith(app, identity)
    const asked = await ask(verifier, signal, { emergency: true })
    expect([asked.status, asked.body['state']]).toEqual([201, 'open'])
    const id = String(asked.body['id'])
    expect((await read(verifier, id)).body['items']).toMatchObject([{ fields: identity }])
    for (const who of [other, ombudsman, auditor]) {
      const { body } = await who.ask('GET', '/v1/identity-notices')
      expect(body['items']?.[0]).toMatchObject({ kind: 'emergency', access: id, signal })
    }
    await later(15)
    expect((await read(verifier, id)).body['code']).toBe('SOURCE_ACCESS_ENDED')
    await later(0)
  })
})

async function openFresh(of: TestApp) {
  const { buildServer } = await import('#http/build-server.ts')
  const { serverDeps } = await import('#app/create-app.ts')
  const { createSignalGroups } = await import('#intake/post-signal-routes.ts')
  const server = await buildServer(await serverDeps(of.core, createSignalGroups(of.core, 1)))
  return (token: string, url: string) =>
    server.inject({ method: 'POST', url, headers: { authorization: `Bearer ${token}` }, payload: {} })
}

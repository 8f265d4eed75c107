// The end of an identity: shredded by a person or by the schedule, never under a legal hold; what is left says so.
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { limits } from '#config/limits.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { explanation, type Person, person, reportWith } from './desk.ts'

const identity = { name: 'Eulalia Choque Nina', phone: '+591 70011223' }
const why = 'orden judicial 12 de marzo'
let app: TestApp
let verifier: Person
let keeper: Person
let second: Person
beforeAll(async () => {
  app = await openTestApp()
  verifier = await person(app, 'verifier')
  keeper = await person(app, 'ombudsman')
  second = await person(app, 'ombudsman')
})

const shred = (who: Person, signal: string, more: object = {}) =>
  who.ask('POST', `/v1/signals/${signal}/identity-shreddings`, { reason: 'source_asked', ...more })
const known = async (signal: string) =>
  (await verifier.ask('GET', `/v1/signals/${signal}/identities`)).body['items']

async function readNow(signal: string) {
  const asked = await verifier.ask('POST', `/v1/signals/${signal}/identity-access`, {
    purpose: 'legal_duty',
    explanation,
    emergency: true,
  })
  return (await verifier.ask('POST', `/v1/identity-access/${String(asked.body['id'])}/reads`, {})).body[
    'items'
  ]
}

describe('shredding', () => {
  test('destroys keys, ciphertexts and indexes; a placeholder says why; the signal stays', async () => {
    const signal = await reportWith(app, identity)
    const [before] = (await known(signal)) as unknown as { id: string }[]
    expect((await shred(keeper, signal)).body).toEqual({ shredded: [before?.id], already: [] })
    const { rows } = await sql<{ left: number }>`
      select (select count(*) from vault.data_key where identity_id = ${before?.id}::uuid)
        + (select count(*) from vault.identity_field where identity_id = ${before?.id}::uuid)
        + (select count(*) from vault.blind_index where identity_id = ${before?.id}::uuid) as left`.execute(
      app.core.db,
    )
    expect(Number(rows[0]?.left)).toBe(0)
    expect(await known(signal)).toMatchObject([{ shredded: { reason: 'source_asked' } }])
    expect(await readNow(signal)).toMatchObject([{ id: before?.id, shredded: { reason: 'source_asked' } }])
    expect((await app.call('desk', 'GET', `/v1/signals/${signal}`)).status).toBe(200)
    expect((await shred(keeper, signal)).body).toEqual({ shredded: [], already: [before?.id] })
  })

  test('is for those who keep sources, within their territory', async () => {
    const signal = await reportWith(app, identity)
    expect((await shred(verifier, signal)).status).toBe(403)
    expect((await shred(await person(app, 'ombudsman', { territory: ['BO07'] }), signal)).status).toBe(404)
  })
})

describe('a legal hold', () => {
  test.each(['signal', 'process', 'identity'] as const)(
    'of a %s wins until another person lifts it',
    async (kind) => {
      const signal = await reportWith(app, identity)
      const [one] = (await known(signal)) as unknown as { id: string }[]
      const target = { signal, process: app.process, identity: one?.id ?? '' }[kind]
      const placed = await keeper.ask('POST', '/v1/legal-holds', { kind, target, reason: why })
      const id = String(placed.body['id'])
      expect((await shred(keeper, signal)).body).toMatchObject({ status: 423, code: 'SOURCE_LEGAL_HOLD' })
      expect(await known(signal)).toMatchObject([{ held: true, shredded: null }])
      const own = await keeper.ask('POST', `/v1/legal-holds/${id}/liftings`, {})
      expect(own.body['code']).toBe('ACCESS_TWO_PERSON_SAME_PERSON')
      await expect(
        sql`update vault.legal_hold set lifted_person = placed_person, lifted_at = app.now() where id = ${id}::uuid`.execute(
          app.core.db,
        ),
      ).rejects.toThrow(/hold_lifted_by_another/)
      expect((await second.ask('POST', `/v1/legal-holds/${id}/liftings`, {})).status).toBe(201)
      expect((await second.ask('POST', `/v1/legal-holds/${id}/liftings`, {})).body['code']).toBe(
        'SOURCE_HOLD_LIFTED',
      )
      expect((await shred(keeper, signal)).status).toBe(201)
    },
  )
})

async function later(days: number): Promise<void> {
  await sql`create or replace function app.now() returns timestamptz language sql stable as
    ${sql.lit(`select now() + interval '${days} days'`)}`.execute(app.core.db)
}

describe('retention', () => {
  test('another figure needs another person; the sweep shreds what is over, and what is held stays', async () => {
    const proposed = await keeper.ask('POST', '/v1/identity-retention', { days: 10, reason: why })
    const url = `/v1/identity-retention/${String(proposed.body['proposal'])}/decisions`
    const waiting = async (who: Person) =>
      (await who.ask('GET', '/v1/identity-retention')).body['waiting'] as unknown as object[]
    const own = (await keeper.ask('GET', '/v1/me')).body['person']
    const said = { proposal: proposed.body['proposal'], days: 10, reason: why, person: own }
    // Everybody who watches over identities sees what is wanted, by whom and why.
    for (const who of [keeper, second, verifier, await person(app, 'auditor')])
      expect(await waiting(who)).toMatchObject([said])
    expect((await keeper.ask('POST', url, { decision: 'approve' })).body['code']).toBe(
      'ACCESS_TWO_PERSON_SAME_PERSON',
    )
    expect((await keeper.ask('GET', '/v1/identity-retention')).body).toMatchObject({ days: 90, since: null })
    expect((await second.ask('POST', url, { decision: 'approve' })).body).toMatchObject({
      days: 10,
      state: 'done',
    })
    expect((await keeper.ask('GET', '/v1/identity-retention')).body).toMatchObject({ days: 10, waiting: [] })

    const [signal, held] = [await reportWith(app, identity), await reportWith(app, identity)]
    await keeper.ask('POST', '/v1/legal-holds', { kind: 'signal', target: held, reason: why })
    const closed = (days: number) =>
      sql`update electoral_process set state = 'closed', closed_at = app.now() - make_interval(days => ${days}) where id = ${app.process}`.execute(
        app.core.db,
      )
    await closed(9)
    await app.drain()
    expect(await known(signal)).toMatchObject([{ shredded: null }])
    await closed(10)
    await app.drain()
    expect(await known(signal)).toMatchObject([{ shredded: { reason: 'retention' } }])
    expect(await known(held)).toMatchObject([{ shredded: null, held: true }])
  })

  test('what was proposed before waits no more when somebody proposes something else, nor what was refused or ran out', async () => {
    const waiting = async () =>
      (
        (await second.ask('GET', '/v1/identity-retention')).body['waiting'] as unknown as { days: number }[]
      ).map(({ days }) => days)
    const propose = async (days: number) =>
      String((await keeper.ask('POST', '/v1/identity-retention', { days, reason: why })).body['proposal'])
    const first = await propose(20)
    expect(await waiting()).toEqual([20])
    const other = await propose(30)
    expect(await waiting()).toEqual([30])
    const decide = (id: string, decision: string) =>
      second.ask('POST', `/v1/identity-retention/${id}/decisions`, { decision })
    expect((await decide(first, 'approve')).body['code']).toBe('PROPOSAL_DECIDED')
    expect((await decide(other, 'reject')).body['state']).toBe('rejected')
    expect(await waiting()).toEqual([])
    const late = await propose(40)
    await later(limits.proposalDays)
    expect(await waiting()).toEqual([])
    expect((await decide(late, 'approve')).body['code']).toBe('PROPOSAL_EXPIRED')
    await later(0)
  })
})

// What readers outside see of a report: a text that another person has approved, and a place as fine as they may know it.
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { coarsePlace } from '#domain/do-no-harm/coarse-place.ts'
import { createGazetteer } from '#domain/place.ts'
import { inTransaction } from '#platform/database/database.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { type Person, person } from './desk.ts'

let app: TestApp
let verifier: Person
let second: Person
beforeAll(async () => {
  app = await openTestApp()
  verifier = await person(app, 'verifier')
  second = await person(app, 'verifier')
})

let count = 0
async function report(more: object = {}): Promise<string> {
  count += 1
  const { status, body } = await app.call('desk', 'POST', '/v1/signals', {
    payload: {
      external_id: `public-${count}`,
      process: app.process,
      category: 'threat',
      place: 'BO020101',
      severity: 3,
      consent: { internal: true, ombudsman: true, un: true, public: true },
      ...more,
    },
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return String(body['id'])
}
const seenBy = async (who: 'ombudsman' | 'desk', id: string) =>
  (await app.call(who, 'GET', `/v1/signals/${id}`)).body
const decide = (who: Person, id: string, number: number, decision: string) =>
  who.ask('POST', `/v1/signals/${id}/public-texts/${number}/decisions`, { decision })

describe('a text for readers outside', () => {
  test('sent with the report is read by nobody outside before another person approves it', async () => {
    const id = await report({ public_text: 'Amenaza en una oficina electoral.' })
    const before = await seenBy('ombudsman', id)
    expect([before['public_text'], before['body']?.['public_text']]).toEqual([null, undefined])
    expect(before['redacted']).toContainEqual({ field: 'public_text', reason: 'not_approved' })
    expect((await decide(verifier, id, 1, 'approved')).status).toBe(201)
    expect((await seenBy('ombudsman', id))['public_text']).toBe('Amenaza en una oficina electoral.')
    expect((await decide(verifier, id, 1, 'withheld')).body['code']).toBe('PUBLIC_TEXT_DECIDED')
  })

  test('its author does not approve it, by the API or in the database; findings are shown', async () => {
    const id = await report()
    const proposed = await verifier.ask('POST', `/v1/signals/${id}/public-texts`, {
      body: 'Llamar al 71234567',
    })
    expect(proposed.body).toMatchObject({
      number: 1,
      decision: null,
      findings: [{ kind: 'phone', from: 10, to: 18 }],
    })
    expect((await decide(verifier, id, 1, 'approved')).body['code']).toBe('ACCESS_TWO_PERSON_SAME_PERSON')
    await expect(
      sql`update public_text set decision = 'approved', decided_person = person_id where signal_id = ${id}::uuid`.execute(
        app.core.db,
      ),
    ).rejects.toThrow(/public_text_by_another/)
    expect((await decide(second, id, 1, 'withheld')).status).toBe(201)
    expect((await seenBy('ombudsman', id))['public_text']).toBeNull()
  })

  test('a later decision takes the place of the earlier; others may neither write nor read the drafts', async () => {
    const id = await report({ public_text: 'Primero.' })
    await decide(verifier, id, 1, 'approved')
    await verifier.ask('POST', `/v1/signals/${id}/public-texts`, { body: 'Segundo.' })
    expect((await seenBy('ombudsman', id))['public_text']).toBe('Primero.')
    await decide(second, id, 2, 'approved')
    expect((await seenBy('ombudsman', id))['public_text']).toBe('Segundo.')
    const analyst = await person(app, 'analyst')
    expect((await analyst.ask('POST', `/v1/signals/${id}/public-texts`, { body: 'x' })).status).toBe(404)
    expect((await analyst.ask('GET', `/v1/signals/${id}/public-texts`)).status).toBe(404)
  })
})

describe('a place', () => {
  async function reader(changes: Partial<TokenRequest>) {
    const request = {
      label: 'r',
      role: 'analyst',
      territory: ['BO'],
      marking: 'TLP:RED',
      days: 1,
      ...changes,
    } as const
    const { secret } = await inTransaction(app.core.db, (trx) => issueToken(trx, request, undefined))
    return async (id: string) =>
      (
        await app.call('nobody', 'GET', `/v1/signals/${id}`, {
          headers: { authorization: `Bearer ${secret}` },
        })
      ).body
  }
  const exact = { lat: -16.5, lon: -68.15, station_id: 'mesa-77', marking: 'TLP:RED' }

  test('of a RED report is cut for who has no right to it, shown as cut, and whole for who grades', async () => {
    const id = await report(exact)
    const cut = await (await reader({}))(id)
    expect(cut['place']).toBe('BO020101')
    expect(Object.keys(cut['body'] ?? {})).not.toEqual(expect.arrayContaining(['station_id']))
    expect(cut['redacted']).toContainEqual({ field: 'station_id', reason: 'coarsened' })
    const whole = await (await reader({ role: 'verifier' }))(id)
    expect(whole['body']).toMatchObject({ lat: -16.5, station_id: 'mesa-77' })
    const amber = await report({ ...exact, marking: 'TLP:AMBER' })
    expect((await (await reader({}))(amber))['body']).toMatchObject({ station_id: 'mesa-77' })
  })

  test('within a municipality becomes the municipality; a coarser one stays', () => {
    const { pack } = app.core.installed
    const finer = {
      code: 'BO020101-D3',
      name: 'Distrito 3',
      level: 'district',
      parent: 'BO020101',
      aliases: [],
    }
    const places = createGazetteer({ ...pack, places: new Map([...pack.places, [finer.code, finer]]) })
    expect(['BO020101-D3', 'BO020101', 'BO02', 'BO'].map((one) => coarsePlace(one, places))).toEqual([
      'BO020101',
      'BO020101',
      'BO02',
      'BO',
    ])
  })
})

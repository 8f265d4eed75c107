// Consent blocks: withdrawn by the source or whoever grades, at any time, and from then on nobody reads on it.
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})

let count = 0
async function report(): Promise<string> {
  count += 1
  const { body } = await app.call('desk', 'POST', '/v1/signals', {
    payload: {
      external_id: `consent-${count}`,
      process: app.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
      consent: { internal: true, ombudsman: true, un: true, public: false },
    },
  })
  return String(body['id'])
}
const withdraw = (who: 'desk' | 'analyst', id: string, answers: readonly string[]) =>
  app.call(who, 'POST', `/v1/signals/${id}/consent-withdrawals`, {
    payload: { answers, reason: 'la fuente lo pidió' },
  })
const consentOf = async (id: string) =>
  (await app.call('desk', 'GET', `/v1/signals/${id}`)).body['body']?.['consent']

test('a revision with the reduced answers; the Ombudsman reads it no more', async () => {
  const id = await report()
  expect((await app.call('ombudsman', 'GET', `/v1/signals/${id}`)).status).toBe(200)
  const answer = await withdraw('desk', id, ['ombudsman'])
  expect([answer.status, answer.body['revision']]).toEqual([201, 2])
  expect(await consentOf(id)).toEqual({ internal: true, ombudsman: false, un: true, public: false })
  expect((await app.call('ombudsman', 'GET', `/v1/signals/${id}`)).status).toBe(404)
  expect((await withdraw('desk', id, ['ombudsman'])).body['revision']).toBe(2)
})

test('others cannot, and a closed process does not stand in the way', async () => {
  const id = await report()
  expect((await withdraw('analyst', id, ['un'])).status).toBe(404)
  await sql`update electoral_process set state = 'closed', closed_at = app.now()`.execute(app.core.db)
  expect((await withdraw('desk', id, ['un'])).status).toBe(201)
  expect(await consentOf(id)).toMatchObject({ un: false })
})

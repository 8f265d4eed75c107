// People who are signed in, at the identities of sources: what opens, destroys or frees one needs both factors anew; what protects one does not.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAccount } from '#access/account-store.ts'
import { storeGrant } from '#access/give-grants.ts'
import { limits } from '#config/limits.ts'
import { inTransaction } from '#platform/database/database.ts'
import { testConfig } from '../support/app.ts'
import { type Desk, openDesk, type Person, signIn, stepUp } from '../support/people-desk.ts'

let desk: Desk
let ana: Person

beforeAll(async () => {
  desk = await openDesk(testConfig())
  ana = await desk.firstAdmin('ana')
})
afterAll(async () => {
  await noLongerFresh(0)
  await desk.close()
})

async function grant(role: 'verifier' | 'ombudsman'): Promise<string> {
  const wanted = { role, territory: ['BO'], marking: 'TLP:RED', days: 30 } as const
  const nothing = { office: null, source_id: null, processes: null }
  return inTransaction(desk.core.db, async (trx) => {
    const account = await readAccount(trx, ana.account)
    if (account === undefined) throw new Error('no account ana')
    return (await storeGrant(trx, account, { ...wanted, ...nothing }, { reason: 'desk', by: null })).id
  })
}

async function noLongerFresh(seconds = limits.stepUpSeconds + 60): Promise<void> {
  await sql`update session set stepped_up_at = app.now() - make_interval(secs => ${seconds})`.execute(
    desk.core.db,
  )
  desk.forget()
}

const none = '018f6d2e-0000-7000-8000-00000000cccc'
const why = 'la persona puede estar en peligro'

test.each([
  ['verifier', `/v1/signals/${none}/identity-access`, { purpose: 'protection', explanation: why }],
  ['verifier', `/v1/identity-access/${none}/reads`, {}],
  ['ombudsman', `/v1/identity-access/${none}/decisions`, { decision: 'approve' }],
  ['ombudsman', `/v1/signals/${none}/identity-shreddings`, { reason: 'mistake' }],
  ['ombudsman', `/v1/legal-holds/${none}/liftings`, {}],
  ['ombudsman', `/v1/identity-retention/${none}/decisions`, { decision: 'approve' }],
] as const)('%s: POST %s needs both factors, shown in the last five minutes', async (role, url, body) => {
  expect((await signIn(ana, await grant(role))).status).toBe(200)
  await noLongerFresh()
  const stale = await ana.seat.call('POST', url, body)
  expect([stale.status, stale.body['code']]).toEqual([401, 'AUTH_STEP_UP_REQUIRED'])
  expect((await stepUp(ana)).status).toBe(200)
  expect((await ana.seat.call('POST', url, body)).status, 'there is none of that number').toBe(404)
})

test('a legal hold is put, and another time of keeping proposed, without them: neither opens nor destroys anything', async () => {
  expect((await signIn(ana, await grant('ombudsman'))).status).toBe(200)
  await noLongerFresh()
  const hold = { kind: 'signal', target: none, reason: why }
  expect((await ana.seat.call('POST', '/v1/legal-holds', hold)).status).toBe(201)
  const proposed = await ana.seat.call('POST', '/v1/identity-retention', { days: 30, reason: why })
  expect(proposed.status).toBe(201)
})

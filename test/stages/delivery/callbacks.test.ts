// What adapters call back: by signature, within five minutes, once; a receipt moves a delivery, a reply acknowledges as the person that the
// settings name, and only by that person's own rights.
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { callbackRoutes } from '#delivery/callback-routes.ts'
import { hasWaitingAnswers } from '#delivery/callback-store.ts'
import { recipientRoutes } from '#delivery/recipient-routes.ts'
import { tendChannels } from '#delivery/tend-channels.ts'
import { inTransaction } from '#platform/database/database.ts'
import { signWebhook } from '#platform/webhook-signature.ts'
import { takeAnswers } from '#response/take-answers.ts'
import { callbackSecret, webhookSecret } from '../../support/channel-rigs.ts'
import { pack } from '../../support/delivery-world.ts'
import { anActor, ask, routeServer } from '../../support/route-server.ts'
import { silentLogger } from '../../support/silent-logger.ts'
import { plan, rowOf, run, useRig } from './deliver-rig.ts'
import { addEvent, alertId, setNow } from './rows.ts'

const rig = useRig()
const clockAt = Temporal.Instant.from('2026-03-20T18:40:00Z')
const phone = '+591 700-00001'
let server: FastifyInstance
let person: string

beforeEach(async () => {
  rig().unusable = []
  person = await personWith('ombudsman')
  const adapter = {
    url: 'https://sms.example.org/send',
    secrets: [webhookSecret],
    to: { '*': phone },
    callbackSecrets: [callbackSecret],
    senders: [{ address: phone, person }],
  }
  rig().adapters = { 'sms-duty': adapter }
  const { db, pokes, channels, publicUrl } = rig().deps
  const deps = { db, pokes, channels, publicUrl, logger: silentLogger, clock: { now: () => clockAt } }
  const loadPack = () => Promise.resolve(pack)
  server = await routeServer(
    { admin: anActor({ role: 'system_admin' }) },
    callbackRoutes(deps),
    recipientRoutes({ ...deps, loadPack }),
  )
})

async function personWith(role: 'ombudsman' | 'auditor', territory = ['AA']): Promise<string> {
  const marking = 'TLP:AMBER+STRICT' as const
  const request = { label: `a person with a telephone ${Math.random()}`, role, territory, marking, days: 30 }
  await setNow(rig().db, '2026-03-20T18:31:00Z')
  const { id } = await inTransaction(rig().db, (trx) => issueToken(trx, request, undefined))
  const { rows } = await sql<{ person: string }>`
    select person_id::text as person from api_token where id = ${id}::uuid`.execute(rig().db)
  return rows[0]?.person ?? ''
}

interface Signed {
  readonly id?: string
  readonly secret?: string
  readonly secondsOff?: number
  readonly channel?: string
  readonly raw?: string
}

let calls = 0
async function callBack(value: object, signed: Signed = {}) {
  calls += 1
  const { id = `call-${calls}`, secret = callbackSecret, secondsOff = 0, channel = 'sms-duty' } = signed
  const body = JSON.stringify(value)
  const timestamp = Math.floor(clockAt.epochMilliseconds / 1_000) + secondsOff
  const answer = await server.inject({
    method: 'POST',
    url: `/v1/callbacks/${channel}`,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(secret, id, timestamp, body),
    },
    payload: signed.raw ?? body,
  })
  return { status: answer.statusCode, body: answer.json(), replayed: answer.headers['idempotency-replayed'] }
}
const receipt = (delivery_id: string, status: string) => ({
  type: 'vigia.adapter.receipt',
  data: { delivery_id, status },
})
const reply = (text: string, more: object = {}) => ({
  type: 'vigia.adapter.reply',
  data: { from: '+59170000001', text, ...more },
})

async function sentByText(): Promise<{ id: string; text: string }> {
  await addEvent(rig().db)
  await plan(rig())
  await run(rig())
  const message = rig().sent.find((one) => one.target.channel === 'sms-duty')?.message
  if (message?.type !== 'adapter') throw new Error('no text message was sent')
  return { id: (await rowOf(rig(), 'sms-duty')).id, text: message.text }
}
const acknowledgements = () => rig().db.selectFrom('acknowledgement').selectAll().execute()
const take = () => takeAnswers({ ...rig().deps, loadPack: () => Promise.resolve(pack) })

describe('receipts', () => {
  test('delivered, then read', async () => {
    const { id } = await sentByText()
    expect((await callBack(receipt(id, 'delivered'))).body).toEqual({ outcome: 'delivered' })
    expect(await rowOf(rig(), 'sms-duty')).toMatchObject({ state: 'delivered', seen_at: null })
    await callBack(receipt(id, 'read'))
    expect(String((await rowOf(rig(), 'sms-duty')).seen_at)).toBe('2026-03-20T18:31:00Z')
  })

  test('the network gave it up: failed, and told by the inbox, which the recipient has already here', async () => {
    const { id } = await sentByText()
    expect((await callBack(receipt(id, 'failed'))).body).toEqual({ outcome: 'failed' })
    expect(await rowOf(rig(), 'sms-duty')).toMatchObject({ state: 'failed', reason: 'rejected' })
    expect((await callBack(receipt(id, 'delivered'))).body).toEqual({ outcome: 'unknown_delivery' })
  })

  test('of a delivery of another channel nothing is changed', async () => {
    await sentByText()
    const mail = await rowOf(rig(), 'email-duty')
    expect((await callBack(receipt(mail.id, 'failed'))).body).toEqual({ outcome: 'unknown_delivery' })
    expect((await rowOf(rig(), 'email-duty')).state).toBe('accepted')
  })
})

describe('an answer acknowledges', () => {
  test('with the words that the message names, as the person behind the address', async () => {
    const { text } = await sentByText()
    const words = /Responda (SI ALR-[0-9A-F]{8})$/.exec(text)?.[1] ?? ''
    expect(words).toBe('SI ALR-018F6D2E')
    expect((await callBack(reply(words))).body).toEqual({ outcome: 'answer' })
    expect(rig().pokes.given).toContain('answers all')
    expect(await hasWaitingAnswers(rig().db)).toBe(true)
    await take()
    expect(await acknowledgements()).toMatchObject([
      { alert_id: alertId, actor: person, note: 'sms-duty', is_first: true },
    ])
    const alert = await rig().db.selectFrom('alert').selectAll().executeTakeFirst()
    expect(alert?.state).toBe('acknowledged')
    expect(await hasWaitingAnswers(rig().db)).toBe(false)
  })

  test.each(['sí alr-018f6d2e', ' YES ALR-018F6D2E. ', 'Ok, ALR-018f6d2e'])('«%s» too', async (words) => {
    await sentByText()
    expect((await callBack(reply(words))).body).toEqual({ outcome: 'answer' })
  })

  test.each([
    [
      'a stranger',
      { ...reply('SI ALR-018F6D2E'), data: { from: '+59179999999', text: 'SI ALR-018F6D2E' } },
      'unknown_sender',
    ],
    ['an automatic answer', reply('SI ALR-018F6D2E', { is_automatic: true }), 'automatic'],
    ['another word', reply('¿quién es?'), 'not_an_answer'],
    ['a no', reply('NO ALR-018F6D2E'), 'not_an_answer'],
    ['an alert that was never told here', reply('SI ALR-00000000'), 'unknown_reference'],
  ])('%s does not', async (_who, value, outcome) => {
    await sentByText()
    const sent = rig().sent.length
    expect((await callBack(value)).body).toEqual({ outcome })
    await take()
    await run(rig())
    expect(await acknowledgements()).toEqual([])
    // And nobody is answered.
    expect(rig().sent.length).toBe(sent)
  })

  test('not beyond what the person may do: another territory, a lesser role, a revoked token', async () => {
    const { db } = rig()
    await sentByText()
    const others = [await personWith('ombudsman', ['AA02']), await personWith('auditor')]
    await sql`update api_token set revoked_at = app.now() where person_id = ${person}::uuid`.execute(db)
    for (const one of [...others, person]) {
      const senders = [{ address: phone, person: one }]
      const adapter = rig().adapters['sms-duty']
      if (adapter !== undefined) rig().adapters = { 'sms-duty': { ...adapter, senders } }
      expect((await callBack(reply('SI ALR-018F6D2E'))).body).toEqual({ outcome: 'answer' })
      await take()
    }
    expect(await acknowledgements()).toEqual([])
    const rows = await db.selectFrom('adapter_callback').selectAll().execute()
    expect(rows.map((row) => row.outcome)).toEqual(['not_allowed', 'not_allowed', 'not_allowed'])
  })

  test('the receipt of a test', async () => {
    await ask(server, 'admin', 'POST', '/v1/recipients/duty/channels/sms-duty:test')
    await tendChannels(rig().deps, 'due')
    const message = rig().sent.at(-1)?.message
    const words = message?.type === 'adapter' ? (message.answer ?? '') : ''
    expect(words).toMatch(/^SI TEST-[0-9A-F]{8}$/)
    expect((await callBack(reply(words))).body).toEqual({ outcome: 'test_proven' })
    const health = await rig()
      .db.selectFrom('channel_health')
      .selectAll()
      .where('channel', '=', 'sms-duty')
      .execute()
    expect(health.map((one) => String(one.proven_at))).toEqual(['2026-03-20T18:31:00Z'])
  })
})

describe('signed, and once', () => {
  test('ADV6-replayed-receipt: the same call again is answered the same and changes nothing', async () => {
    const { id } = await sentByText()
    await callBack(receipt(id, 'delivered'), { id: 'once' })
    const again = await callBack(receipt(id, 'failed'), { id: 'once' })
    expect(again).toMatchObject({ status: 200, body: { outcome: 'delivered' }, replayed: 'true' })
    expect((await rowOf(rig(), 'sms-duty')).state).toBe('delivered')
  })

  test.each([
    ['another secret', { secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}` }],
    ['the secret of our own calls: one of them sent back', { secret: webhookSecret }],
    ['six minutes old', { secondsOff: -301 }],
    ['six minutes ahead', { secondsOff: 301 }],
    ['a body that was changed', { raw: '{"type":"vigia.adapter.reply"}' }],
    ['a channel that is no adapter', { channel: 'email-duty' }],
    ['a channel that does not exist', { channel: 'nowhere' }],
  ])('%s: 401, alike for all, and nothing is stored', async (_what, signed) => {
    const { id } = await sentByText()
    const { status, body } = await callBack(receipt(id, 'failed'), signed)
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'CALLBACK_SIGNATURE' })
    expect(await rig().db.selectFrom('adapter_callback').selectAll().execute()).toEqual([])
    expect((await rowOf(rig(), 'sms-duty')).state).toBe('accepted')
  })

  test.each([
    [{ type: 'vigia.adapter.receipt', data: { delivery_id: 'x', status: 'delivered' } }],
    [{ type: 'something else' }],
    [{ type: 'vigia.adapter.reply', data: { from: '', text: 'x' } }],
    [[]],
  ])('%j is refused', async (value) => {
    expect(await callBack(value)).toMatchObject({ status: 422, body: { code: 'CALLBACK_BODY' } })
  })

  test('a call without headers or body', async () => {
    const answer = await server.inject({ method: 'POST', url: '/v1/callbacks/sms-duty' })
    expect(answer.statusCode).toBe(401)
  })
})

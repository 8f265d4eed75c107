// Tests of channels: by a person and by themselves, what proves a receipt, and what GET /v1/recipients says of it.
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { hasChannelWork } from '#delivery/channel-message-store.ts'
import { confirmRoutes } from '#delivery/confirm-routes.ts'
import { recipientRoutes } from '#delivery/recipient-routes.ts'
import { tendChannels } from '#delivery/tend-channels.ts'
import { pack } from '../../support/delivery-world.ts'
import { anActor, ask, routeServer } from '../../support/route-server.ts'
import { plan, retry, run, useRig } from './deliver-rig.ts'
import { addEvent, audience, setNow } from './rows.ts'

const rig = useRig()
let server: FastifyInstance
beforeEach(async () => {
  const { db, pokes, channels, publicUrl } = rig().deps
  const deps = { db, pokes, channels, publicUrl, loadPack: () => Promise.resolve(pack) }
  const callers = {
    duty: anActor({ office: 'duty' }),
    admin: anActor({ role: 'system_admin' }),
    auditor: anActor({ role: 'auditor' }),
    analyst: anActor({ role: 'analyst' }),
    sur: anActor({ office: 'office-sur', territory: ['AA02'], marking: 'TLP:CLEAR' }),
  }
  server = await routeServer(callers, recipientRoutes(deps), confirmRoutes(deps))
})

const tend = (key = 'due') => tendChannels(rig().deps, key)
const order = (id: string, channel: string, who = 'admin') =>
  ask(server, who, 'POST', `/v1/recipients/${id}/channels/${channel}:test`)

interface WayView {
  readonly channel: string
  readonly state: string
  readonly warnings: readonly string[]
  readonly proven_at: string | null
  readonly tested_at: string | null
  readonly next_test_at: string | null
  readonly last_success_at: string | null
}
async function wayOf(recipient: string, channel: string, who = 'auditor'): Promise<WayView> {
  const { body } = await ask(server, who, 'GET', '/v1/recipients')
  const found = body.items.find((one: { id: string }) => one.id === recipient)
  return found.channels.find((one: WayView) => one.channel === channel)
}
const linkIn = (text: string) => /\/confirm\/(\w+)/.exec(text)?.[1] ?? ''
const mailTexts = () => rig().sent.flatMap(({ message }) => (message.type === 'email' ? [message.text] : []))

test('recipients are listed with their territory and channels, and without addresses', async () => {
  const { body } = await ask(server, 'auditor', 'GET', '/v1/recipients')
  const office = body.items.find((one: { id: string }) => one.id === 'office-norte')
  expect(office).toMatchObject({ territory: expect.any(Array), channels: expect.any(Array) })
  expect(JSON.stringify(body)).not.toContain('@example.org')
})

test('an inbox says when the last message was stored there, to those too who may not read it', async () => {
  const stored = (who: string) =>
    Promise.all(['duty', 'office-norte', 'office-sur'].map((one) => wayOf(one, 'inbox', who)))
  expect((await stored('auditor')).map((one) => one.last_success_at)).toEqual([null, null, null])
  await addEvent(rig().db, {}, { audiences: [audience('duty'), audience('offices')] })
  await plan(rig())
  await run(rig())
  const told = '2026-03-20T18:31:00Z'
  for (const who of ['auditor', 'sur'])
    expect((await stored(who)).map((one) => one.last_success_at)).toEqual([told, told, null])
  await setNow(rig().db, '2026-03-20T19:00:00Z')
  await addEvent(rig().db, { ordinal: 2 }, { audiences: [audience('duty')] })
  await plan(rig())
  await run(rig())
  expect((await stored('auditor')).map((one) => one.last_success_at)).toEqual([
    '2026-03-20T19:00:00Z',
    told,
    null,
  ])
})

describe('a test by a person', () => {
  test('goes out by the channel, and its link proves the receipt when the button is pressed, not when it is opened', async () => {
    const { status, body } = await order('duty', 'email-duty')
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { recipient: 'duty', channel: 'email-duty' },
    })
    expect(rig().pokes.given).toContain('channels due')
    await tend()
    const [text = ''] = mailTexts()
    expect(text).toContain('No hay ninguna alerta')
    expect(await wayOf('duty', 'email-duty')).toMatchObject({
      warnings: ['never_proven'],
      tested_at: '2026-03-20T18:31:00Z',
      proven_at: null,
    })
    const path = `/confirm/${linkIn(text)}`
    const opened = await server.inject({ method: 'GET', url: path })
    expect(opened.statusCode).toBe(200)
    expect(opened.body).toContain('<form method="post"')
    expect((await wayOf('duty', 'email-duty')).proven_at).toBeNull()
    const pressed = await server.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: '',
    })
    expect(pressed.body).toContain('Gracias')
    expect(await wayOf('duty', 'email-duty')).toMatchObject({
      warnings: [],
      proven_at: '2026-03-20T18:31:00Z',
    })
  })

  test('the token is kept nowhere once the message is out', async () => {
    await order('duty', 'email-duty')
    await tend()
    const token = linkIn(mailTexts()[0] ?? '')
    const rows = await rig().db.selectFrom('channel_message').selectAll().execute()
    expect(token.length).toBeGreaterThan(20)
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  test('a webhook proves it by sending the word back', async () => {
    await order('partners', 'webhook-partner')
    const [row] = await rig().db.selectFrom('channel_message').selectAll().execute()
    const message = row?.message as { body: string }
    const { type, data } = JSON.parse(message.body)
    expect(type).toBe('vigia.channel.test')
    rig().answers = [
      { outcome: 'accepted', detail: 'HTTP 200', answer: JSON.stringify({ confirm: data.confirm }) },
    ]
    await tend()
    expect(await wayOf('partners', 'webhook-partner')).toMatchObject({ warnings: [] })
  })

  test('an unknown or old token proves nothing', async () => {
    const of = (token: string) => server.inject({ method: 'POST', url: `/confirm/${token}` })
    expect((await of('a'.repeat(27))).statusCode).toBe(404)
    await order('duty', 'email-duty')
    await tend()
    await setNow(rig().db, '2026-03-28T18:31:00Z')
    expect((await of(linkIn(mailTexts()[0] ?? ''))).statusCode).toBe(404)
  })

  test('a test that fails is tried again, given up in the end, and counts in the health of the channel', async () => {
    await order('duty', 'email-duty')
    rig().answers = [retry]
    for (let turn = 0; turn < 8; turn += 1) {
      await tend()
      const at = Temporal.Instant.from('2026-03-20T18:31:00Z').add({ hours: 2 * (turn + 1) })
      await setNow(rig().db, at.toString())
    }
    const [row] = await rig().db.selectFrom('channel_message').selectAll().execute()
    expect(row).toMatchObject({ kind: 'test', state: 'failed', attempts: 6, message: null })
    expect((await wayOf('duty', 'email-duty')).warnings).toEqual(['never_proven', 'degraded'])
  })

  test('is for those who manage channels, and for channels that can send', async () => {
    expect((await order('duty', 'email-duty', 'auditor')).status).toBe(403)
    expect((await order('duty', 'inbox')).body.code).toBe('CHANNEL_NOT_TESTABLE')
    expect((await order('duty', 'sms-duty')).body.code).toBe('CHANNEL_NOT_TESTABLE')
    expect((await order('duty', 'webhook-partner')).body.code).toBe('CHANNEL_UNKNOWN')
    expect((await order('nobody', 'email-duty')).status).toBe(404)
    expect((await ask(server, 'analyst', 'GET', '/v1/recipients')).status).toBe(403)
  })
})

describe('tests by themselves', () => {
  test('every morning of the country, each way once, from when it was first seen', async () => {
    await tend('start')
    expect((await wayOf('duty', 'email-duty')).next_test_at).toBe('2026-03-21T13:00:00Z')
    await tend()
    expect(rig().sent.length).toBe(0)
    await setNow(rig().db, '2026-03-21T13:00:00Z')
    expect(await hasChannelWork(rig().db)).toBe(true)
    await tend()
    const targets = rig().sent.map(({ target }) => `${target.channel} ${target.recipient}`)
    expect(targets.toSorted()).toEqual([
      'email-duty duty',
      'email-liaison police',
      'email-office office-altura',
      'email-office office-norte',
      'email-office office-sur',
      'webhook-partner partners',
    ])
    expect((await wayOf('duty', 'email-duty')).next_test_at).toBe('2026-03-22T13:00:00Z')
    expect(await hasChannelWork(rig().db)).toBe(false)
  })

  test('and 48 hours before an election day', async () => {
    const day = Date.parse('2026-03-23T04:00:00Z')
    await rig()
      .db.insertInto('calendar_version')
      .values({
        process: 'aa-2026-general',
        version: 1,
        known_from: '2026-01-01T00:00:00Z',
        source: '{}',
        calendar: JSON.stringify({ milestones: { election_day: { from: day, to: day + 1 } } }),
      })
      .execute()
    await tend('start')
    expect((await wayOf('duty', 'email-duty')).next_test_at).toBe('2026-03-21T04:00:00Z')
    await setNow(rig().db, '2026-03-21T04:00:00Z')
    await tend()
    expect(rig().sent.length).toBeGreaterThan(0)
    expect((await wayOf('duty', 'email-duty')).next_test_at).toBe('2026-03-21T13:00:00Z')
  })

  test('a proof grows old when the tests of the days after it are not answered', async () => {
    await order('duty', 'email-duty')
    await tend()
    await server.inject({ method: 'POST', url: `/confirm/${linkIn(mailTexts()[0] ?? '')}` })
    expect((await wayOf('duty', 'email-duty')).warnings).toEqual([])
    await setNow(rig().db, '2026-03-22T18:32:00Z')
    expect((await wayOf('duty', 'email-duty')).warnings).toEqual(['proof_is_old'])
  })
})

test('no address of anybody is shown', async () => {
  const { body } = await ask(server, 'auditor', 'GET', '/v1/recipients')
  expect(body.items.length).toBeGreaterThan(5)
  expect(JSON.stringify(body)).not.toMatch(/@|example\.org|https?:/)
})

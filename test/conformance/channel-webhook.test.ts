// What receivers of webhooks rely on, and what no receiver may do to us.
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SendResult } from '#delivery/channels/channel.ts'
import { createWebhookChannel } from '#delivery/channels/webhook.ts'
import type { Clock } from '#platform/clock.ts'
import { createOutboundHttp, isPublicAddress, type OutboundHttp } from '#platform/outbound-http.ts'
import { aMessage, aTarget, deliveryId, webhookSecret } from '../support/channel-rigs.ts'
import { type Manner, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

let sink: WebhookSink
let http: OutboundHttp
const clock: Clock = { now: () => Temporal.Now.instant() }
const message = aMessage('webhook-partner')

beforeAll(async () => {
  sink = await openWebhookSink()
  http = createOutboundHttp({ allowPrivateAddresses: true })
})
afterAll(async () => {
  await http.close()
  await sink.close()
})

function send(manner: Manner, patienceMs = 10_000, when = clock): Promise<SendResult> {
  sink.behave(manner)
  const endpoints = { 'webhook-partner': { url: sink.url, secrets: [webhookSecret] } }
  const channel = createWebhookChannel({ http, clock: when }, endpoints)
  return channel.send(message, aTarget('webhook-partner'), AbortSignal.timeout(patienceMs))
}

test('the signature is one that the reference library verifies, over the id and the bytes as sent', async () => {
  await send({ status: 200 })
  const call = sink.calls.at(-1)
  expect(call?.headers).toMatchObject({
    'webhook-id': `msg_${deliveryId}`,
    'content-type': 'application/json',
  })
  const receiver = new Webhook(webhookSecret)
  const read = receiver.verify(call?.body ?? '', { ...call?.headers })
  expect(read).toMatchObject({ type: 'vigia.alert.fired' })
  expect(() => receiver.verify(`${call?.body} `, { ...call?.headers })).toThrow()
})

describe('what an answer means', () => {
  test.each([
    [200, 'accepted', undefined],
    [202, 'accepted', undefined],
    [410, 'rejected', undefined],
    [400, 'retry', 3],
    [404, 'retry', 3],
    [408, 'retry', undefined],
    [409, 'retry', undefined],
    [425, 'retry', undefined],
    [429, 'retry', undefined],
    [500, 'retry', undefined],
    [502, 'retry', undefined],
    [504, 'retry', undefined],
  ] as const)('%i: %s', async (status, outcome, finalAfter) => {
    const result = await send({ status })
    expect(result).toMatchObject({ outcome, detail: `HTTP ${status}` })
    expect('finalAfter' in result ? result.finalAfter : undefined).toBe(finalAfter)
  })

  const fixed: Clock = { now: () => Temporal.Instant.from('2026-03-20T18:00:00Z') }
  test.each([
    ['120', 120_000],
    ['Fri, 20 Mar 2026 18:05:00 GMT', 300_000],
    ['Fri, 20 Mar 2026 17:00:00 GMT', 0],
    ['999999999', 999_999_999_000],
    ['soon', undefined],
    ['Fri, 99 Mar 2026 18:05:00 GMT', undefined],
  ])('429 with Retry-After «%s»', async (value, afterMs) => {
    const result = await send({ status: 429, headers: { 'retry-after': value } }, 10_000, fixed)
    expect('afterMs' in result ? result.afterMs : undefined).toBe(afterMs)
  })
})

describe('what no receiver may do', () => {
  test.each([301, 302, 303, 307, 308])(
    'ADV6-redirect: %i to an address inside is a failure and never followed',
    async (status) => {
      const inside = await openWebhookSink()
      const result = await send({ status, headers: { location: inside.url } })
      expect(result).toMatchObject({ outcome: 'retry', finalAfter: 3 })
      expect(inside.calls).toEqual([])
      await inside.close()
    },
  )

  test.each(['hang', 'drip-head'] as const)('%s: cut at the deadline', async (manner) => {
    expect(await send(manner, 200)).toEqual({ outcome: 'retry', detail: 'no answer before the deadline' })
  })

  test('a body that drips is cut at the deadline; the answer it began with counts', async () => {
    expect(await send('drip-body', 300)).toMatchObject({ outcome: 'accepted', detail: 'HTTP 200' })
  })

  test('ADV6-endless-answer: an endless body is left after 64 KB', async () => {
    const before = sink.sent()
    expect(await send('endless-body')).toMatchObject({ outcome: 'accepted' })
    // What the sockets of both sides buffer comes on top; far less than would come until the deadline.
    expect(sink.sent() - before).toBeLessThan(20_000_000)
  })

  test('a connection broken after the request was read is tried again with the same id and body', async () => {
    const before = sink.calls.length
    expect(await send('reset')).toMatchObject({ outcome: 'retry' })
    expect(await send({ status: 200 })).toMatchObject({ outcome: 'accepted' })
    const [first, second] = sink.calls.slice(before)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.body).toBe(first?.body)
  })
})

describe('where no call goes', () => {
  const strict = createOutboundHttp({ allowPrivateAddresses: false })
  afterAll(() => strict.close())
  const post = (url: string) =>
    strict.post({ url, headers: {}, body: '{}', deadline: AbortSignal.timeout(5_000) })

  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://0.0.0.0/',
    'https://10.0.0.8/',
    'https://172.16.3.4/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://１２７.０.０.１/',
    'https://localhost/',
  ])('%s is refused', async (url) => {
    expect(await post(url)).toEqual({ outcome: 'refused', reason: 'the address is not a public one' })
  })

  test.each([
    ['http://example.org/', 'https only'],
    ['ftp://example.org/', 'https only'],
    ['https://example.org:8443/', 'port 443 only'],
    ['https://user:secret@example.org/', 'a URL may not carry credentials'],
    ['not a url', 'the address is no URL'],
  ])('%s: %s', async (url, reason) => {
    expect(await post(url)).toEqual({ outcome: 'refused', reason })
  })

  test('public addresses are', () => {
    expect(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'].every(isPublicAddress)).toBe(true)
    expect(['', 'localhost', '::', '::5db8:d70e', '300.1.1.1'].some(isPublicAddress)).toBe(false)
  })
})

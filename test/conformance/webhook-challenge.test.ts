// Before its first message an endpoint shows that it reads what is sent to it.
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SendResult } from '#delivery/channels/channel.ts'
import { createWebhookChannel } from '#delivery/channels/webhook.ts'
import { systemClock } from '#platform/clock.ts'
import { createOutboundHttp, type OutboundHttp } from '#platform/outbound-http.ts'
import { webhookSecret } from '../support/channel-rigs.ts'
import { openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

let sink: WebhookSink
let http: OutboundHttp
beforeAll(async () => {
  sink = await openWebhookSink()
  http = createOutboundHttp({ allowPrivateAddresses: true })
})
afterAll(async () => {
  await http.close()
  await sink.close()
})

function shake(how: 'echo' | 'plain' | 'wrong' | 'nothing'): Promise<SendResult> {
  sink.answerChallenges(how)
  const endpoints = { 'webhook-partner': { url: sink.url, secrets: [webhookSecret] } }
  const { handshake } = createWebhookChannel({ http, clock: systemClock }, endpoints)
  if (handshake === undefined) throw new Error('webhooks have a challenge')
  return handshake.perform('webhook-partner', AbortSignal.timeout(10_000))
}

test.each([
  ['echo', 'accepted'],
  ['plain', 'accepted'],
  ['wrong', 'retry'],
  ['nothing', 'retry'],
] as const)('answered by %s: %s', async (how, outcome) => {
  expect(await shake(how)).toMatchObject({ outcome })
})

test('a challenge is signed like every call, and each one is another', async () => {
  const before = sink.challenges.length
  await shake('echo')
  await shake('echo')
  const [first, second] = sink.challenges.slice(before)
  const read = new Webhook(webhookSecret).verify(first?.body ?? '', { ...first?.headers })
  expect(read).toMatchObject({
    type: 'vigia.endpoint.challenge',
    data: { challenge: expect.stringMatching(/^\w{43}$/) },
  })
  expect(second?.body).not.toBe(first?.body)
})

test('what is proven belongs to the URL', () => {
  const of = (url: string) =>
    createWebhookChannel({ http, clock: systemClock }, { a: { url, secrets: [webhookSecret] } }).handshake
  expect(of('https://a.example/1')?.subjectOf('a')).not.toBe(of('https://a.example/2')?.subjectOf('a'))
  expect(of('https://a.example/1')?.subjectOf('b')).toBeUndefined()
})

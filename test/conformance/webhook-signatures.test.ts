// Both signature schemes of Standard Webhooks, on the wire: as its own library and Node's crypto verify them, while secrets change, and
// against the published known answers.
import { createPublicKey, generateKeyPairSync, verify as verifyEd25519 } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWebhookChannel } from '#delivery/channels/webhook.ts'
import type { WebhookEndpoint } from '#delivery/settings.ts'
import type { Clock } from '#platform/clock.ts'
import { createOutboundHttp, type OutboundHttp } from '#platform/outbound-http.ts'
import { isSignedBy, publicKeyOf, signWebhook } from '#platform/webhook-signature.ts'
import { aMessage, aTarget, webhookSecret } from '../support/channel-rigs.ts'
import { type KeptCall, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

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

const message = aMessage('webhook-partner')
const newSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

/** A pair as an operator makes it: the seed of the private key, and the public key in Node's own form. */
function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
  return { secret: `whsk_${seed.toString('base64')}`, seed, publicKey }
}

async function callOf(endpoint: Omit<WebhookEndpoint, 'url'>, at?: string): Promise<KeptCall> {
  const clock: Clock = { now: () => (at === undefined ? Temporal.Now.instant() : Temporal.Instant.from(at)) }
  const channel = createWebhookChannel({ http, clock }, { 'webhook-partner': { url: sink.url, ...endpoint } })
  const result = await channel.send(message, aTarget('webhook-partner'), AbortSignal.timeout(10_000))
  expect(result).toMatchObject({ outcome: 'accepted' })
  const call = sink.calls.at(-1)
  if (call === undefined) throw new Error('nothing arrived')
  return call
}

const signatures = (call: KeptCall) => (call.headers['webhook-signature'] ?? '').split(' ')
const content = ({ headers, body }: KeptCall) =>
  Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)

describe('v1a', () => {
  test('ed25519 over id, timestamp and the bytes as sent, verified with Node’s crypto', async () => {
    const { secret, publicKey } = keyPair()
    const call = await callOf({ secrets: [secret] })
    const [version, base64 = ''] = signatures(call)[0]?.split(',') ?? []
    expect(version).toBe('v1a')
    expect(verifyEd25519(null, content(call), publicKey, Buffer.from(base64, 'base64'))).toBe(true)
    const changed = Buffer.concat([content(call), Buffer.from(' ')])
    expect(verifyEd25519(null, changed, publicKey, Buffer.from(base64, 'base64'))).toBe(false)
  })

  test('a key of 64 bytes, seed and public half, signs the same', () => {
    const { secret, seed, publicKey } = keyPair()
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
    const long = `whsk_${Buffer.concat([seed, raw]).toString('base64')}`
    expect(signWebhook(long, 'msg_1', 1, '{}')).toBe(signWebhook(secret, 'msg_1', 1, '{}'))
    expect(publicKeyOf(long)).toBe(`whpk_${raw.toString('base64')}`)
  })

  test('the public key that is handed to a receiver is that of the private one', () => {
    const { secret, publicKey } = keyPair()
    const key = publicKeyOf(secret)
    expect(key.startsWith('whpk_')).toBe(true)
    const prefix = Buffer.from('302a300506032b6570032100', 'hex')
    const der = Buffer.concat([prefix, Buffer.from(key.slice(5), 'base64')])
    expect(createPublicKey({ key: der, format: 'der', type: 'spki' }).equals(publicKey)).toBe(true)
    const signature = signWebhook(secret, 'msg_1', 1_000, '{}')
    const call = { id: 'msg_1', timestamp: '1000', signature, body: '{}' }
    expect(isSignedBy([key], call, 1_000)).toBe(true)
    expect(isSignedBy([publicKeyOf(keyPair().secret)], call, 1_000)).toBe(false)
    expect(isSignedBy([webhookSecret], call, 1_000)).toBe(false)
  })

  test('both schemes in one header: each receiver verifies the one that it knows', async () => {
    const { secret, publicKey } = keyPair()
    const call = await callOf({ secrets: [webhookSecret, secret] })
    expect(signatures(call).map((one) => one.split(',')[0])).toEqual(['v1', 'v1a'])
    new Webhook(webhookSecret).verify(call.body, { ...call.headers })
    const v1a = Buffer.from(signatures(call)[1]?.split(',')[1] ?? '', 'base64')
    expect(verifyEd25519(null, content(call), publicKey, v1a)).toBe(true)
  })
})

describe('a change of the secret', () => {
  const rotated = {
    secrets: [newSecret],
    previous: { secrets: [webhookSecret], until: '2026-03-21T00:00:00Z' },
  }
  const verifies = (secret: string, call: KeptCall) =>
    isSignedBy(
      [secret],
      {
        id: call.headers['webhook-id'],
        timestamp: call.headers['webhook-timestamp'],
        signature: call.headers['webhook-signature'],
        body: call.body,
      },
      Number(call.headers['webhook-timestamp']),
    )

  test('until its named end both verify; from then on the new one alone', async () => {
    const during = await callOf(rotated, '2026-03-20T23:59:59Z')
    expect(signatures(during).length).toBe(2)
    expect([newSecret, webhookSecret].map((one) => verifies(one, during))).toEqual([true, true])
    const after = await callOf(rotated, '2026-03-21T00:00:00Z')
    expect([newSecret, webhookSecret].map((one) => verifies(one, after))).toEqual([true, false])
  })

  test('in the middle of retries: same id and bytes, signed by old and new (F70)', async () => {
    sink.behave({ status: 500 }, { status: 204 })
    const before = sink.calls.length
    const clock: Clock = { now: () => Temporal.Now.instant() }
    const send = (endpoint: Omit<WebhookEndpoint, 'url'>) =>
      createWebhookChannel({ http, clock }, { 'webhook-partner': { url: sink.url, ...endpoint } }).send(
        message,
        aTarget('webhook-partner'),
        AbortSignal.timeout(10_000),
      )
    expect(await send({ secrets: [webhookSecret] })).toMatchObject({ outcome: 'retry' })
    const until = Temporal.Now.instant().add({ hours: 24 }).toString()
    expect(await send({ secrets: [newSecret], previous: { secrets: [webhookSecret], until } })).toMatchObject(
      { outcome: 'accepted' },
    )
    const [first, second] = sink.calls.slice(before)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.body).toBe(first?.body)
    for (const secret of [webhookSecret, newSecret])
      new Webhook(secret).verify(second?.body ?? '', { ...second?.headers })
    new Webhook(webhookSecret).verify(first?.body ?? '', { ...first?.headers })
  })
})

// ── The known answers of the standard ──

interface Vector {
  readonly name: string
  readonly expect: 'valid' | 'invalid' | 'error_at_construction'
  readonly secret: string
  readonly now: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}
interface KnownAnswers {
  readonly signing: {
    readonly secret: string
    readonly id: string
    readonly timestamp: number
    readonly body: string
    readonly signature: string
  }
  readonly cases: readonly Vector[]
}

const vectorFile = path.resolve(
  import.meta.dirname,
  '../../../shared/data/conformance/standard-webhooks/known-answers.json',
)
const vectors: KnownAnswers | undefined = existsSync(vectorFile)
  ? JSON.parse(readFileSync(vectorFile, 'utf8'))
  : undefined

describe('the known answers', () => {
  test.skipIf(vectors === undefined)('the published signature is ours', () => {
    const { secret, id, timestamp, body, signature } = vectors?.signing ?? ({} as KnownAnswers['signing'])
    expect(signWebhook(secret, id, timestamp, body)).toBe(signature)
  })

  test.skipIf(vectors === undefined)('every case is judged as the standard says', () => {
    const cases = vectors?.cases ?? []
    expect(cases.length).toBeGreaterThan(15)
    const verdicts = cases.map((one) => `${one.name}: ${verdictOf(one)}`)
    expect(verdicts).toEqual(cases.map((one) => `${one.name}: ${one.expect}`))
  })
})

function verdictOf({ secret, now, body, headers }: Vector): Vector['expect'] {
  const call = {
    id: headers['webhook-id'],
    timestamp: headers['webhook-timestamp'],
    signature: headers['webhook-signature'],
    body,
  }
  try {
    return isSignedBy([secret], call, now) ? 'valid' : 'invalid'
  } catch {
    return 'error_at_construction'
  }
}

// One alert followed through every channel to a real receiver on this machine: mail, webhook, text message, inbox, CAP, Atom and the stream;
// first as it rises, then as evidence is withdrawn, then as a person closes it.
import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { parseAtomFeed } from 'feedsmith'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { capFaults } from '../support/cap-checks.ts'
import { callBack, callbackSecret, webhookSecret } from '../support/channel-rigs.ts'
import { type EventClient, openEvents, until } from '../support/event-stream.ts'
import { header, type KeptMail, type MailSink, openMailSink, plain } from '../support/mail-sink.ts'
import { type KeptCall, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import { type Client, clientOf, type Shown } from './client.ts'
import { type LiveWorld, liveProcess, openLiveWorld, partnersAtOnce } from './live-process.ts'

const WAIT = { timeout: 30_000, interval: 50 }
const schemaFile = path.join(import.meta.dirname, '../../../shared/data/conformance/cap/cap12.xsd')
const phone = '+59170000001'
const adapterSecret = `whsec_${Buffer.alloc(24, 3).toString('base64')}`

let mail: MailSink
let partner: WebhookSink
let gateway: WebhookSink
let world: LiveWorld
let analyst: Client
let ombudsman: Client
let stream: EventClient
let alertId: string
const heard: EventClient['told'][number][] = []
const signals: string[] = []
const published: string[] = []

beforeAll(async () => {
  mail = await openMailSink()
  partner = await openWebhookSink()
  gateway = await openWebhookSink()
  world = await openLiveWorld(partnersAtOnce, (person) => ({
    VIGIA_SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=off`,
    VIGIA_MAIL_FROM: 'vigia@vigia.example.org',
    VIGIA_PUBLIC_URL: 'https://vigia.example.org',
    VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
    VIGIA_WEBHOOKS: JSON.stringify({ 'webhook-partner': { url: partner.url, secret: webhookSecret } }),
    VIGIA_ADAPTERS: JSON.stringify({
      'sms-duty': {
        url: gateway.url,
        secret: adapterSecret,
        callback_secret: callbackSecret,
        to: { 'ombudsman-duty': phone },
        senders: [{ address: phone, person }],
      },
    }),
  }))
  analyst = clientOf(world, world.tokens.analyst)
  ombudsman = clientOf(world, world.tokens.ombudsman)
  stream = openEvents(`${world.url()}/v1/stream`, world.tokens.ombudsman)
  await until(() => stream.told.length > 0, 'the stream is ready')
}, 180_000)

afterAll(async () => {
  await stream.close()
  await world.close()
  await Promise.all([mail, partner, gateway].map((sink) => sink.close()))
}, 60_000)

async function report(number: number, root: string): Promise<void> {
  const { status, body } = await analyst.post('/v1/signals', {
    external_id: `every-channel-${number}`,
    process: liveProcess,
    category: 'threat',
    target: { kind: 'candidate' },
    severity: 3,
    place: 'BO0201',
    source: { root },
    consent: { internal: true, ombudsman: true, un: true, public: true },
  })
  expect([status, body]).toEqual([201, body])
  signals.push(body.id)
}

const alert = async (): Promise<Shown | undefined> =>
  (await ombudsman.get('/v1/alerts?rule=candidate-threats')).body.items[0]

async function untilLevel(level: string | null): Promise<void> {
  await vi.waitFor(async () => expect((await alert())?.level).toBe(level), WAIT)
}

const callOf = (sink: WebhookSink, kind: string) =>
  vi.waitFor(() => {
    const call = sink.calls.find((one) => (JSON.parse(one.body) as { type: string }).type === kind)
    expect(call, `${kind} among ${sink.calls.map((one) => one.body).join('\n')}`).toBeDefined()
    return call as KeptCall
  }, WAIT)

/** The mail of one change to an address. */
const mailTo = (address: string, change: string) =>
  vi.waitFor(() => {
    const to = mail.mails.filter((one) => one.to.includes(address))
    const found = to.find((one) => plain(one.raw).includes(change))
    expect(
      found,
      `${change} in ${to.map((one) => plain(header(one, 'subject') ?? '')).join('; ')}`,
    ).toBeDefined()
    return found as KeptMail
  }, WAIT)

async function released(audience: string): Promise<void> {
  const drafts = await vi.waitFor(async () => {
    const { body } = await ombudsman.get(`/v1/alerts/${alertId}/drafts`)
    expect(body.items.map((one) => [one['audience'], one['state']])).toContainEqual([audience, 'open'])
    return body.items
  }, WAIT)
  const seen = drafts.find((one) => one['audience'] === audience)?.['seen']
  const { body } = await ombudsman.post(`/v1/alerts/${alertId}/drafts/${audience}:approve`, { seen })
  expect(body['outcome']).toBe('released')
}

async function read(address: string) {
  const headers = { authorization: `Bearer ${world.tokens.liaison}` }
  const answer = await fetch(`${world.url()}${address}`, { headers })
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text(),
  }
}

/** The CAP files that the liaison is offered, the newest first. */
const offered = (number: number) =>
  vi.waitFor(async () => {
    const { text } = await read('/v1/feeds/cap')
    const { entries = [] } = parseAtomFeed(text)
    expect(entries).toHaveLength(number)
    return entries.map((one) => one.links?.find((link) => link.rel === 'alternate')?.href ?? '')
  }, WAIT)

async function fetchNewest(number: number): Promise<string> {
  const [newest = ''] = await offered(number)
  const { status, type, text } = await read(new URL(newest).pathname)
  expect([status, type]).toEqual([200, 'application/cap+xml; charset=utf-8'])
  expect(capFaults(text)).toEqual([])
  published.push(text)
  return text
}

const threadOf = (one: KeptMail | undefined) => header(one, 'references')
const element = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]

/** Closes the connection without a word and comes back with the last id, as a browser does. */
async function reconnect(meanwhile: () => Promise<void>): Promise<void> {
  const lastEventId = stream.lastEventId()
  heard.push(...stream.told)
  await stream.close()
  await meanwhile()
  stream = openEvents(`${world.url()}/v1/stream`, world.tokens.ombudsman, lastEventId)
  await until(() => stream.told.length > 0, 'the stream is ready again')
}

test('five threats of three origins raise a warning, while nobody listens to the stream', async () => {
  await report(1, 'radio-a')
  await report(2, 'ngo-b')
  await report(3, 'police-c')
  await untilLevel('watch')
  await reconnect(async () => {
    await report(4, 'ngo-b')
    await report(5, 'police-c')
    await untilLevel('warning')
  })
  const found = await alert()
  alertId = found?.id ?? ''
  expect(found).toMatchObject({ state: 'firing', exercise: false, marking: 'TLP:GREEN' })
})

test('mail: text and HTML of one message, in the thread of the alert', async () => {
  const first = await mailTo('duty@example.org', 'La alerta sube de nivel')
  expect(plain(header(first, 'subject') ?? '')).toMatch(
    /^\[TLP:GREEN\] \[ALTA\] Amenazas contra candidaturas/,
  )
  expect(first.raw).toContain('Content-Type: text/plain; charset=utf-8')
  expect(first.raw).toContain('Content-Type: text/html; charset=utf-8')
  expect(header(first, 'content-type')).toMatch(/^multipart\/alternative/)
  expect(threadOf(first)).toBe(`<${alertId}@vigia.example.org>`)
})

test('text message: signed for the gateway, which calls back a receipt and the answer of a person', async () => {
  const call = await callOf(gateway, 'vigia.message')
  const { data } = new Webhook(adapterSecret).verify(call.body, { ...call.headers }) as {
    data: { delivery_id: string; to: string; text: string; answer: string }
  }
  expect(data.to).toBe(phone)
  expect(data.text).toContain(data.answer)
  const receipt = { delivery_id: data.delivery_id, status: 'delivered' }
  expect(await callBack(world.url(), 'r-1', { type: 'vigia.adapter.receipt', data: receipt })).toEqual({
    outcome: 'delivered',
  })
  const answer = { from: phone, text: data.answer }
  expect(await callBack(world.url(), 'a-1', { type: 'vigia.adapter.reply', data: answer })).toEqual({
    outcome: 'answer',
  })
  await vi.waitFor(async () => expect((await alert())?.['state']).toBe('acknowledged'), WAIT)
})

test('inbox: the same change, of the same alert', async () => {
  const { body } = await ombudsman.get('/v1/inbox')
  const own = body.items.filter((one) => one['alert_id'] === alertId)
  expect(own.map((one) => one.level)).toContain('warning')
})

test('webhook: nothing before a person has let it through; then proven by its challenge and verified by its signature', async () => {
  expect(partner.calls).toEqual([])
  await released('partners')
  const call = await callOf(partner, 'vigia.alert.raised')
  expect(partner.challenges.length).toBeGreaterThan(0)
  const payload = new Webhook(webhookSecret).verify(call.body, { ...call.headers }) as { data: Shown }
  expect(JSON.stringify(payload)).toContain(alertId)
})

test('CAP: the liaison finds no file before the approval, and fetches it after', async () => {
  await offered(0)
  await released('un-liaison')
  const xml = await fetchNewest(1)
  expect([element(xml, 'msgType'), element(xml, 'status'), element(xml, 'references')]).toEqual([
    'Alert',
    'Actual',
    undefined,
  ])
  expect([...xml.matchAll(/<language>([^<]*)</g)].map(([, one]) => one)).toEqual(['es-BO', 'en'])
  expect(threadOf(await mailTo('liaison@example.org', 'The alert rises'))).toBe(
    `<${alertId}@vigia.example.org>`,
  )
  await vi.waitFor(async () => {
    const { body } = await ombudsman.get(`/v1/alerts/${alertId}/deliveries`)
    const cap = body.items.filter((one) => one['channel'] === 'cap-liaison')
    expect(cap.map((one) => one['state'])).toEqual(['delivered'])
  }, WAIT)
})

test('withdrawn evidence is told to everybody who had been told, by the same ways', async () => {
  const { status } = await analyst.post(`/v1/signals/${signals[4]}/retractions`, { reason: 'no ocurrió' })
  expect(status).toBe(201)
  await untilLevel('watch')
  const before = await mailTo('duty@example.org', 'La alerta sube de nivel')
  const after = await mailTo('duty@example.org', 'Alerta corregida')
  expect(threadOf(after)).toBe(threadOf(before))
  expect(header(after, 'message-id')).not.toBe(header(before, 'message-id'))
  await mailTo('liaison@example.org', 'Alert corrected')
  await callOf(partner, 'vigia.alert.corrected')
  await vi.waitFor(() => expect(gateway.calls.length).toBeGreaterThanOrEqual(2), WAIT)
  const xml = await fetchNewest(2)
  expect(element(xml, 'msgType')).toBe('Update')
  expect(element(xml, 'references')).toBe(referenceTo(published[0]))
})

const referenceTo = (xml = '') => ['sender', 'identifier', 'sent'].map((name) => element(xml, name)).join(',')

test('a person closes it: everybody is told, and the CAP file cancels all before', async () => {
  const { status } = await ombudsman.post(`/v1/alerts/${alertId}:resolve`, { reason: 'acuerdo alcanzado' })
  expect(status).toBe(202)
  await vi.waitFor(async () => expect((await alert())?.['state']).toBe('resolved'), WAIT)
  await mailTo('duty@example.org', 'Alerta resuelta')
  await mailTo('liaison@example.org', 'Alert resolved')
  await callOf(partner, 'vigia.alert.resolved')
  const xml = await fetchNewest(3)
  expect(element(xml, 'msgType')).toBe('Cancel')
  const references = element(xml, 'references')?.split(' ') ?? []
  expect(references).toEqual(published.slice(0, 2).map((one) => referenceTo(one)))
})

test('Atom: a public parser reads the summaries of the department', async () => {
  const { text } = await read('/v1/feeds/atom/BO02.xml?language=en')
  const feed = parseAtomFeed(text)
  expect(feed.entries).toHaveLength(3)
  expect(new Set(feed.entries?.map((one) => one.id)).size).toBe(3)
  const anybody = await fetch(`${world.url()}/v1/feeds/atom/BO02.xml`)
  expect(parseAtomFeed(await anybody.text()).entries ?? []).toEqual([])
})

test('the stream told every change of the alert, and each once, over its reconnection', async () => {
  const { body } = await ombudsman.get(`/v1/alerts/${alertId}/timeline`)
  const ordinals = body.items.map((one) => one['ordinal'])
  const ofAlert = () =>
    [...heard, ...stream.told].filter(
      (one) => one.event === 'alert.changed' && one.data['alert_id'] === alertId,
    )
  // By transactions, not by ordinals (docs/decisions/0026).
  const told = () => ofAlert().map((one) => Number(one.data['ordinal']))
  await vi.waitFor(() => expect(told().toSorted((a, b) => a - b)).toEqual(ordinals), WAIT)
  expect([...heard, ...stream.told].filter((one) => one.event === 'reset')).toEqual([])
  const ids = ofAlert().map((one) => one.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test.skipIf(!existsSync(schemaFile))('the three CAP files are valid by the OASIS schema', async () => {
  expect(published).toHaveLength(3)
  const answer = await validateXML({
    xml: published.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    schema: [readFileSync(schemaFile, 'utf8')],
  })
  expect([answer.errors, answer.valid]).toEqual([[], true])
})

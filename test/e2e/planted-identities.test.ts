// Q11: strings planted in the identities of sources, every flow run, every sink searched: none is found. VIGIA_PLANTED=10000 is the full form.
import { execFileSync } from 'node:child_process'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { callBack, callbackSecret, webhookSecret } from '../support/channel-rigs.ts'
import { type EventClient, openEvents, until } from '../support/event-stream.ts'
import { type MailSink, openMailSink, plain } from '../support/mail-sink.ts'
import { plantedIdentity, plantedIn } from '../support/planted.ts'
import { findProgram } from '../support/servers.ts'
import { openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import { type Child, startChild } from './child.ts'
import { type Client, clientOf } from './client.ts'
import { type LiveWorld, liveProcess, openLiveWorld, partnersAtOnce } from './live-process.ts'
import { idsOfLists, kinds } from './planted-sinks.ts'

const count = Number(process.env['VIGIA_PLANTED'] ?? 60)
const WAIT = { timeout: 120_000, interval: 100 }
const phone = '+59170000001'
const adapterSecret = `whsec_${Buffer.alloc(24, 3).toString('base64')}`

let mail: MailSink
let partner: WebhookSink
let gateway: WebhookSink
let world: LiveWorld
let child: Child
let stream: EventClient
const clients = new Map<string, Client>()
/** Everything that left the product, by the way it took. */
const sinks = new Map<string, string[]>()
const keep = (sink: string, text: string) => sinks.set(sink, [...(sinks.get(sink) ?? []), text])

const as = (who: keyof LiveWorld['tokens']): Client => {
  const known = clients.get(who) ?? clientOf(world, world.tokens[who])
  clients.set(who, known)
  return known
}

beforeAll(async () => {
  mail = await openMailSink()
  partner = await openWebhookSink()
  gateway = await openWebhookSink()
  const recipient = await identityToRecipient(await generateIdentity())
  world = await openLiveWorld(
    partnersAtOnce,
    (person) => ({
      VIGIA_SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=off`,
      VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
      VIGIA_VAULT_RECIPIENTS: recipient,
      LOG_LEVEL: 'debug',
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
    }),
    async (env) => {
      child = await startChild(env, 200_000_000)
      return { url: child.url ?? '', stop: () => child.stop() }
    },
  )
  stream = openEvents(`${world.url()}/v1/stream`, world.tokens.ombudsman)
  await until(() => stream.told.length > 0, 'the stream is ready')
}, 240_000)

afterAll(async () => {
  await stream.close()
  await world.close()
  await Promise.all([mail, partner, gateway].map((sink) => sink.close()))
}, 120_000)

const origins = ['radio-a', 'ngo-b', 'police-c']

function report(index: number, more: object = {}): Record<string, unknown> {
  return {
    external_id: `planted-${index}`,
    process: liveProcess,
    category: 'threat',
    target: { kind: 'candidate' },
    // The first of them raise one alert; severe ones are sealed to the verifier.
    severity: index < 15 ? 3 : 3 + (index % 3),
    place: index < 15 ? 'BO0201' : `BO0${1 + (index % 9)}`,
    narrative: 'Sin nombres.',
    source: { root: origins[index % 3], identity: plantedIdentity(index) },
    consent: { internal: true, ombudsman: true, un: true, public: true },
    ...more,
  }
}

// The full form takes in 10,000 reports, two thirds of them sealed to a verifier.
const PATIENCE = 300_000 + count * 120

test('reports come in by every way, with good and with broken identities', {
  timeout: PATIENCE,
}, async () => {
  const analyst = as('analyst')
  const singles = Math.min(count, 20)
  for (let index = 0; index < singles; index += 1) {
    const headers = { 'idempotency-key': `planted-${index}` }
    const first = await analyst.post('/v1/signals', report(index), headers)
    expect([first.status, first.body]).toEqual([201, first.body])
    const again = await analyst.post('/v1/signals', report(index), headers)
    keep('answers', JSON.stringify([first.body, again.body, [...first.headers]]))
  }
  for (let from = singles; from < count; from += 250) {
    const items = Array.from({ length: Math.min(250, count - from) }, (_, at) => report(from + at))
    const { status, body } = await analyst.post('/v1/signals:batch', items)
    expect(status).toBe(207)
    expect(body.items.every((one) => one['outcome'] === 'created')).toBe(true)
    keep('answers', JSON.stringify(body))
  }
  const identity = plantedIdentity(1)
  const broken: readonly object[] = [
    report(1, { external_id: 'b-1', category: 'no-such' }),
    report(1, { external_id: 'b-2', source: { identity: { ...identity, [identity.name]: 1 } } }),
    report(1, { external_id: 'b-3', source: { identity: identity.name } }),
    report(1, { external_id: 'b-4', source: { identity: [identity] } }),
    report(1, { external_id: 'b-5', source: { identity: { name: identity.name.repeat(99) } } }),
    report(1, { severity: 1 }), // known under this external id, and it may not revise
  ]
  for (const one of broken) {
    const headers = { 'idempotency-key': `broken-${broken.indexOf(one)}` }
    keep('errors', JSON.stringify((await analyst.post('/v1/signals', one, headers)).body))
    keep('errors', JSON.stringify((await analyst.post('/v1/signals?dry_run=true', one)).body))
    keep('errors', JSON.stringify((await analyst.post('/v1/signals:batch', [one])).body))
  }
  const text = JSON.stringify(report(1))
  for (const sent of [
    text.slice(0, -2),
    `${text}x`,
    text.replace('"name"', '"name":1,"name"'),
    `{"a":"\\ud800",${text.slice(1)}`,
  ])
    keep('errors', JSON.stringify((await analyst.send('/v1/signals', sent, 'application/json')).body))
  keep('errors', JSON.stringify((await as('admin').post('/v1/signals', report(2))).body))
  keep(
    'errors',
    JSON.stringify((await analyst.send('/v1/signals', 'x'.repeat(70_000) + text, 'application/json')).body),
  )
  keep('errors', JSON.stringify((await analyst.post('/v1/rules:dry-run', { signal: report(3) })).body))
  expect(sinks.get('errors')?.length).toBeGreaterThan(20)
})

async function warned() {
  return vi.waitFor(async () => {
    const { items } = (await as('ombudsman').get('/v1/alerts?rule=candidate-threats')).body
    const found = items.find((one) => one.level === 'warning' || one.level === 'critical')
    expect(found).toBeDefined()
    return found ?? { id: '' }
  }, WAIT)
}

test('alerts rise and leave by mail, text message, webhook, CAP, Atom and the stream', async () => {
  const alert = await warned()
  await vi.waitFor(() => expect(mail.mails.length).toBeGreaterThan(0), WAIT)
  await vi.waitFor(() => expect(gateway.calls.length).toBeGreaterThan(0), WAIT)
  for (const audience of ['partners', 'un-liaison']) {
    // The alert goes on changing meanwhile: whoever approves reads the draft again.
    await vi.waitFor(async () => {
      const { items } = (await as('ombudsman').get(`/v1/alerts/${alert.id}/drafts`)).body
      const open = items.find((one) => one['audience'] === audience && one['state'] === 'open')
      const url = `/v1/alerts/${alert.id}/drafts/${audience}:approve`
      const { body } = await as('ombudsman').post(url, { seen: open?.['seen'] })
      expect(body['outcome']).toBe('released')
    }, WAIT)
  }
  await vi.waitFor(() => expect(partner.calls.map((one) => one.body).join()).toContain('vigia.alert.'), WAIT)
  await callBack(world.url(), 'r-1', {
    type: 'vigia.adapter.receipt',
    data: { delivery_id: alert.id, status: 'delivered' },
  })
  for (const { raw } of mail.mails) keep('mails', `${raw}\n${plain(raw)}`)
  for (const call of gateway.calls) keep('text messages', JSON.stringify(call))
  for (const call of partner.calls) keep('webhooks', JSON.stringify(call))
  keep('stream', JSON.stringify(stream.told))
})

test('a drill is run on the same machine', { timeout: PATIENCE }, async () => {
  const { body } = await as('ombudsman').post('/v1/drills', { scenario: 'campaign' })
  await vi.waitFor(
    async () => {
      const { body: drill } = await as('ombudsman').get(`/v1/drills/${body.id}`)
      expect(drill['state']).toBe('done')
    },
    { timeout: PATIENCE, interval: 500 },
  )
})

/** Every GET route of the API document, asked by every role and by nobody; places for ids are filled with ids that there are. */
test('every reading route, by every role', { timeout: PATIENCE }, async () => {
  const document = (await (await fetch(`${world.url()}/openapi.json`)).json()) as {
    paths: Record<string, object>
  }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []))
  const ids = await idsOfLists(world, routes)
  expect([...ids.keys()]).toEqual(
    expect.arrayContaining(['signals', 'alerts', 'rules', 'drills', 'deliveries']),
  )
  for (const [who, token] of [...Object.entries(world.tokens), ['nobody', ''] as const]) {
    for (const route of routes) {
      if (route === '/v1/stream') continue
      const id = ids.get(route.split('/')[2] ?? '') ?? 'x'
      const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? id : 'BO02'))
      const headers = who === 'nobody' ? {} : { authorization: `Bearer ${token}` }
      const answer = await fetch(`${world.url()}${path}`, { headers })
      const kind = answer.ok ? kinds.find(([, form]) => form.test(route))?.[0] : undefined
      keep(
        kind ?? `reads by ${who}`,
        `${path} ${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`,
      )
    }
  }
  const admin = { authorization: `Bearer ${world.tokens.admin}` }
  const metrics = await (await fetch(`${world.url()}/metrics`, { headers: admin })).text()
  expect(metrics).toContain('# TYPE')
  keep('metrics', metrics)
})

test('the one way to read them says what was planted; what was shredded says so', async () => {
  const { items } = (await as('analyst').get(`/v1/signals?limit=200&process=${liveProcess}`)).body
  // Of severity 3: sealed for the server.
  const own = items.filter((one) => one['severity'] === 3)
  const [signal, other] = [own[0]?.id ?? '', own[1]?.id ?? '']
  const asked = await as('verifier').post(`/v1/signals/${signal}/identity-access`, {
    purpose: 'verification',
    explanation: 'comprobar el reporte con su fuente',
  })
  await as('ombudsman').post(`/v1/identity-access/${asked.body.id}/decisions`, { decision: 'approve' })
  const read = await as('verifier').post(`/v1/identity-access/${asked.body.id}/reads`, {})
  expect(plantedIn(JSON.stringify(read.body)).length).toBeGreaterThan(1)
  const shredded = await as('ombudsman').post(`/v1/signals/${other}/identity-shreddings`, {
    reason: 'source_asked',
  })
  expect(shredded.status).toBe(201)
  for (const list of ['identity-access', 'identity-reads', 'identity-notices'])
    keep('lists of readings', JSON.stringify((await as('auditor').get(`/v1/${list}`)).body))
})

test('a dump of the whole database without the keys, and the log at its most talkative', () => {
  const dump = execFileSync(
    findProgram('pg_dump', 'postgresql-client', 'TEST_DATABASE_URL'),
    ['--dbname', world.databaseUrl],
    {
      encoding: 'latin1',
      maxBuffer: 4e9,
    },
  )
  // The dump is a real one: it holds every report and its ciphertext.
  expect(dump.match(/planted-\d+\t/g)?.length).toBeGreaterThanOrEqual(count)
  expect(dump).toContain('vault.identity_field')
  keep('dump', dump)
  keep('log', child.printed())
})

test('ADV1-keyless-dump: none of the planted strings is in any of it, and the search finds what is there', () => {
  const figures = [...sinks].map(([sink, texts]) => {
    const all = texts.join('\n')
    return { sink, texts: texts.length, characters: all.length, found: plantedIn(all) }
  })
  const planted = count * 4
  const lines = figures.map(
    (one) => `  ${one.sink}: ${one.texts} texts, ${one.characters} characters, ${one.found.length} found`,
  )
  process.stdout.write(`${planted} strings planted in ${count} identities\n${lines.join('\n')}\n`)
  expect(figures.filter((one) => one.found.length > 0)).toEqual([])
  expect(figures.map((one) => one.sink)).toEqual(
    expect.arrayContaining([
      'answers',
      'errors',
      'mails',
      'text messages',
      'webhooks',
      'stream',
      'metrics',
      'dump',
      'log',
      ...kinds.map(([kind]) => kind),
    ]),
  )
  const { name, phone: number, email } = plantedIdentity(7)
  for (const written of [
    name,
    email,
    number,
    JSON.stringify({ name }),
    encodeURIComponent(name),
    number.replaceAll(/\D/g, ''),
    Buffer.from(name).toString('hex'),
    Buffer.from(number).toString('hex'),
    Buffer.from(number).toString('base64'),
    ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${name}`).toString('base64')),
  ])
    expect(plantedIn(`… ${written} …`), written).not.toEqual([])
  // What a ciphertext may look like is none of them.
  expect(plantedIn(`\\x0a99950000012345ff 04999500012345a`)).toEqual([])
})

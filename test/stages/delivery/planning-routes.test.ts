// Silences and the trial of routes, as people use them.
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { draftRoutes } from '#delivery/draft-routes.ts'
import { keepWaiting } from '#delivery/keep-waiting.ts'
import { routingRoutes } from '#delivery/routing-routes.ts'
import { silenceRoutes } from '#delivery/silence-routes.ts'
import { type RoutingFile, routingFile } from '#domain/pack/routing-shapes.ts'
import { routing, pack as smallPack } from '../../support/delivery-world.ts'
import { anActor, ask, routeServer } from '../../support/route-server.ts'
import { plan, useRig } from './deliver-rig.ts'
import { addEvent, alertId, audience } from './rows.ts'

const rig = useRig()
const pack = (more: Partial<RoutingFile> = {}) => ({
  ...smallPack,
  routing: routingFile.parse({ ...routing, ...more }),
})
let server: FastifyInstance
let route: object = {}

const people = ['a', 'b', 'c'].map((letter) => ({
  token: `018f6d2e-1111-7000-8000-00000000000${letter}`,
  person: `018f6d2e-2222-7000-8000-00000000000${letter}`,
}))
const [ana, beto, carla] = people.map(({ token, person }) => anActor({ tokenId: token, personId: person }))

beforeEach(async () => {
  const { db } = rig()
  for (const { token, person } of people) {
    await db
      .insertInto('person')
      .values({ id: person, label: person.slice(-1) })
      .onConflict((one) => one.doNothing())
      .execute()
    await db
      .insertInto('api_token')
      .values({
        id: token,
        person_id: person,
        label: 't',
        prefix: 'p',
        hash: token,
        role: 'ombudsman',
        scopes: [],
        marking: 'TLP:AMBER',
        office: null,
        source_id: null,
        processes: null,
        expires_at: '2027-01-01T00:00:00Z',
      })
      .onConflict((one) => one.doNothing())
      .execute()
  }
  await db
    .insertInto('calendar_version')
    .values({
      process: 'aa-2026-general',
      version: 1,
      known_from: '2026-01-01T00:00:00Z',
      source: '{}',
      calendar: JSON.stringify({ spans: [], milestones: {} }),
    })
    .execute()
  route = {}
  const loadPack = () => Promise.resolve(pack({ route: { routes: [], audience: 'duty', ...route } }))
  const deps = { ...rig().deps, loadPack, publicUrl: 'https://vigia.example.org', isTlsEnforced: true }
  if (ana === undefined || beto === undefined || carla === undefined) throw new Error('three people')
  server = await routeServer(
    {
      ana,
      beto,
      carla,
      auditor: anActor({ role: 'auditor' }),
      sur: anActor({ territory: ['AA02'] }),
      liaison: anActor({ role: 'un_liaison' }),
    },
    silenceRoutes(deps),
    draftRoutes(deps),
    routingRoutes(deps),
  )
})

const silence = (more: object = {}, matchers: object = {}) => ({
  matchers: { process: 'aa-2026-general', territory: 'AA0101', ...matchers },
  reason: 'ruido de una obra en la vía',
  ends_at: '2026-03-21T18:00:00Z',
  ...more,
})
const post = (who: string, url: string, body: object) => ask(server, who, 'POST', url, body)

describe('silences', () => {
  test('a day in a municipality takes one person, and is in the list with its reason', async () => {
    const { status, body } = await post('ana', '/v1/silences', silence())
    expect([status, body.state]).toEqual([201, 'active'])
    const list = await ask(server, 'auditor', 'GET', '/v1/silences?state=active')
    expect(list.body.items).toMatchObject([
      { id: body.id, reason: 'ruido de una obra en la vía', second_person: null },
    ])
  })

  test.each<[string, object]>([
    ['longer than a day', silence({ ends_at: '2026-03-22T18:00:00Z' })],
    ['wider than a municipality', silence({}, { territory: 'AA01' })],
    ['critical', silence({}, { levels: ['critical'] })],
  ])('%s takes another person, never the author', async (_name, wanted) => {
    const { body } = await post('ana', '/v1/silences', wanted)
    expect(body.state).toBe('proposed')
    const path = `/v1/silences/${body.id}/approvals`
    expect((await post('ana', path, {})).body.code).toBe('ACCESS_TWO_PERSON_SAME_PERSON')
    const approved = await post('beto', path, {})
    expect(approved.body).toMatchObject({ state: 'active', second_person: beto?.personId })
    expect((await post('carla', path, {})).body.code).toBe('SILENCE_DECIDED')
  })

  test.each<[string, object, string]>([
    ['over 14 days', silence({ ends_at: '2026-04-04T18:00:00Z' }), 'SILENCE_TOO_LONG'],
    ['in the past', silence({ ends_at: '2026-03-20T18:00:00Z' }), 'SILENCE_TOO_LONG'],
    ['without a reason', silence({ reason: '' }), 'HTTP_FIELDS'],
    ['without a territory', silence({}, { territory: undefined }), 'HTTP_FIELDS'],
  ])('%s is refused', async (_name, wanted, code) => {
    expect((await post('ana', '/v1/silences', wanted)).body.code).toBe(code)
  })

  test('ADV4-silenced-region: nobody silences what the token does not answer for, and nobody learns of it', async () => {
    expect((await post('sur', '/v1/silences', silence())).body.code).toBe('SILENCE_OUT_OF_SCOPE')
    const { body } = await post('ana', '/v1/silences', silence())
    expect((await ask(server, 'sur', 'GET', `/v1/silences/${body.id}`)).body.code).toBe('SILENCE_UNKNOWN')
    expect((await ask(server, 'sur', 'GET', '/v1/silences')).body.items).toEqual([])
    expect((await post('sur', `/v1/silences/${body.id}:end`, { reason: 'ya no hace falta' })).body.code).toBe(
      'SILENCE_UNKNOWN',
    )
  })

  test('the preview says what would be kept back and stores nothing', async () => {
    await addEvent(rig().db)
    const { status, body } = await post(
      'ana',
      '/v1/silences?dry_run=true',
      silence({}, { territory: 'AA01' }),
    )
    expect([status, body]).toEqual([
      200,
      {
        alerts: [
          { id: alertId, level: 'warning', title: { es: 'Amenazas', en: 'Threats' }, place: 'AA0101' },
        ],
        audiences: ['duty'],
        second_person_for: ['wider_than_a_municipality'],
      },
    ])
    expect((await ask(server, 'ana', 'GET', '/v1/silences')).body.items).toEqual([])
  })

  test('a person ends it, and what it kept back goes out', async () => {
    const { body } = await post('ana', '/v1/silences', silence())
    await addEvent(rig().db)
    await plan(rig())
    const ended = await post('beto', `/v1/silences/${body.id}:end`, { reason: 'la obra terminó' })
    expect(ended.body).toMatchObject({ state: 'ended', end_reason: 'person', ended_by: beto?.personId })
    await keepWaiting(rig().deps, 'due')
    const rows = await rig()
      .db.selectFrom('delivery')
      .select(['channel', 'state'])
      .where('ordinal', '=', 1)
      .orderBy('channel')
      .execute()
    expect(rows).toContainEqual({ channel: 'email-duty', state: 'planned' })
  })
})

describe('routes', () => {
  const trial = {
    process: 'aa-2026-general',
    rule: 'trial',
    place: 'AA0101',
    level: 'warning',
    actors: ['state_security'],
  }
  beforeEach(async () => {
    const { db } = rig()
    await db
      .insertInto('rule_revision')
      .values({
        rule_id: 'trial',
        hash: 'trial-1',
        version: 1,
        state_hash: 's',
        origin: 'file',
        file: null,
        yaml: '',
        author: 'test',
        approver: null,
        reason: 'test',
        document: JSON.stringify(trialRule),
      })
      .onConflict((one) => one.doNothing())
      .execute()
    await db
      .insertInto('rule_activation')
      .values({
        rules: JSON.stringify([
          { rule_id: 'trial', hash: 'trial-1', rule_state: 1, status: 'active', params: {} },
        ]),
        author: 'test',
        reason: 'test',
      })
      .execute()
  })

  test('who would get what and why not the others, and nothing is stored', async () => {
    const { status, body } = await post('ana', '/v1/routes:test', trial)
    expect(status).toBe(200)
    const brief = body.items.map(
      (one: Record<string, string>) =>
        `${one['recipient']} ${one['channel']} ${one['state']} ${one['reason']} ${one['view']}`,
    )
    expect(brief).toEqual([
      'duty inbox planned planned full',
      'duty email-duty planned planned full',
      'duty sms-duty withheld no_usable_channel null',
      'police email-liaison withheld withheld_conflict_of_interest null',
      'liaison email-liaison draft draft full',
    ])
    expect(await rig().db.selectFrom('delivery').select('id').execute()).toEqual([])
    expect(await rig().db.selectFrom('exclusion').select('recipient').execute()).toEqual([])
  })

  test('a silence and an unknown rule are named', async () => {
    const { body: put } = await post('ana', '/v1/silences', silence())
    expect((await post('ana', '/v1/routes:test', trial)).body).toMatchObject({
      silenced_by: put.id,
      inhibited_by: null,
    })
    expect((await post('ana', '/v1/routes:test', { ...trial, rule: 'nothing' })).body.code).toBe(
      'RULE_UNKNOWN',
    )
    expect((await post('ana', '/v1/routes:test', { ...trial, place: 'ZZ' })).body.code).toBe(
      'ALERT_PLACE_UNKNOWN',
    )
  })

  test('the tree, and who was left out', async () => {
    expect((await ask(server, 'ana', 'GET', '/v1/routes')).body.route.audience).toBe('duty')
    await addEvent(
      rig().db,
      {},
      { audiences: [audience('duty'), audience('police')], evidence_actors: ['state_security'] },
    )
    await plan(rig())
    const left = await ask(server, 'auditor', 'GET', '/v1/exclusions')
    expect(left.body.items).toMatchObject([
      { alert: alertId, recipient: 'police', institution: 'state_security', form: 'leave_out' },
    ])
    expect((await ask(server, 'sur', 'GET', '/v1/exclusions')).body.items).toEqual([])
  })
})

const trialRule = {
  schema: 1,
  tests: [
    {
      name: 'one threat',
      start: '2026-03-01T00:00:00-04:00',
      steps: [{ t: '1d', signal: { category: 'threat', place: 'AA01' } }],
      expect: [{ t: '2d', state: 'firing', level: 'warning', key: { department: 'AA01' } }],
    },
  ],
  id: 'trial',
  version: 1,
  status: 'active',
  title: { es: 'Prueba', en: 'Trial' },
  owner: 'test',
  group_by: ['department'],
  signals: { threats: { where: { category: 'threat' } } },
  measures: { n: { count: 'threats', window: '14d' } },
  levels: [{ level: 'warning', when: { n: { gte: 1 } } }],
  explain: { es: '{n}', en: '{n}' },
  notify: [
    { audience: 'duty', from: 'watch' },
    { audience: 'police', from: 'watch' },
    { audience: 'liaison', from: 'watch', release: 'approval' },
  ],
}

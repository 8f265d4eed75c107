// Drafts: messages that wait for a person, as people use them.
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { draftRoutes } from '#delivery/draft-routes.ts'
import { routingRoutes } from '#delivery/routing-routes.ts'
import { silenceRoutes } from '#delivery/silence-routes.ts'
import { type RoutingFile, routingFile } from '#domain/pack/routing-shapes.ts'
import { routing, pack as smallPack } from '../../support/delivery-world.ts'
import { anActor, ask, routeServer } from '../../support/route-server.ts'
import { plan, run, useRig } from './deliver-rig.ts'
import { addEvent, alertId, audience, setNow } from './rows.ts'

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

const post = (who: string, url: string, body: object) => ask(server, who, 'POST', url, body)

describe('drafts', () => {
  const path = `/v1/alerts/${alertId}/drafts`
  const draft = async (level = 'warning') => {
    await addEvent(
      rig().db,
      { level },
      { audiences: [audience('duty'), audience('liaison', { release: 'approval' })] },
    )
    await plan(rig())
  }
  const liaisonRow = () =>
    rig()
      .db.selectFrom('delivery')
      .selectAll()
      .where('recipient', '=', 'liaison')
      .orderBy('ordinal', 'desc')
      .executeTakeFirstOrThrow()

  test('the approver sees the exact text, and releases it with a comment', async () => {
    await draft()
    const [waiting] = (await ask(server, 'ana', 'GET', path)).body.items
    expect(waiting).toMatchObject({
      audience: 'liaison',
      state: 'open',
      seen: 1,
      due_at: '2026-03-20T22:31:00Z',
      approvals_needed: 1,
      certainty: 'likely',
      marking: 'TLP:GREEN',
      clearance: 'TLP:AMBER',
      differences: [],
    })
    const [text] = waiting.texts
    const released = await post('ana', `${path}/liaison:approve`, {
      seen: 1,
      comment: 'Confirmed by phone with the office.',
    })
    expect(released.body).toEqual({ outcome: 'released', messages: 1 })
    await run(rig())
    const sent = rig().sent.find((one) => one.target.recipient === 'liaison')?.message
    if (sent?.type !== 'email') throw new Error('no mail to the liaison')
    const lines = sent.text
      .split('\n')
      .filter((line) => !line.startsWith('Note of whoever released it: Confirmed'))
    expect(lines.join('\n')).toBe(text.message.text)
    expect((await liaisonRow()).state).toBe('accepted')
  })

  test('withheld with a reason, it is never sent', async () => {
    await draft()
    expect((await post('ana', `${path}/liaison:withhold`, { reason: 'sources at risk' })).body).toEqual({
      outcome: 'withheld',
    })
    await run(rig())
    expect(await liaisonRow()).toMatchObject({ state: 'withheld', reason: 'withheld_by_person' })
    expect((await post('ana', `${path}/liaison:approve`, { seen: 1 })).body.code).toBe('DRAFT_UNKNOWN')
  })

  test('when the alert changes, the difference is shown and the person is asked again', async () => {
    await draft('watch')
    await addEvent(
      rig().db,
      { ordinal: 2, kind: 'raised', level: 'critical' },
      { audiences: [audience('duty'), audience('liaison', { release: 'approval' })], measures: { n: 9 } },
    )
    await plan(rig())
    expect((await post('ana', `${path}/liaison:approve`, { seen: 1 })).body.code).toBe('DRAFT_CHANGED')
    const [waiting] = (await ask(server, 'ana', 'GET', path)).body.items
    expect(waiting).toMatchObject({ event: 2, seen: 2, changes: ['raised'] })
    expect(waiting.differences).toContainEqual({ what: 'level', before: 'watch', now: 'critical' })
    expect(waiting.differences).toContainEqual({ what: 'n', before: '5', now: '9' })
    expect((await post('ana', `${path}/liaison:approve`, { seen: 2 })).body.messages).toBe(1)
  })

  const twoPersons = {
    routes: [{ match: { audience: 'liaison' }, release: 'approval', approvals: 2 } as const],
  }
  /** An event for the duty officers and the liaison, whose messages two persons release. */
  const happen = async (changes: Parameters<typeof addEvent>[1] = {}) => {
    route = twoPersons
    const loadPack = () => Promise.resolve(pack({ route: { audience: 'duty', ...twoPersons } }))
    await addEvent(rig().db, changes, { audiences: [audience('duty'), audience('liaison')] })
    await plan({ ...rig(), deps: { ...rig().deps, loadPack } })
  }
  const proposals = async () =>
    (
      await rig()
        .db.selectFrom('proposal')
        .selectAll()
        .where('kind', '=', 'release')
        .orderBy('created_at')
        .orderBy('id')
        .execute()
    ).map((one) => one.state)

  test('a first approval ends with its draft when those concerned are told of a newer state; the second is told so', async () => {
    await happen()
    await post('ana', `${path}/liaison:approve`, { seen: 1 })
    await post('beto', `${path}/liaison:approve`, { seen: 1 })
    await run(rig())
    await happen({ ordinal: 2, kind: 'raised', level: 'critical' })
    expect((await post('ana', `${path}/liaison:approve`, { seen: 2 })).body.outcome).toBe('proposed')
    const before = await proposals()
    await happen({ ordinal: 3, kind: 'evidence_withdrawn', level: 'warning', notify: false })
    expect([before.at(-1), (await proposals()).at(-1)]).toEqual(['open', 'stale'])
    const refused = await post('beto', `${path}/liaison:approve`, { seen: 3 })
    expect([refused.status, refused.body.code]).toEqual([409, 'DRAFT_OVERTAKEN'])
    expect((await post('beto', `${path}/liaison:withhold`, { reason: 'too late' })).status).toBe(409)
  })

  test('a first approval ends as well when the draft is asked for again, or withheld', async () => {
    await happen()
    await post('ana', `${path}/liaison:approve`, { seen: 1 })
    await happen({ ordinal: 2, kind: 'raised', level: 'critical' })
    expect((await proposals()).at(-1)).toBe('stale')
    // Both persons are asked again: the first of the two now is the second of before.
    expect((await post('beto', `${path}/liaison:approve`, { seen: 2 })).body.outcome).toBe('proposed')
    expect((await proposals()).at(-1)).toBe('open')
    await post('ana', `${path}/liaison:withhold`, { reason: 'sources at risk' })
    expect((await proposals()).at(-1)).toBe('stale')
  })

  test('two persons where the route says so', async () => {
    await happen()
    expect((await post('ana', `${path}/liaison:approve`, { seen: 1 })).body.outcome).toBe('proposed')
    expect((await post('ana', `${path}/liaison:approve`, { seen: 1 })).body.code).toBe(
      'ACCESS_TWO_PERSON_SAME_PERSON',
    )
    expect((await liaisonRow()).state).toBe('draft')
    expect((await post('beto', `${path}/liaison:approve`, { seen: 1 })).body.outcome).toBe('released')
  })

  test('a first approval that waited too long has lapsed: the next person is the first again', async () => {
    await happen()
    await post('ana', `${path}/liaison:approve`, { seen: 1 })
    await setNow(rig().db, '2026-04-20T18:31:00Z')
    expect((await post('beto', `${path}/liaison:approve`, { seen: 1 })).body.outcome).toBe('proposed')
    expect((await proposals()).slice(-2)).toEqual(['stale', 'open'])
    expect((await post('beto', `${path}/liaison:approve`, { seen: 1 })).body.code).toBe(
      'ACCESS_TWO_PERSON_SAME_PERSON',
    )
    expect((await post('ana', `${path}/liaison:approve`, { seen: 1 })).body.outcome).toBe('released')
  })

  test('never by whoever sent a signal behind it', async () => {
    const signal = '018f6d2e-4444-7000-8000-000000000001'
    await rig()
      .db.insertInto('source')
      .values({ id: 's', kind: 'media', reliability: 'B' })
      .onConflict((one) => one.doNothing())
      .execute()
    await rig().db.deleteFrom('signal').where('id', '=', signal).execute()
    await rig()
      .db.insertInto('signal')
      .values({
        id: signal,
        rev: 1,
        kind: 'signal',
        source_id: 's',
        external_id: 'planning-routes',
        processes: [],
        category: 'threat',
        place: 'AA0101',
        department: 'AA01',
        event_time: '2026-03-20T18:00:00Z',
        received_at: '2026-03-20T18:00:00Z',
        body: '{}',
        derived: '{}',
        body_hash: 'h',
        fingerprint: 'planning-routes',
        reason: null,
        actor: people[0]?.token ?? null,
      })
      .execute()
    await addEvent(
      rig().db,
      {},
      {
        audiences: [audience('duty'), audience('liaison', { release: 'approval' })],
        evidence: { ids: [signal], count: 1 },
      },
    )
    await plan(rig())
    expect((await post('ana', `${path}/liaison:approve`, { seen: 1 })).body.code).toBe('DRAFT_OWN_SIGNAL')
    expect((await post('beto', `${path}/liaison:approve`, { seen: 1 })).body.outcome).toBe('released')
    await rig().db.deleteFrom('signal').where('id', '=', signal).execute()
  })

  test('elsewhere and outside, it does not exist', async () => {
    await draft()
    expect((await ask(server, 'sur', 'GET', path)).body.code).toBe('ALERT_UNKNOWN')
    expect((await ask(server, 'liaison', 'GET', path)).status).toBe(403)
  })
})

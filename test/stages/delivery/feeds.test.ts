// CAP files on the road of a delivery, and the feeds that serve them.

import type { FastifyInstance } from 'fastify'
import { parseAtomFeed } from 'feedsmith'
import { beforeEach, describe, expect, test } from 'vitest'
import { capChannel } from '#delivery/channels/cap.ts'
import { hasUnfetched, oldestUnfetchedSeconds } from '#delivery/feeds/cap-store.ts'
import { feedRoutes } from '#delivery/feeds/feed-routes.ts'
import { tellUnfetched } from '#delivery/feeds/tell-unfetched.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { RoutingFile } from '#domain/pack/routing-shapes.ts'
import { capFaults } from '../../support/cap-checks.ts'
import { allConsent, routing, pack as world } from '../../support/delivery-world.ts'
import { anActor, routeServer } from '../../support/route-server.ts'
import { plan, type Rig, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

type Channel = RoutingFile['channels'][number]
const cap = (code: string, more: Partial<Channel> = {}): Channel => ({
  code,
  type: 'cap',
  max_marking: 'TLP:GREEN',
  ...more,
})
const fed: RoutingFile = {
  ...routing,
  channels: [
    ...routing.channels,
    cap('cap-liaison', { poll_every: '5m' }),
    cap('cap-private', { scope: 'Private' }),
    cap('cap-public', { scope: 'Public' }),
  ],
  audiences: routing.audiences.map((one) => {
    if (one.code === 'liaison') return { ...one, channels: ['cap-liaison'] }
    if (one.code === 'duty') return { ...one, channels: ['inbox', 'cap-liaison'] }
    if (one.code === 'offices') return { ...one, channels: ['inbox', 'cap-private'] }
    return one.code === 'partners' ? { ...one, channels: ['cap-public'] } : one
  }),
}
const pack: DeliveryPack = { ...world, routing: fed }
const publicUrl = 'https://vigia.example.org'

const open = useRig()
let rig: Rig
let server: FastifyInstance

beforeEach(async () => {
  const plain = open()
  rig = {
    ...plain,
    deps: {
      ...plain.deps,
      loadPack: () => Promise.resolve(pack),
      channels: {
        ...plain.deps.channels,
        ofType: (type) => (type === 'cap' ? capChannel : plain.deps.channels.ofType(type)),
      },
    },
  }
  const callers = {
    duty: anActor({ office: 'duty' }),
    norte: anActor({ office: 'office-norte', territory: ['AA01'] }),
    sur: anActor({ office: 'office-sur', territory: ['AA02'] }),
    green: anActor({ role: 'verifier', marking: 'TLP:GREEN' }),
    liaison: anActor({ role: 'un_liaison', office: 'liaison', marking: 'TLP:AMBER' }),
    stranger: anActor({ role: 'un_liaison', office: 'other', marking: 'TLP:AMBER' }),
    bound: anActor({ processes: ['another'] }),
    analyst: anActor({ role: 'analyst' }),
  }
  const byName = new Map(Object.entries(callers))
  server = await routeServer(
    callers,
    feedRoutes({
      db: rig.db,
      publicUrl,
      loadPack: () => Promise.resolve(pack),
      authenticate: (header) => Promise.resolve(byName.get(header?.replace('Bearer ', '') ?? '')),
    }),
  )
})

async function tell(
  codes: readonly string[],
  changes: Parameters<typeof addEvent>[1] = {},
  body: Record<string, unknown> = {},
) {
  await addEvent(rig.db, changes, { audiences: codes.map((code) => audience(code)), ...body })
  await plan(rig)
  await run(rig)
}

const get = (who: string | undefined, url: string, headers: Record<string, string> = {}) =>
  server.inject({
    method: 'GET',
    url,
    headers: { ...(who === undefined ? {} : { authorization: `Bearer ${who}` }), ...headers },
  })
const entries = async (who: string | undefined, url = '/v1/feeds/cap') =>
  parseAtomFeed((await get(who, url)).body).entries ?? []
const fileOf = (id: string) => `/v1/feeds/cap/${id.replace('urn:uuid:', '')}.xml`
const rows = () =>
  rig.db.selectFrom('cap_message').selectAll().orderBy('ordinal').orderBy('edition').execute()
const deliveries = async (channel: string) =>
  (
    await rig.db
      .selectFrom('delivery')
      .selectAll()
      .where('channel', '=', channel)
      .orderBy('ordinal')
      .orderBy('recipient')
      .execute()
  ).map((one) => `${one.ordinal} ${one.recipient} ${one.state} ${one.reason}`)

describe('publishing', () => {
  test('two recipients of one feed share the file; Alert, Update and Cancel refer to what came before', async () => {
    await tell(['duty', 'liaison'])
    await tell(['duty', 'liaison'], { ordinal: 2, kind: 'raised', level: 'critical' })
    await tell(['duty', 'liaison'], { ordinal: 3, kind: 'resolved', level: null })
    const found = await rows()
    expect(found.map((one) => one.msg_type)).toEqual(['Alert', 'Update', 'Cancel'])
    const names = found.map((one) => `${one.sender},${one.identifier},${one.sent}`)
    expect(found[0]?.document).not.toContain('<references>')
    expect(found[1]?.document).toContain(`<references>${names[0]}</references>`)
    expect(found[2]?.document).toContain(`<references>${names[0]} ${names[1]}</references>`)
    expect(found.flatMap((one) => capFaults(one.document))).toEqual([])
    expect(found[0]?.sender).toBe('vigia@vigia.example.org')
    expect(await deliveries('cap-liaison')).toEqual([
      '1 duty accepted planned',
      '1 liaison accepted planned',
      '2 duty accepted planned',
      '2 liaison accepted planned',
      '3 duty accepted planned',
      '3 liaison accepted planned',
    ])
  })

  test('claimed again, the file stays as it is', async () => {
    await tell(['duty'])
    const before = await rows()
    await rig.db
      .updateTable('delivery')
      .set({ state: 'retry', due_at: '2026-03-20T18:31:00Z' })
      .where('channel', '=', 'cap-liaison')
      .execute()
    await run(rig)
    expect(await rows()).toEqual(before)
    expect(await deliveries('cap-liaison')).toEqual(['1 duty accepted planned'])
  })

  test('a change that comes after a later one is not published any more', async () => {
    await addEvent(rig.db, {}, { audiences: [audience('duty')] })
    await plan(rig)
    await rig.db.updateTable('delivery').set({ due_at: null }).where('channel', '=', 'cap-liaison').execute()
    await tell(['duty'], { ordinal: 2, kind: 'raised', level: 'critical' })
    await rig.db
      .updateTable('delivery')
      .set({ due_at: '2026-03-20T18:31:00Z' })
      .where('ordinal', '=', 1)
      .where('channel', '=', 'cap-liaison')
      .execute()
    await run(rig)
    expect(await deliveries('cap-liaison')).toEqual(['1 duty withheld superseded', '2 duty accepted planned'])
    expect((await rows()).map((one) => one.msg_type)).toEqual(['Alert'])
  })

  test('above the clearance of the channel nothing is published', async () => {
    await rig.db.updateTable('alert').set({ marking: 'TLP:AMBER' }).execute()
    await tell(['liaison', 'duty'])
    expect(await rows()).toEqual([])
    expect(await deliveries('cap-liaison')).toEqual([
      '1 duty withheld withheld_clearance',
      '1 liaison withheld withheld_clearance',
    ])
  })

  test('consent withdrawn: the old file is not shown any more, the end is told without what it was', async () => {
    await tell(['liaison'])
    await tell(
      ['liaison'],
      { ordinal: 2, kind: 'evidence_withdrawn', level: null },
      { consent: { ...allConsent, un: false } },
    )
    const [, last] = await rows()
    expect(last).toMatchObject({ msg_type: 'Cancel', view: 'thin' })
    expect(last?.document).not.toContain('Puerto')
    const shown = await entries('liaison')
    expect(shown.map((one) => one.id)).toEqual([`urn:uuid:${last?.identifier}`])
  })

  test('a Private file names its one reader', async () => {
    await tell(['offices'])
    const [only] = await rows()
    expect(only).toMatchObject({ scope: 'Private', edition: 'cap-private/office-norte' })
    expect(only?.document).toContain('<addresses>office-norte</addresses>')
    expect(await entries('norte')).toHaveLength(1)
    expect(await entries('duty')).toHaveLength(0)
  })
})

describe('reading', () => {
  test('the index lists files that can be fetched; the first look of an addressee is the receipt', async () => {
    await tell(['duty', 'liaison'])
    const [entry] = await entries('liaison')
    const href = entry?.links?.find((one) => one.type === 'application/cap+xml')?.href ?? ''
    expect(href).toBe(`${publicUrl}${fileOf(entry?.id ?? '')}`)
    expect((await get('green', fileOf(entry?.id ?? ''))).statusCode).toBe(200)
    await server.inject({
      method: 'HEAD',
      url: fileOf(entry?.id ?? ''),
      headers: { authorization: 'Bearer liaison' },
    })
    expect((await rows())[0]?.first_fetched_at).toBeNull()
    const file = await get('liaison', fileOf(entry?.id ?? ''))
    expect(file.headers['content-type']).toBe('application/cap+xml; charset=utf-8')
    expect(file.body).toBe((await rows())[0]?.document)
    expect((await rows())[0]?.first_fetched_at?.toString()).toBe('2026-03-20T18:31:00Z')
    expect(await deliveries('cap-liaison')).toEqual([
      '1 duty accepted planned',
      '1 liaison delivered planned',
    ])
  })

  test('by territory, process, marking and addressee', async () => {
    await tell(['liaison'])
    const seen = async (who: string) => (await entries(who)).length
    expect([await seen('duty'), await seen('norte'), await seen('green'), await seen('liaison')]).toEqual([
      1, 1, 1, 1,
    ])
    expect([await seen('sur'), await seen('bound'), await seen('stranger')]).toEqual([0, 0, 0])
    const [entry] = await entries('duty')
    for (const who of ['sur', 'bound', 'stranger', undefined]) {
      expect((await get(who, fileOf(entry?.id ?? ''))).json().code).toBe('CAP_UNKNOWN')
    }
    await rig.db.updateTable('alert').set({ marking: 'TLP:AMBER' }).execute()
    expect([await seen('green'), await seen('liaison')]).toEqual([0, 1])
  })

  test('a bad token and one without the scope are refused, and do not get the public view', async () => {
    for (const url of ['/v1/feeds/cap', '/v1/feeds/atom/AA.xml']) {
      expect((await get('nobody', url)).statusCode).toBe(401)
      expect((await get('analyst', url)).statusCode).toBe(403)
    }
  })

  test('what has not changed is not sent again', async () => {
    await tell(['duty'])
    const [entry] = await entries('duty')
    for (const url of [
      '/v1/feeds/cap',
      '/v1/feeds/atom/AA01.xml',
      fileOf(entry?.id ?? ''),
      `/v1/alerts/${alertId}/cap.xml`,
    ]) {
      const etag = String((await get('duty', url)).headers['etag'])
      const again = await get('duty', url, { 'if-none-match': `"x", W/${etag}` })
      expect([again.statusCode, again.body]).toEqual([304, ''])
      expect((await get('duty', url, { 'if-none-match': '"x"' })).statusCode).toBe(200)
    }
    const before = (await get('duty', '/v1/feeds/atom/AA01.xml')).headers['etag']
    await tell(['duty'], { ordinal: 2, kind: 'raised', level: 'critical' })
    expect(
      (await get('duty', '/v1/feeds/atom/AA01.xml', { 'if-none-match': String(before) })).statusCode,
    ).toBe(200)
  })
})

describe('the feed of a department', () => {
  test('GREEN and CLEAR only, with ids that stay', async () => {
    await tell(['duty'])
    const feed = parseAtomFeed((await get('duty', '/v1/feeds/atom/AA01.xml')).body)
    const [row] = await rows()
    expect(feed).toMatchObject({
      id: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
      title: { value: 'Alertas de Vigía: Norte' },
      updated: '2026-03-20T18:31:00Z',
      entries: [
        {
          id: `urn:uuid:${row?.identifier}`,
          title: { value: 'Nueva alerta · Alta · Amenazas – Puerto, Norte' },
          updated: '2026-03-20T18:31:00Z',
          summary: { value: 'Alta · Puerto, Norte · Alert · TLP:GREEN' },
        },
      ],
    })
    expect((await entries('duty', '/v1/feeds/atom/AA01.xml?language=en'))[0]?.title?.value).toContain(
      'New alert',
    )
    expect(await entries('duty', '/v1/feeds/atom/AA.xml')).toHaveLength(1)
    expect(await entries('duty', '/v1/feeds/atom/AA02.xml')).toHaveLength(0)
    await rig.db.updateTable('alert').set({ marking: 'TLP:AMBER' }).execute()
    expect(await entries('duty', '/v1/feeds/atom/AA01.xml')).toHaveLength(0)
    for (const code of ['AA0101', 'ZZ', 'a%20b']) {
      expect((await get('duty', `/v1/feeds/atom/${code}.xml`)).json().code).toBe('FEED_UNKNOWN')
    }
  })

  test('without a token only what is CLEAR, of scope Public, consented to and let through by a person', async () => {
    const seen = async () => (await entries(undefined, '/v1/feeds/atom/AA01.xml')).length
    await rig.db.updateTable('alert').set({ marking: 'TLP:CLEAR' }).execute()
    await tell(['partners'], { level: 'warning' })
    expect([(await rows()).length, await seen()]).toEqual([1, 0])
    await addEvent(
      rig.db,
      { ordinal: 2, kind: 'raised', level: 'critical' },
      { audiences: [audience('partners', { release: 'approval' })] },
    )
    await plan(rig)
    await run(rig)
    expect([(await rows()).length, await seen()]).toEqual([1, 0])
    // what approving does: the draft becomes a planned row
    await rig.db
      .updateTable('delivery')
      .set({ state: 'planned', due_at: '2026-03-20T18:31:00Z' })
      .where('state', '=', 'draft')
      .execute()
    await run(rig)
    expect([(await rows()).length, await seen()]).toEqual([2, 1])
    await tell([], { ordinal: 3, kind: 'resolved', level: null })
    expect([(await rows()).length, await seen()]).toEqual([3, 2])
    await rig.db.updateTable('alert').set({ marking: 'TLP:GREEN' }).execute()
    expect(await seen()).toBe(0)
  })
})

describe('the file of one alert', () => {
  const url = `/v1/alerts/${alertId}/cap.xml`
  test('is the alert as it stands, with the chain of its changes', async () => {
    await addEvent(rig.db)
    await addEvent(rig.db, { ordinal: 2, kind: 'comment', notify: false })
    await addEvent(rig.db, { ordinal: 3, kind: 'lowered', level: 'watch', notify: false })
    const { body } = await get('duty', url)
    expect(capFaults(body)).toEqual([])
    expect(body).toContain('<msgType>Update</msgType>')
    expect(body.match(/<references>([^<]*)/)?.[1]?.split(' ')).toHaveLength(1)
    expect((await get('sur', url)).json().code).toBe('ALERT_UNKNOWN')
    expect((await get(undefined, url)).statusCode).toBe(401)
  })
  test('of an exercise, marked; for a reader without the consent of the sources, thin', async () => {
    await rig.db.deleteFrom('alert').execute()
    await addAlert(rig.db, { is_exercise: true })
    await addEvent(rig.db, {}, { consent: { ...allConsent, un: false } })
    expect((await get('duty', url)).body).toContain('<status>Exercise</status>')
    const thin = (await get('liaison', url)).body
    expect(thin).not.toContain('Amenazas')
    expect(capFaults(thin)).toEqual([])
  })
})

test('a file that no addressee fetches within two poll periods is told once', async () => {
  await tell(['liaison'])
  await setNow(rig.db, '2026-03-20T18:40:59Z')
  expect(await hasUnfetched(rig.db)).toBe(false)
  await setNow(rig.db, '2026-03-20T18:41:30Z')
  expect([await hasUnfetched(rig.db), await oldestUnfetchedSeconds(rig.db)]).toEqual([true, 30])
  const told: unknown[] = []
  const deps = {
    db: rig.db,
    logger: { ...rig.deps.logger, warn: (line: unknown) => void told.push(line) } as typeof rig.deps.logger,
  }
  await tellUnfetched(deps)
  await tellUnfetched(deps)
  expect(told).toMatchObject([{ event: 'feed.not_fetched', channel: 'cap-liaison', alertId }])
  expect(await deliveries('cap-liaison')).toEqual(['1 liaison accepted not_fetched'])
  const [entry] = await entries('liaison')
  await get('liaison', fileOf(entry?.id ?? ''))
  expect([await hasUnfetched(rig.db), await oldestUnfetchedSeconds(rig.db)]).toEqual([false, 0])
})

// The feeds and files as their readers get them.
import { parseAtomFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import { hasUnfetched, oldestUnfetchedSeconds } from '#delivery/feeds/cap-store.ts'
import { tellUnfetched } from '#delivery/feeds/tell-unfetched.ts'
import { capFaults } from '../../support/cap-checks.ts'
import { allConsent } from '../../support/delivery-world.ts'
import { fileOf, publicUrl, useFeeds } from './feed-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const { db, logger, plan, run, tell, get, head, entries, rows, deliveries, beforeCapAnswer } = useFeeds()

describe('reading', () => {
  test('the index lists files that can be fetched; the first look of an addressee is the receipt', async () => {
    await tell(['duty', 'liaison'])
    const [entry] = await entries('liaison')
    const url = fileOf(entry?.id)
    const published = async () => (await rows())[0]
    expect(entry?.links).toMatchObject([{ type: 'application/cap+xml', href: `${publicUrl}${url}` }])
    expect((await get('green', url)).statusCode).toBe(200)
    await head('liaison', url)
    expect((await published())?.first_fetched_at).toBeNull()
    const file = await get('liaison', url)
    expect(file.headers['content-type']).toBe('application/cap+xml; charset=utf-8')
    expect(file.body).toBe((await published())?.document)
    expect((await published())?.first_fetched_at?.toString()).toBe('2026-03-20T18:31:00Z')
    expect(await deliveries('cap-liaison')).toEqual([
      '1 duty accepted planned',
      '1 liaison delivered planned',
    ])
  })

  test('a file that is fetched before its sender has written down the outcome is delivered all the same', async () => {
    beforeCapAnswer(async () => {
      const [entry] = await entries('liaison')
      await get('liaison', fileOf(entry?.id))
    })
    await tell(['liaison'])
    expect(await deliveries('cap-liaison')).toEqual(['1 liaison delivered planned'])
    expect((await rows())[0]?.first_fetched_at).not.toBeNull()
    await setNow(db(), '2026-03-20T19:41:30Z')
    expect(await hasUnfetched(db())).toBe(false)
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
      expect((await get(who, fileOf(entry?.id))).json().code).toBe('CAP_UNKNOWN')
    }
    await db().updateTable('alert').set({ marking: 'TLP:AMBER' }).execute()
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
      fileOf(entry?.id),
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
    await db().updateTable('alert').set({ marking: 'TLP:AMBER' }).execute()
    expect(await entries('duty', '/v1/feeds/atom/AA01.xml')).toHaveLength(0)
    for (const code of ['AA0101', 'ZZ', 'a%20b']) {
      expect((await get('duty', `/v1/feeds/atom/${code}.xml`)).json().code).toBe('FEED_UNKNOWN')
    }
  })

  test('without a token only what is CLEAR, of scope Public, consented to and let through by a person', async () => {
    const seen = async () => (await entries(undefined, '/v1/feeds/atom/AA01.xml')).length
    await db().updateTable('alert').set({ marking: 'TLP:CLEAR' }).execute()
    await tell(['partners'], { level: 'warning' })
    expect([(await rows()).length, await seen()]).toEqual([1, 0])
    await addEvent(
      db(),
      { ordinal: 2, kind: 'raised', level: 'critical' },
      { audiences: [audience('partners', { release: 'approval' })] },
    )
    await plan()
    await run()
    expect([(await rows()).length, await seen()]).toEqual([1, 0])
    // what approving does: the draft becomes a planned row
    await db()
      .updateTable('delivery')
      .set({ state: 'planned', due_at: '2026-03-20T18:31:00Z' })
      .where('state', '=', 'draft')
      .execute()
    await run()
    expect([(await rows()).length, await seen()]).toEqual([2, 1])
    await tell([], { ordinal: 3, kind: 'resolved', level: null })
    expect([(await rows()).length, await seen()]).toEqual([3, 2])
    await db().updateTable('alert').set({ marking: 'TLP:GREEN' }).execute()
    expect(await seen()).toBe(0)
  })
})

describe('the file of one alert', () => {
  const url = `/v1/alerts/${alertId}/cap.xml`
  test('is the alert as it stands, with the chain of its changes', async () => {
    await addEvent(db())
    await addEvent(db(), { ordinal: 2, kind: 'comment', notify: false })
    await addEvent(db(), { ordinal: 3, kind: 'lowered', level: 'watch', notify: false })
    const { body } = await get('duty', url)
    expect(capFaults(body)).toEqual([])
    expect(body).toContain('<msgType>Update</msgType>')
    expect(body.match(/<references>([^<]*)/)?.[1]?.split(' ')).toHaveLength(1)
    expect((await get('sur', url)).json().code).toBe('ALERT_UNKNOWN')
    expect((await get(undefined, url)).statusCode).toBe(401)
  })
  test('of an exercise, marked; for a reader without the consent of the sources, thin', async () => {
    await db().deleteFrom('alert').execute()
    await addAlert(db(), { is_exercise: true })
    await addEvent(db(), {}, { consent: { ...allConsent, un: false } })
    expect((await get('duty', url)).body).toContain('<status>Exercise</status>')
    const thin = (await get('liaison', url)).body
    expect(thin).not.toContain('Amenazas')
    expect(capFaults(thin)).toEqual([])
  })
})

test('a file that no addressee fetches within two poll periods is told once', async () => {
  await tell(['liaison'])
  await setNow(db(), '2026-03-20T18:40:59Z')
  expect(await hasUnfetched(db())).toBe(false)
  await setNow(db(), '2026-03-20T18:41:30Z')
  expect([await hasUnfetched(db()), await oldestUnfetchedSeconds(db())]).toEqual([true, 30])
  const told: unknown[] = []
  const warn = (line: unknown) => void told.push(line)
  const deps = { db: db(), logger: Object.assign(Object.create(logger()), { warn }) }
  await tellUnfetched(deps)
  await tellUnfetched(deps)
  expect(told).toMatchObject([{ event: 'feed.not_fetched', channel: 'cap-liaison', alertId }])
  expect(await deliveries('cap-liaison')).toEqual(['1 liaison accepted not_fetched'])
  const [entry] = await entries('liaison')
  await get('liaison', fileOf(entry?.id))
  expect([await hasUnfetched(db()), await oldestUnfetchedSeconds(db())]).toEqual([false, 0])
})

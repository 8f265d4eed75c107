// /v1/situation and /v1/places/geometry: the numbers of the map are those of the lists, each caller within its sight.
import { beforeAll, expect, test } from 'vitest'
import { type Body, openTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
  const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  const threats = ['a', 'b', 'c'].map((root, index) => ({ place: 'BO02', root, hours: index + 1 }))
  for (const { place, root, hours } of [...threats, { place: 'BO06', root: 'd', hours: 15 * 24 }]) {
    const sent = await app.call('desk', 'POST', '/v1/signals', {
      payload: {
        external_id: `situation-${root}`,
        process: app.process,
        category: 'threat',
        target: { kind: 'candidate' },
        event_time: at(hours),
        place,
        severity: 3,
        source: { root },
      },
    })
    expect(sent.status).toBe(201)
  }
  await app.drain()
})

async function placesFor(who: 'verifier' | 'un_liaison', query = ''): Promise<readonly Body[]> {
  const { status, body } = await app.call(who, 'GET', `/v1/situation${query}`)
  expect(status).toBe(200)
  return body['items'] as unknown as readonly Body[]
}

const ofPlace = (rows: readonly Body[], place: string) => rows.find((row) => String(row['place']) === place)

test('C11 the numbers are those of the lists of signals and alerts', async () => {
  const rows = await placesFor('verifier', '?days=7')
  const listed = (await app.call('verifier', 'GET', '/v1/signals?place=BO02')).body['items']
  const open = (await app.call('verifier', 'GET', '/v1/alerts?place=BO02&state=firing')).body['items']
  const laPaz = ofPlace(rows, 'BO02')
  expect(laPaz?.['signals']).toBe((listed as unknown as unknown[]).length)
  expect(laPaz?.['open_alerts']).toBe((open as unknown as unknown[]).length)
  expect(laPaz).toMatchObject({ level: 'watch', level_before: null, unanswered: 1, coverage: 'reporting' })
})

test('C12 a place without a report in the period is not the same as one that nobody reports from', async () => {
  const rows = await placesFor('verifier', '?days=7')
  expect(ofPlace(rows, 'BO06')).toMatchObject({ signals: 0, sources_known: 1, coverage: 'quiet' })
  expect(ofPlace(rows, 'BO09')).toMatchObject({ signals: 0, sources_known: 0, coverage: 'unheard' })
})

test('C15 offices that answer for a place are listed, and whether they were heard', async () => {
  const laPaz = ofPlace(await placesFor('verifier'), 'BO02')
  expect(Number(laPaz?.['listed_sources'])).toBeGreaterThan(0)
  expect(laPaz?.['listed_heard']).toBe(0)
})

test('who may not read signals sees alerts and no number of reports', async () => {
  const laPaz = ofPlace(await placesFor('un_liaison'), 'BO02')
  expect(laPaz).toMatchObject({ signals: null, sources: null, coverage: null, last_received: null })
})

test('below a department stand its provinces, or the municipalities that are listed', async () => {
  expect(ofPlace(await placesFor('verifier', '?place=BO02'), 'BO0201')).toBeDefined()
  const towns = await placesFor('verifier', '?place=BO02&level=municipality')
  expect(towns.map((row) => String(row['place']))).toContain('BO020105')
  expect((await app.call('verifier', 'GET', '/v1/situation?place=nowhere')).status).toBe(422)
})

test('C10 every first-level territory of the pack has one outline, and the whole is light', async () => {
  const { body } = await app.call('analyst', 'GET', '/v1/places/geometry')
  const [first] = body['items'] as unknown as [
    { objects: { places: { geometries: readonly { id: string }[] } } },
  ]
  const ids = first.objects.places.geometries.map(({ id }) => id)
  const listed = (await app.call('analyst', 'GET', '/v1/places')).body['items'] as unknown as Body[]
  const departments = listed.filter((one) => String(one['level']) === 'department')
  expect(ids.toSorted()).toEqual(departments.map((one) => String(one['code'])).toSorted())
  expect(JSON.stringify(body).length).toBeLessThan(60_000)
})

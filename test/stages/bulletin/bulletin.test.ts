// Stored bulletins: their numbers are the API's and can be counted again; one person writes, another publishes; each caller within its sight.
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { lifeAfter, type PastEvent } from '#domain/alert/past-life.ts'
import { canonicalJson } from '#domain/audit/canonical-json.ts'
import { sha256 } from '#platform/ids.ts'
import type { Body } from '../../support/app.ts'
import { type BulletinRig, listOf, openRig, pathOf, reason } from './bulletin-rig.ts'

let rig: BulletinRig
let as: BulletinRig['as']
let author: string
let second: string
beforeAll(async () => {
  rig = await openRig()
  ;({ as, author, second } = rig)
})

test('C61 the numbers are those of the situation, the list of alerts and the response index', async () => {
  const bulletin = await rig.composed()
  const process = encodeURIComponent(rig.app.process)
  const situation = await as(author, 'GET', `/v1/situation?days=7&process=${process}`)
  expect(bulletin['numbers']?.['places']).toEqual(situation.body['items'])
  const alerts = listOf((await as(author, 'GET', `/v1/alerts?limit=200&process=${process}`)).body['items'])
  const open = alerts.filter((one) => ['firing', 'acknowledged'].includes(String(one['state'])))
  expect(open.length).toBeGreaterThan(0)
  expect(bulletin['numbers']?.['totals']).toMatchObject({
    open: open.length,
    fired: alerts.length,
    unanswered: open.length,
    signals: 3,
  })
  expect(listOf(bulletin['numbers']?.['alerts']).map((one) => one['id'])).toEqual(
    alerts
      .toSorted((a, b) => (String(a['fired_at']) < String(b['fired_at']) ? 1 : -1))
      .map((one) => one['id']),
  )
  const index = `/v1/response-index?group=institution&exercise=true&process=${process}`
  const institutions = (await as(author, 'GET', index)).body['items']
  expect(bulletin['numbers']?.['response']?.['institutions']).toEqual(institutions)
  // What it inherits: at least the marking of every alert in it.
  expect(bulletin['marking']).toBe('TLP:AMBER')
})

test('the hash can be made again from the answer', async () => {
  const { process, kind, place, from, to, as_of, ceiling, marking, numbers, texts, hash } =
    await rig.composed()
  const content = { process, kind, place, from, to, as_of, ceiling, marking, numbers, texts }
  expect(hash).toBe(sha256(canonicalJson(content)))
})

test('one key composes one bulletin', async () => {
  const body = { process: rig.app.process, kind: 'daily' }
  const key = { 'idempotency-key': 'a-daily-bulletin-of-this-test' }
  const first = await as(author, 'POST', '/v1/bulletins', body, key)
  const again = await as(author, 'POST', '/v1/bulletins', body, key)
  expect([again.body['id'], again.headers['idempotency-replayed']]).toEqual([first.body['id'], 'true'])
  expect(first.body['kind']).toBe('daily')
})

test('what is known of the alerts from their record alone is what their rows say', async () => {
  const { rows } = await sql<{ state: string; level: string | null; events: PastEvent[] }>`
    select a.state, a.level, (select jsonb_agg(jsonb_build_object('kind', e.kind, 'level', e.level, 'isByPerson', e.actor is not null)
      order by e.ordinal) from alert_event e where e.alert_id = a.id) as events from alert a`.execute(
    rig.app.core.db,
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const { state, level, events } of rows) expect(lifeAfter(events)).toMatchObject({ state, level })
})

test('texts are changed by whoever has read the latest version; the other one is told so', async () => {
  const bulletin = await rig.composed()
  const summary = { es: 'Semana tranquila.', en: 'A quiet week.' }
  const unread = await as(author, 'PATCH', pathOf(bulletin), { summary })
  expect([unread.status, unread.body['code']]).toEqual([428, 'BULLETIN_IF_MATCH_MISSING'])
  const first = await as(author, 'PATCH', pathOf(bulletin), { summary }, { 'if-match': '"1"' })
  expect([first.status, first.headers['etag'], first.body['texts']?.['summary']]).toEqual([
    200,
    '"2"',
    summary,
  ])
  expect(first.body['hash']).not.toBe(bulletin['hash'])
  const late = await as(second, 'PATCH', pathOf(bulletin), { summary }, { 'if-match': '"1"' })
  expect([late.status, late.body['code']]).toEqual([412, 'BULLETIN_CHANGED'])
  const headers = { authorization: `Bearer ${author}`, 'if-none-match': '"2"' }
  const read = await rig.app.server.inject({ url: pathOf(bulletin), headers })
  expect([read.statusCode, read.body]).toEqual([304, ''])
})

test('a text that looks like data of a person is pointed out', async () => {
  const bulletin = await rig.composed()
  const summary = { es: 'Llamar al 71234567.', en: 'Call.' }
  const { body } = await as(author, 'PATCH', pathOf(bulletin), { summary }, { 'if-match': '"1"' })
  expect(body['findings']).toEqual([{ section: 'summary', language: 'es', kind: 'phone' }])
})

test('a text in one language only is not proposed', async () => {
  const bulletin = await rig.composed()
  const summary = { es: 'Semana tranquila.', en: '' }
  await as(author, 'PATCH', pathOf(bulletin), { summary }, { 'if-match': '"1"' })
  const answer = await as(author, 'POST', `${pathOf(bulletin)}:propose`, reason)
  expect([answer.status, answer.body['code']]).toEqual([422, 'BULLETIN_TEXT_MISSING'])
})

test('neither whoever composed, nor whoever wrote, nor a second token of theirs publishes; another person does', async () => {
  const bulletin = await rig.composed()
  const { rows } = await sql<{ person: string }>`
    select created_person as person from bulletin where id = ${String(bulletin['id'])}::uuid`.execute(
    rig.app.core.db,
  )
  const twin = await rig.tokenFor({ personId: String(rows[0]?.person) })
  const writer = await rig.tokenFor({})
  const places = { es: 'Nota.', en: 'Note.' }
  const edited = await as(writer, 'PATCH', pathOf(bulletin), { places }, { 'if-match': '"1"' })
  expect((await as(author, 'POST', `${pathOf(bulletin)}:propose`, reason)).status).toBe(200)
  const publish = (token: string, hash: unknown) => as(token, 'POST', `${pathOf(bulletin)}:publish`, { hash })
  for (const token of [author, twin, writer]) {
    const refused = await publish(token, edited.body['hash'])
    expect([refused.status, refused.body['code']]).toEqual([403, 'ACCESS_TWO_PERSON_SAME_PERSON'])
  }
  const unread = await publish(second, bulletin['hash'])
  expect([unread.status, unread.body['code']]).toEqual([412, 'BULLETIN_CHANGED'])
  const done = await publish(second, edited.body['hash'])
  expect([done.status, done.body['state']]).toEqual([200, 'published'])
  const twice = await publish(second, edited.body['hash'])
  expect([twice.status, twice.body['code']]).toEqual([409, 'BULLETIN_STATE'])
})

test('what is edited after it was proposed, or sent back, has to be proposed anew', async () => {
  const bulletin = await rig.composed()
  await as(author, 'POST', `${pathOf(bulletin)}:propose`, reason)
  const back = await as(second, 'POST', `${pathOf(bulletin)}:publish`, {
    hash: bulletin['hash'],
    decision: 'reject',
    note: 'falta el resumen',
  })
  expect([back.status, back.body['state']]).toEqual([200, 'draft'])
  await as(author, 'POST', `${pathOf(bulletin)}:propose`, reason)
  const alerts = { es: 'Nota.', en: 'Note.' }
  const edited = await as(author, 'PATCH', pathOf(bulletin), { alerts }, { 'if-match': '"4"' })
  expect([edited.status, edited.body['state']]).toEqual([200, 'draft'])
  const early = await as(second, 'POST', `${pathOf(bulletin)}:publish`, { hash: edited.body['hash'] })
  expect([early.status, early.body['code']]).toEqual([409, 'BULLETIN_STATE'])
})

test('a published one is corrected by an erratum and withdrawn with a reason, never edited', async () => {
  const bulletin = await rig.published()
  const summary = { es: 'Otra.', en: 'Other.' }
  const version = `"${String(bulletin['version'])}"`
  const edit = await as(author, 'PATCH', pathOf(bulletin), { summary }, { 'if-match': version })
  expect([edit.status, edit.body['code']]).toEqual([409, 'BULLETIN_STATE'])
  const text = { es: 'Donde dice 3, lea 2.', en: 'For 3 read 2.' }
  const corrected = await as(author, 'POST', `${pathOf(bulletin)}/errata`, { text })
  expect(corrected.status).toBe(201)
  expect(listOf(corrected.body['events']).at(-1)).toMatchObject({ kind: 'erratum', text })
  expect(corrected.body['hash']).toBe(bulletin['hash'])
  const errataListed = async () => {
    const { body } = await as(author, 'GET', '/v1/bulletins?state=published&limit=200')
    return listOf(body['items']).find((one) => one['id'] === bulletin['id'])?.['errata']
  }
  expect([bulletin['errata'], corrected.body['errata'], await errataListed()]).toEqual([0, 1, 1])
  const gone = await as(author, 'POST', `${pathOf(bulletin)}:withdraw`, { reason: 'un dato era falso' })
  expect([gone.status, gone.body['state']]).toEqual([200, 'withdrawn'])
  // Whoever has read it finds it, with the reason.
  const found = await rig.app.call('un_liaison', 'GET', pathOf(bulletin))
  expect(listOf(found.body['events']).at(-1)).toMatchObject({
    kind: 'withdrawn',
    reason: 'un dato era falso',
  })
})

test('every act is in the audit log, without what people wrote', async () => {
  const bulletin = await rig.published()
  const { rows } = await sql<{ action: string; detail: { hash?: string } }>`
    select action, detail from audit_event where object_id = ${String(bulletin['id'])} order by id`.execute(
    rig.app.core.db,
  )
  // The proposal is recorded by the two-person rule, and the state of the bulletin by itself.
  expect([...new Set(rows.map(({ action }) => action))]).toEqual([
    'bulletin.composed',
    'bulletin.proposed',
    'bulletin.approved',
    'bulletin.published',
  ])
  expect(rows.at(-1)?.detail.hash).toBe(bulletin['hash'])
  expect(JSON.stringify(rows)).not.toContain(reason.reason)
})

test('counted again as known then it is equal, whatever has happened since; as known today it says what has moved', async () => {
  const bulletin = await rig.composed()
  const recount = async () => (await as(author, 'GET', `${pathOf(bulletin)}/recount`)).body
  expect(await recount()).toMatchObject({ as_known_then: { equal: true }, as_known_today: { equal: true } })
  const open = listOf(bulletin['numbers']?.['alerts'])[0]
  const answered = await rig.app.call(
    'ombudsman',
    'POST',
    `/v1/alerts/${String(open?.['id'])}/acknowledgements`,
    {
      payload: {},
    },
  )
  expect(answered.status).toBe(201)
  await rig.report('late', 'e', 4)
  await rig.app.drain()
  const { as_known_then: asThen, as_known_today: today } = await recount()
  expect(asThen).toEqual({ equal: true, differences: [] })
  const moved = new Map(listOf(today?.['differences']).map((one) => [String(one['at']), one]))
  expect(moved.get('/totals/signals')).toMatchObject({ was: 3, is: 4 })
  expect(moved.get(`/alerts/${String(open?.['id'])}/state`)).toMatchObject({
    was: 'firing',
    is: 'acknowledged',
  })
  expect(moved.get('/totals/unanswered')).toMatchObject({
    is: Number(bulletin['numbers']?.['totals']?.['unanswered']) - 1,
  })
})

test('before it is published it is for those who make it; afterwards for whoever sees all that it speaks of', async () => {
  const draft = await rig.composed()
  const done = await rig.published()
  const one = await rig.tokenFor({ role: 'verifier', territory: ['BO02'] })
  const green = await rig.tokenFor({ role: 'verifier', marking: 'TLP:GREEN' })
  const elsewhere = await rig.tokenFor({ role: 'verifier', processes: ['another-process'] })
  const sees = async (token: string, bulletin: Body) => (await as(token, 'GET', pathOf(bulletin))).status
  const liaison = rig.app.tokens.un_liaison
  expect([await sees(liaison, draft), await sees(liaison, done)]).toEqual([404, 200])
  for (const token of [one, green, elsewhere]) expect(await sees(token, done)).toBe(404)
  const listed = async (token: string) =>
    listOf((await as(token, 'GET', '/v1/bulletins?limit=200')).body['items']).map((row) => row['id'])
  expect(await listed(liaison)).toContain(done['id'])
  expect(await listed(liaison)).not.toContain(draft['id'])
  expect(await listed(second)).toContain(draft['id'])
  for (const token of [one, green, elsewhere]) expect(await listed(token)).toEqual([])
})

test('one of a department counts that department, up to the marking that was asked for', async () => {
  const laPaz = await rig.composed({ place: 'BO02', marking: 'TLP:GREEN' })
  expect(laPaz).toMatchObject({ place: 'BO02', ceiling: 'TLP:GREEN', marking: 'TLP:GREEN' })
  expect(laPaz['numbers']?.['totals']).toMatchObject({ fired: 0, signals: 0 })
  const wrong = { process: rig.app.process, kind: 'weekly' }
  const refused = async (token: string, more: object) => {
    const { status, body } = await as(token, 'POST', '/v1/bulletins', { ...wrong, ...more })
    return [status, String(body['code'])]
  }
  const local = await rig.tokenFor({ territory: ['BO02'], marking: 'TLP:AMBER' })
  expect(await refused(local, {})).toEqual([403, 'BULLETIN_OUT_OF_SCOPE'])
  expect(await refused(local, { place: 'BO02', marking: 'TLP:RED' })).toEqual([403, 'BULLETIN_OUT_OF_SCOPE'])
  expect(await refused(author, { place: 'BO020101' })).toEqual([422, 'BULLETIN_PLACE'])
  expect(await refused(author, { process: 'nowhere' })).toEqual([404, 'PROCESS_UNKNOWN'])
})

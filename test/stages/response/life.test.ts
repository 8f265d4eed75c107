// An alert closed, reopened, labelled, un-acknowledged and commented on by people, through the routes, held against the OpenAPI document.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestApp } from '../../support/app.ts'
import { restoreNow } from '../delivery/rows.ts'
import {
  alertIn,
  callWith,
  clock,
  kindsOf,
  ledgerApp,
  makeReal,
  startClock,
  tokenOf,
} from './response-rig.ts'

let app: TestApp
let alert: string
let ana: string
let luis: string
let rosa: string

beforeAll(async () => {
  app = await ledgerApp()
  ana = await tokenOf({ office: 'ombudsman-duty' })
  luis = await tokenOf({ office: 'analysis-unit' })
  rosa = await tokenOf({ office: 'election-day-room' })
  await startClock()
  alert = await alertIn('BO02')
  await makeReal(alert)
}, 180_000)
afterAll(() => restoreNow(app.core.db))

test('a person closes an alert whose condition holds: it stays closed, is labelled, and offers its note to the next', async () => {
  const id = await alertIn('BO08')
  const url = `/v1/alerts/${id}`
  expect((await callWith(ana, 'POST', `${url}:reopen`, { reason: 'why not' })).body['code']).toBe(
    'ALERT_NOT_KEPT_CLOSED',
  )
  expect(
    (await callWith(ana, 'POST', `${url}/outcome`, { label: 'undetermined', definition: 'other' })).body[
      'code'
    ],
  ).toBe('OUTCOME_ALERT_OPEN')
  const closing = await callWith(ana, 'POST', `${url}:resolve`, { reason: 'handled in place' })
  expect(closing).toMatchObject({ status: 202, body: { kind: 'resolved', alert_state: 'firing' } })
  await app.drain()
  const { body: closed } = await callWith(ana, 'GET', url)
  expect(closed).toMatchObject({ state: 'resolved', level: null })
  expect(closed['held_level']).not.toBeNull()
  const { body: deliveries } = await callWith(ana, 'GET', `${url}/deliveries`)
  expect(JSON.stringify(deliveries)).toContain('"resolved"')
  expect((await callWith(ana, 'POST', `${url}:resolve`, { reason: 'again' })).body['code']).toBe(
    'ALERT_CLOSED',
  )

  await callWith(luis, 'POST', `${url}:reopen`, { reason: 'new threats' })
  await app.drain()
  expect((await callWith(ana, 'GET', url)).body).toMatchObject({ state: 'firing', held_level: null })
  await callWith(ana, 'POST', `${url}:resolve`, { reason: 'handled now' })
  await app.drain()

  const harm = clock.now.toString()
  const label = {
    label: 'confirmed',
    lesser: true,
    definition: 'any_violence',
    first_harm_at: harm,
    note: 'Call early.',
  }
  expect(
    (await callWith(ana, 'POST', `${url}/outcome`, { ...label, first_harm_at: undefined })).body['code'],
  ).toBe('OUTCOME_INCOMPLETE')
  const first = await callWith(ana, 'POST', `${url}/outcome`, label)
  expect(first).toMatchObject({ status: 201, body: { outcome: 'confirmed' } })
  expect(first.body['task']).toMatchObject({ overdue: false })
  expect(first.body['labels']?.['0']).toMatchObject({ lesser: true })
  expect(Number(first.body['labels']?.['0']?.['lead_from_firing_s'])).toBeGreaterThanOrEqual(0)
  expect((await callWith(ana, 'POST', `${url}/outcome`, label)).body['code']).toBe('OUTCOME_LABELLED')
  const other = { label: 'false_alarm', definition: 'any_violence' }
  expect((await callWith(luis, 'POST', `${url}/outcome`, other)).body['outcome']).toBe('disputed')
  expect(
    (await callWith(rosa, 'POST', `${url}/outcome`, { ...label, note: undefined })).body['outcome'],
  ).toBe('confirmed')
  const notes = (await callWith(ana, 'GET', `/v1/alerts/${alert}/outcome`)).body['notes']
  expect(JSON.stringify(notes)).toContain('Call early.')
  await sql`update alert set is_exercise = false where id = ${id}::uuid`.execute(app.core.db)
  const { body: rules } = await callWith(ana, 'GET', '/v1/outcomes')
  expect(JSON.stringify(rules)).toContain('candidate-threats')
})

test('a closed alert without a label waits in the list of tasks', async () => {
  const id = await alertIn('BO01')
  const waiting = async () => JSON.stringify((await callWith(ana, 'GET', '/v1/outcome-tasks')).body)
  expect(await waiting()).not.toContain(id)
  await callWith(ana, 'POST', `/v1/alerts/${id}:resolve`, { reason: 'calm' })
  await app.drain()
  expect(await waiting()).toContain(id)
  await callWith(ana, 'POST', `/v1/alerts/${id}:reopen`, { reason: 'not calm' })
  await app.drain()
  expect(await waiting()).not.toContain(id)
})

test('acknowledgements are taken back with a reason; the alert asks again once none stands', async () => {
  const id = await alertIn('BO04')
  const url = `/v1/alerts/${id}/acknowledgements`
  const first = String((await callWith(ana, 'POST', url, {})).body['id'])
  const second = String((await callWith(luis, 'POST', url, {})).body['id'])
  const back = (token: string, which: string) =>
    callWith(token, 'POST', `${url}/${which}:withdraw`, { reason: 'wrong alert' })
  expect((await back(luis, first)).body['code']).toBe('ACKNOWLEDGEMENT_NOT_YOURS')
  expect((await back(ana, first)).body['alert_state']).toBe('acknowledged')
  expect((await back(ana, first)).body['code']).toBe('ACKNOWLEDGEMENT_WITHDRAWN')
  expect((await back(luis, second)).body['alert_state']).toBe('firing')
  expect((await back(luis, alert)).body['code']).toBe('ACKNOWLEDGEMENT_UNKNOWN')
  expect(await kindsOf(ana, id)).toContain('unacknowledged')
  const { body } = await callWith(ana, 'GET', url)
  expect(body['items']?.['0']).toMatchObject({ withdrawn_reason: 'wrong alert' })
})

test('comments are read up to the reader’s marking and cannot be changed', async () => {
  const url = `/v1/alerts/${alert}/comments`
  const open = await callWith(ana, 'POST', url, { text: 'Para todos', language: 'es' })
  expect(open.status).toBe(201)
  const strict = { text: 'Interno', language: 'es', marking: 'TLP:AMBER+STRICT' }
  await callWith(ana, 'POST', url, strict)
  const low = await tokenOf({ marking: 'TLP:AMBER' })
  const seen = JSON.stringify((await callWith(low, 'GET', url)).body)
  expect(seen).toContain('Para todos')
  expect(seen).not.toContain('Interno')
  expect((await callWith(low, 'POST', url, strict)).body['code']).toBe('ACCESS_MARKING_TOO_HIGH')
  await expect(sql`update alert_comment set text = 'x'`.execute(app.core.db)).rejects.toThrow(/append-only/)
})

test('lists are paged without a gap', async () => {
  const all = (await callWith(ana, 'GET', '/v1/actions?limit=200')).body['items'] as unknown as {
    id: string
  }[]
  const found: string[] = []
  let cursor = ''
  do {
    const { body } = await callWith(ana, 'GET', `/v1/actions?limit=2${cursor}`)
    found.push(...(body['items'] as unknown as { id: string }[]).map(({ id }) => id))
    cursor = body['next'] === null ? '' : `&cursor=${String(body['next'])}`
  } while (cursor !== '')
  expect(found).toEqual(all.map(({ id }) => id))
})

test('what people do moves the ladder: taken back, it starts over; closed, it stops; reopened, it starts over', async () => {
  const id = await alertIn('BO07')
  const url = `/v1/alerts/${id}`
  const ladder = async () => {
    await app.drain()
    const { rows } = await sql<{ text: string }>`
      select state || ' ' || coalesce(reason, '-') || ' round ' || round as text from escalation where alert_id = ${id}::uuid`.execute(
      app.core.db,
    )
    return rows.map((row) => row.text)
  }
  expect(await ladder()).toEqual(['running - round 1'])
  const answer = await callWith(ana, 'POST', `${url}/acknowledgements`, {})
  // Everybody on a step of this ladder answers; the climbing has stopped.
  expect(await ladder()).toEqual(['answering acknowledged round 1'])
  const back = `${url}/acknowledgements/${String(answer.body['id'])}:withdraw`
  expect((await callWith(ana, 'POST', back, { reason: 'wrong alert' })).body['alert_state']).toBe('firing')
  expect(await ladder()).toEqual(['running - round 2'])
  await callWith(ana, 'POST', `${url}:resolve`, { reason: 'handled' })
  expect(await ladder()).toEqual(['stopped resolved round 2'])
  await callWith(ana, 'POST', `${url}:reopen`, { reason: 'not over' })
  expect(await ladder()).toEqual(['running - round 3'])
})

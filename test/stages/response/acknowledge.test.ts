import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { hasUnplannedEvents } from '#alerts/alert-event-store.ts'
import type { Db } from '#platform/database/database.ts'
import { responseRoutes } from '#response/routes.ts'
import { pack } from '../../support/delivery-world.ts'
import { embeddedDb } from '../../support/embedded.ts'
import { anActor, ask, routeServer } from '../../support/route-server.ts'
import { silentLogger } from '../../support/silent-logger.ts'
import {
  addAlert,
  addEvent,
  addProcess,
  alertId,
  emptyTables,
  recordingPokes,
  restoreNow,
  setNow,
} from '../delivery/rows.ts'

let db: Db
let server: FastifyInstance
const pokes = recordingPokes()
const path = `/v1/alerts/${alertId}/acknowledgements`
const second = {
  tokenId: '018f6d2e-1111-7000-8000-000000000002',
  personId: '018f6d2e-2222-7000-8000-000000000002',
}

beforeAll(async () => {
  db = await embeddedDb()
  const callers = {
    ana: anActor({ office: 'duty' }),
    luis: anActor({ ...second, office: 'office-norte', territory: ['AA01'] }),
    sur: anActor({ ...second, territory: ['AA02'] }),
    green: anActor({ ...second, marking: 'TLP:CLEAR' }),
    bound: anActor({ ...second, processes: ['another'] }),
    liaison: anActor({ ...second, role: 'un_liaison', office: 'liaison' }),
    analyst: anActor({ role: 'analyst' }),
  }
  const deps = { db, pokes, logger: silentLogger, loadPack: () => Promise.resolve(pack) }
  server = await routeServer(callers, responseRoutes(deps))
})
afterAll(async () => {
  await server.close()
  await restoreNow(db)
  await emptyTables(db)
})
beforeEach(async () => {
  await emptyTables(db)
  await sql`truncate idempotency_key`.execute(db)
  await setNow(db, '2026-03-20T18:40:00Z')
  pokes.given.length = 0
  await addProcess(db)
  await addAlert(db)
  await addEvent(db)
  await sql`update alert_event set planned_at = app.now()`.execute(db)
})

const alert = () => db.selectFrom('alert').selectAll().executeTakeFirstOrThrow()
const events = () => db.selectFrom('alert_event').selectAll().orderBy('ordinal').execute()

test('the first answer moves the alert, by name, and delivery hears of it', async () => {
  const { status, body } = await ask(server, 'ana', 'POST', path, { note: 'Vamos en camino' })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    alert_id: alertId,
    person: '018f6d2e-2222-7000-8000-000000000001',
    audience: 'duty',
    level: 'warning',
    note: 'Vamos en camino',
    is_first: true,
    at: '2026-03-20T18:40:00Z',
    alert_state: 'acknowledged',
  })
  expect(await alert()).toMatchObject({
    state: 'acknowledged',
    acknowledged_level: 'warning',
    last_ordinal: 2,
  })
  expect((await events())[1]).toMatchObject({
    kind: 'acknowledged',
    notify: false,
    actor: '018f6d2e-2222-7000-8000-000000000001',
    body: { note: 'Vamos en camino', audience: 'duty', acknowledgement: body.id },
  })
  expect(pokes.given).toEqual(['notify all'])
  expect(await hasUnplannedEvents(db)).toBe(true)
  const audit = await db.selectFrom('audit_event').selectAll().orderBy('id', 'desc').executeTakeFirst()
  expect(audit).toMatchObject({ action: 'alert.acknowledged', object_id: alertId })
})

test('every answer is recorded, one is the first', async () => {
  await ask(server, 'ana', 'POST', path, {})
  const again = await ask(server, 'luis', 'POST', path, { note: 'También' })
  expect(again.body).toMatchObject({ is_first: false, alert_state: 'acknowledged' })
  const { body } = await ask(server, 'luis', 'GET', path)
  expect(
    body.items.map((one: { is_first: boolean; audience: string }) => [one.audience, one.is_first]),
  ).toEqual([
    ['duty', true],
    ['office-norte', false],
  ])
  expect((await events()).map((event) => event.kind)).toEqual(['fired', 'acknowledged', 'acknowledged'])
})

test('a liaison confirms receipt, and the alert still waits for the institution', async () => {
  const { status, body } = await ask(server, 'liaison', 'POST', path, { note: 'Received' })
  expect({ status, body }).toMatchObject({ status: 201, body: { is_first: false, alert_state: 'firing' } })
  expect((await ask(server, 'ana', 'POST', path, {})).body).toMatchObject({
    is_first: true,
    alert_state: 'acknowledged',
  })
})

test('the same key is the same answer, once', async () => {
  const headers = { 'idempotency-key': 'phone-1' }
  const first = await ask(server, 'ana', 'POST', path, { note: 'Sí' }, headers)
  const again = await ask(server, 'ana', 'POST', path, { note: 'Sí' }, headers)
  expect(again).toMatchObject({ status: 201, body: first.body })
  expect(again.headers['idempotency-replayed']).toBe('true')
  const other = await ask(server, 'ana', 'POST', path, { note: 'No' }, headers)
  expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  expect((await db.selectFrom('acknowledgement').selectAll().execute()).length).toBe(1)
})

test('no body is an answer without a note', async () => {
  expect((await ask(server, 'ana', 'POST', path)).body).toMatchObject({ note: null, is_first: true })
})

test('two answers at once: exactly one is the first', async () => {
  const answers = await Promise.all(
    ['ana', 'luis', 'ana', 'luis'].map((name) => ask(server, name, 'POST', path, {})),
  )
  expect(answers.filter((one) => one.body.is_first === true).length).toBe(1)
  expect((await alert()).last_ordinal).toBe(5)
})

test('a closed alert keeps its state; the answer is recorded', async () => {
  await sql`update alert set state = 'resolved', level = null, closed_at = app.now()`.execute(db)
  const { status, body } = await ask(server, 'ana', 'POST', path, {})
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { is_first: false, alert_state: 'resolved', level: null },
  })
})

test.each(['sur', 'green', 'bound'])(
  '%s may not know of the alert: 404 and nothing written',
  async (caller) => {
    for (const method of ['POST', 'GET'] as const) {
      const { status, body } = await ask(server, caller, method, path, method === 'POST' ? {} : undefined)
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'ALERT_UNKNOWN' })
    }
    expect((await alert()).state).toBe('firing')
    expect(pokes.given).toEqual([])
  },
)

test('an alert that does not exist, an analyst, a body that says too much', async () => {
  const nowhere = '/v1/alerts/018f6d2e-0000-5000-8000-00000000ffff/acknowledgements'
  expect((await ask(server, 'ana', 'POST', nowhere, {})).status).toBe(404)
  expect((await ask(server, 'analyst', 'POST', path, {})).status).toBe(403)
  expect((await ask(server, 'nobody', 'POST', path, {})).status).toBe(401)
  expect((await ask(server, 'ana', 'POST', path, { note: 'x'.repeat(2_001) })).status).toBe(422)
  expect((await ask(server, 'ana', 'POST', path, { other: 1 })).status).toBe(422)
  expect((await ask(server, 'ana', 'POST', '/v1/alerts/1/acknowledgements', {})).status).toBe(422)
})

/** A message in an inbox, as the stage of delivery keeps it. */
const addMessage = (recipient: string, ordinal: number, acknowledgeBy: string | null) =>
  sql`
    insert into delivery (id, alert_id, ordinal, audience, recipient, channel, channel_type, state, reason, level, priority, accepted_at,
      message)
    values (gen_random_uuid(), ${alertId}::uuid, ${ordinal}, ${recipient}, ${recipient}, 'inbox', 'inbox', 'accepted', 'route', 'warning', 1,
      app.now(), jsonb_build_object('type', 'inbox', 'view', 'full', 'acknowledgeBy', ${acknowledgeBy}::text))`.execute(
    db,
  )

test('who reads the answers is told by when their own office is asked, as the last message to it that asks says it', async () => {
  await addMessage('duty', 1, '2026-03-20T19:10:00Z')
  await addMessage('duty', 2, '2026-03-20T19:40:00Z')
  await addMessage('duty', 3, null)
  await addMessage('office-norte', 1, '2026-03-20T21:00:00Z')
  const askedOf = async (caller: string) => (await ask(server, caller, 'GET', path)).body.asked
  expect(await askedOf('ana')).toEqual([{ recipient: 'duty', acknowledge_by: '2026-03-20T19:40:00Z' }])
  expect(await askedOf('luis')).toEqual([
    { recipient: 'office-norte', acknowledge_by: '2026-03-20T21:00:00Z' },
  ])
  expect(await askedOf('liaison')).toEqual([])
})

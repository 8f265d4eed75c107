import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { hasUnplannedEvents } from '#alerts/alert-event-store.ts'
import { hasDueDeliveries } from '#delivery/delivery-store.ts'
import { type PlanDeps, planDeliveries } from '#delivery/plan-deliveries.ts'
import type { Db } from '#platform/database/database.ts'
import { pack } from '../../support/delivery-world.ts'
import { embeddedDb } from '../../support/embedded.ts'
import { silentLogger } from '../../support/silent-logger.ts'
import {
  addAlert,
  addEvent,
  addProcess,
  alertId,
  audience,
  emptyTables,
  recordingPokes,
  restoreNow,
  setNow,
} from './rows.ts'

let db: Db
let pokes: ReturnType<typeof recordingPokes>
let deps: PlanDeps

beforeAll(async () => {
  db = await embeddedDb()
})
afterAll(async () => {
  await restoreNow(db)
  await emptyTables(db)
})
beforeEach(async () => {
  await emptyTables(db)
  await setNow(db, '2026-03-20T18:31:00Z')
  pokes = recordingPokes()
  deps = {
    db,
    pokes,
    logger: silentLogger,
    channels: { isUsable: (channel) => channel.type !== 'sms', isTlsEnforced: true },
    loadPack: () => Promise.resolve(pack),
  }
})

const plan = () => planDeliveries(deps, 'all')

async function rows() {
  const found = await db
    .selectFrom('delivery')
    .selectAll()
    .orderBy('ordinal')
    .orderBy('recipient')
    .orderBy('channel')
    .execute()
  return found.map((row) => `${row.ordinal} ${row.recipient} ${row.channel} ${row.state} ${row.reason}`)
}

test('an event becomes one row per addressee, in one go, and a poke follows', async () => {
  await addProcess(db)
  await addAlert(db)
  await addEvent(db)
  expect(await hasUnplannedEvents(db)).toBe(true)
  await plan()
  expect(await rows()).toEqual([
    '1 duty email-duty planned planned',
    '1 duty inbox planned planned',
    '1 duty sms-duty withheld no_usable_channel',
  ])
  const [row] = await db.selectFrom('delivery').selectAll().where('channel', '=', 'inbox').execute()
  expect(row).toMatchObject({
    level: 'warning',
    priority: 1,
    step: 0,
    fence: 0,
    attempts: 0,
    audience: 'duty',
    channel_type: 'inbox',
  })
  expect(String(row?.due_at)).toBe('2026-03-20T18:31:00Z')
  expect(pokes.given).toEqual(['deliver due', 'escalate all'])
  expect(await hasUnplannedEvents(db)).toBe(false)
  expect(await hasDueDeliveries(db)).toBe(true)
  const event = await db.selectFrom('alert_event').select('planned_at').executeTakeFirstOrThrow()
  expect(String(event.planned_at)).toBe('2026-03-20T18:31:00Z')
})

test('planned twice, or by a poke that came twice, nothing is added', async () => {
  await addProcess(db)
  await addAlert(db)
  await addEvent(db)
  await plan()
  const before = await rows()
  await plan()
  expect(await rows()).toEqual(before)
  expect(pokes.given).toEqual(['deliver due', 'escalate all'])
})

test('the same event, recipient and channel have the same id for ever', async () => {
  await addProcess(db)
  await addAlert(db)
  await addEvent(db)
  await plan()
  const first = await db.selectFrom('delivery').select('id').orderBy('id').execute()
  await emptyTables(db)
  await addProcess(db)
  await addAlert(db)
  await addEvent(db)
  await plan()
  expect(await db.selectFrom('delivery').select('id').orderBy('id').execute()).toEqual(first)
})

test('a closing is planned after the firing, and goes to whoever the firing went to', async () => {
  await addProcess(db)
  await addAlert(db)
  await addEvent(db, { ordinal: 2, kind: 'resolved', notify: false, level: null }, { consent: {} })
  await addEvent(
    db,
    {},
    { audiences: [audience('offices'), audience('liaison'), audience('partners', { release: 'approval' })] },
  )
  await plan()
  expect(await rows()).toEqual([
    '1 liaison email-liaison planned planned',
    '1 office-norte email-office planned planned',
    '1 office-norte inbox planned planned',
    '1 partners webhook-partner superseded superseded',
    '2 liaison email-liaison planned planned',
    '2 office-norte email-office planned planned',
    '2 office-norte inbox planned planned',
    '2 partners webhook-partner withheld withheld_consent',
  ])
})

test('timeline events are marked as planned and told to nobody', async () => {
  await addProcess(db)
  await addAlert(db)
  await addEvent(db, { kind: 'acknowledged', notify: false })
  await plan()
  expect(await rows()).toEqual([])
  expect(await hasUnplannedEvents(db)).toBe(false)
  expect(pokes.given).toEqual([])
})

test('a replay leaves the building by no channel', async () => {
  await addProcess(db, { clock: 'record', is_exercise: true })
  await addAlert(db, { is_exercise: true })
  await addEvent(db)
  await plan()
  expect(await rows()).toEqual([
    '1 duty email-duty withheld exercise_guard',
    '1 duty inbox planned planned',
    '1 duty sms-duty withheld exercise_guard',
  ])
})

test('after an outage a newer message takes the place of those that were never tried', async () => {
  await addProcess(db)
  await addAlert(db)
  await addEvent(db)
  await plan()
  await setNow(db, '2026-03-20T19:31:00Z')
  await addEvent(db, { ordinal: 2, kind: 'raised', level: 'critical' })
  await plan()
  expect(await rows()).toEqual([
    '1 duty email-duty superseded superseded',
    '1 duty inbox planned planned',
    '1 duty sms-duty withheld no_usable_channel',
    '2 duty email-duty planned planned',
    '2 duty inbox planned planned',
    '2 duty sms-duty withheld no_usable_channel',
  ])
})

test('in normal running two changes in a row are two messages', async () => {
  await addProcess(db)
  await addAlert(db)
  await addEvent(db)
  await addEvent(db, { ordinal: 2, kind: 'raised', level: 'critical' })
  await plan()
  const planned = (await rows()).filter((row) => row.includes('email-duty'))
  expect(planned).toEqual(['1 duty email-duty planned planned', '2 duty email-duty planned planned'])
})

test('many alerts at once are all planned by one poke', async () => {
  await addProcess(db)
  for (let episode = 1; episode <= 120; episode += 1) {
    const id = alertId.replace(/.{4}$/, String(episode).padStart(4, '0'))
    await addAlert(db, { id, episode })
    await addEvent(db, { alert_id: id })
  }
  await plan()
  expect(await hasUnplannedEvents(db)).toBe(false)
  expect((await rows()).length).toBe(360)
})

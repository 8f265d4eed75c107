// Two planners and two senders at once on a server: every event planned once, every row sent once, closings after firings.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasUnplannedEvents } from '#alerts/alert-event-store.ts'
import type { Channels } from '#delivery/channels/channel-table.ts'
import { inboxChannel } from '#delivery/channels/inbox.ts'
import { type DeliverDeps, deliver } from '#delivery/deliver.ts'
import { hasDueDeliveries } from '#delivery/delivery-store.ts'
import { createInFlight } from '#delivery/in-flight.ts'
import { planDeliveries } from '#delivery/plan-deliveries.ts'
import type { Db } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { addAlert, addEvent, addProcess, alertId, recordingPokes } from '../stages/delivery/rows.ts'
import { pack } from '../support/delivery-world.ts'
import { ownDatabase } from '../support/own-database.ts'
import { silentLogger } from '../support/silent-logger.ts'

let database: Awaited<ReturnType<typeof ownDatabase>>
let workers: Db[]

beforeAll(async () => {
  database = await ownDatabase()
  workers = [openPostgres(database.url, silentLogger), openPostgres(database.url, silentLogger)]
  for (const db of workers.slice(0, 1)) await migrate(db)
})
afterAll(async () => {
  for (const db of workers) await db.destroy()
  await database.drop()
})

test('exactly once in effect', async () => {
  const sent: string[] = []
  const channels: Channels = {
    ofType: (type) =>
      type === 'inbox'
        ? inboxChannel
        : {
            deadlineMs: 10_000,
            isOwnRow: false,
            send(_message, target) {
              sent.push(target.deliveryId)
              return Promise.resolve({ outcome: 'accepted', detail: '250' })
            },
          },
    isUsable: (channel) => channel.type !== 'sms',
    isTlsEnforced: true,
    close: () => Promise.resolve(),
  }
  const depsOf = (db: Db): DeliverDeps => ({
    db,
    pokes: recordingPokes(),
    logger: silentLogger,
    channels,
    inFlight: createInFlight(),
    publicUrl: 'https://vigia.example.org',
    loadPack: () => Promise.resolve(pack),
  })
  const both = workers.map(depsOf)
  const [db] = workers
  if (db === undefined) throw new Error('no worker')
  await addProcess(db)
  for (let episode = 1; episode <= 60; episode += 1) {
    const id = alertId.replace(/.{4}$/, String(3_000 + episode))
    await addAlert(db, { id, episode })
    await addEvent(db, { alert_id: id })
    await addEvent(db, { alert_id: id, ordinal: 2, kind: 'resolved', notify: false, level: null })
  }
  while (await hasUnplannedEvents(db)) await Promise.all(both.map((deps) => planDeliveries(deps, 'all')))
  while (await hasDueDeliveries(db)) {
    await Promise.all(both.map((deps) => deliver(deps, 'due')))
    await Promise.all(both.map((deps) => deps.inFlight.settled()))
  }
  const rows = await db.selectFrom('delivery').selectAll().execute()
  // Per alert: three rows for the firing, of which the text message has no channel, and two for the closing.
  expect(rows.length).toBe(300)
  expect(rows.filter((row) => row.ordinal === 2).length).toBe(120)
  expect(rows.filter((row) => row.state === 'withheld').every((row) => row.channel === 'sms-duty')).toBe(true)
  expect(rows.every((row) => ['accepted', 'delivered', 'withheld'].includes(row.state))).toBe(true)
  expect(new Set(sent).size).toBe(120)
  expect(sent.length).toBe(120)
  const attempts = await db.selectFrom('attempt').selectAll().execute()
  expect(attempts.length).toBe(240)
})

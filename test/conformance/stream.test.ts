// Two API processes on one PostgreSQL, writers whose transactions end in another order than they began, and a client that goes from one
// process to the other: it misses nothing and is told nothing twice.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/database/database.ts'
import { addAlert, addEvent, addProcess, alertId } from '../stages/delivery/rows.ts'
import { postgresDatabase, type TestDatabase } from '../support/databases.ts'
import { openEvents, type Told, until } from '../support/event-stream.ts'
import { anActor } from '../support/route-server.ts'
import { streamServer } from '../support/stream-server.ts'

const RECONNECTIONS = 20
const WRITERS = 4
const EVENTS_OF_EACH = 60

let database: TestDatabase
let processes: Awaited<ReturnType<typeof streamServer>>[]
beforeAll(async () => {
  database = await postgresDatabase()
  const callers = { duty: anActor({ office: 'duty' }) }
  processes = [
    await streamServer(database.another(), callers),
    await streamServer(database.another(), callers),
  ]
  await addProcess(database.db)
})
afterAll(async () => {
  for (const one of processes) await one.close()
  await database.close()
})

const idOf = (writer: number) => alertId.replace(/.{4}$/, String(3_000 + writer))

/** One event per transaction; every third one stays open while others commit before it. */
async function write(db: Db, writer: number): Promise<void> {
  for (let ordinal = 1; ordinal <= EVENTS_OF_EACH; ordinal += 1) {
    await db.transaction().execute(async (trx) => {
      await addEvent(trx, { alert_id: idOf(writer), ordinal })
      await sql`select pg_sleep(${ordinal % 3 === 0 ? 0.05 : 0.005}::float8)`.execute(trx)
    })
  }
}

test('20 reconnections at random: every event once, in an order that both processes share', async () => {
  for (let writer = 0; writer < WRITERS; writer += 1)
    await addAlert(database.db, { id: idOf(writer), episode: writer + 1 })
  const url = (index: number) => processes[index % processes.length]?.url ?? ''
  const steady = openEvents(url(0), 'duty')
  await until(() => steady.told.length > 0, 'the steady client is ready')
  const start = steady.told[0]?.id
  const writing = Promise.all(
    Array.from({ length: WRITERS }, (_, writer) => write(database.another(), writer)),
  )

  const told: Told[] = []
  let lastEventId = start
  let isWritten = false
  const written = writing.finally(() => {
    isWritten = true
  })
  const isEvent = (one: Told) => one.event === 'alert.changed'
  const expected = WRITERS * EVENTS_OF_EACH
  for (let index = 1; index <= RECONNECTIONS; index += 1) {
    const client = openEvents(url(index), 'duty', lastEventId)
    const wanted = Math.floor(Math.random() * 2 * (expected / RECONNECTIONS))
    // Cut off after so many events, wherever the wire is just then.
    await until(() => isWritten || client.told.filter(isEvent).length >= wanted, 'some events came')
    await client.close()
    told.push(...client.told.filter(isEvent))
    lastEventId = client.lastEventId()
  }
  await written
  const last = openEvents(url(0), 'duty', lastEventId)
  await until(() => told.length + last.told.filter(isEvent).length >= expected, 'the rest came')
  await until(() => steady.told.filter(isEvent).length >= expected, 'the steady client has all')
  told.push(...last.told.filter(isEvent))

  const names = (list: readonly Told[]) =>
    list.map(({ data }) => `${String(data['alert_id'])} ${String(data['ordinal'])}`)
  const all = Array.from({ length: WRITERS }, (_one, writer) =>
    Array.from({ length: EVENTS_OF_EACH }, (_two, index) => `${idOf(writer)} ${index + 1}`),
  ).flat()
  expect(names(told).toSorted()).toEqual(all.toSorted())
  expect(names(told)).toEqual(names(steady.told.filter(isEvent)))
  expect(new Set(told.map((one) => one.id)).size).toBe(expected)
  await Promise.all([steady.close(), last.close()])
})

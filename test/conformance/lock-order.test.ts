// Scoring, planning, ladders, answers and acts of people over the same alerts at once, on PostgreSQL: nobody waits for anybody crosswise.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { changeOf, lockAlerts, saveTransitions } from '#alerts/alert-store.ts'
import { keepWaiting } from '#delivery/keep-waiting.ts'
import { planDeliveries } from '#delivery/plan-deliveries.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { acknowledge } from '#response/acknowledge.ts'
import { followAlerts } from '#response/follow-alerts.ts'
import { takeAnswers } from '#response/take-answers.ts'
import {
  addAlert,
  addEvent,
  addProcess,
  alertId,
  audience,
  emptyTables,
  recordingPokes,
  setNow,
} from '../stages/delivery/rows.ts'
import { postgresDatabase, type TestDatabase } from '../support/databases.ts'
import { aBody } from '../support/delivery-world.ts'
import { aWorker, ladderPack, workOff } from '../support/ladder-world.ts'
import { anActor } from '../support/route-server.ts'

const person = '018f6d2e-2222-7000-8000-00000000000a'
const at = (minutes: number) => Temporal.Instant.from('2026-03-20T18:31:00Z').add({ minutes }).toString()
const idOf = (number: number) => alertId.replace(/.{4}$/, String(7_000 + number))
const told = {
  audiences: [audience('offices'), audience('duty'), audience('liaison', { release: 'approval' })],
}

let database: TestDatabase
let db: Db

beforeAll(async () => {
  database = await postgresDatabase()
  db = database.db
  await db.insertInto('person').values({ id: person, label: 'a' }).execute()
  await db
    .insertInto('api_token')
    .values({
      id: anActor().tokenId,
      person_id: person,
      label: 't',
      prefix: 'p',
      hash: 'h',
      role: 'ombudsman',
      scopes: ['alerts:read', 'alerts:act'],
      territory: ['AA'],
      marking: 'TLP:AMBER',
      office: null,
      source_id: null,
      processes: null,
      expires_at: '2027-01-01T00:00:00Z',
    })
    .execute()
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(db)
  await setNow(db, at(0))
  await addProcess(db)
})

async function fire(number: number): Promise<void> {
  await addAlert(db, { id: idOf(number), episode: number + 1, level: 'critical', max_level: 'critical' })
  await addEvent(db, { alert_id: idOf(number), level: 'critical' }, told)
}

const depsOf = (own: Db) => ({ ...aWorker(own), loadPack: () => Promise.resolve(ladderPack) })

/** What scoring does to alerts at the end of its step: locks them, sorted, and appends an event to each. */
async function score(trx: Trx, ids: readonly string[]): Promise<void> {
  const rows = [...(await lockAlerts(trx, ids)).values()]
  const changes = rows.map((row) => {
    const before = changeOf(row)
    return { ...before, lastOrdinal: before.lastOrdinal + 1, updatedAt: at(0) }
  })
  const events = changes.map((one) => ({
    alertId: one.id,
    ordinal: one.lastOrdinal,
    kind: 'corrected',
    lt: at(0),
    level: one.level,
    asOf: at(0),
    isLate: false,
    notify: false,
    ruleRevision: 'r1',
    calendarVersion: 1,
    actor: null,
    body: aBody(told),
  }))
  await saveTransitions(trx, changes, events)
}

/** A reply of the person by an adapter, which waits to be taken up. */
const reply = (id: string, number: number, receivedAt: string) =>
  db
    .insertInto('adapter_callback')
    .values({
      channel: 'chat-duty',
      id,
      kind: 'reply',
      delivery_id: null,
      alert_id: idOf(number),
      person,
      outcome: 'answer',
      received_at: receivedAt,
    })
    .execute()

const isSomebodyWaiting = async () => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
    db,
  )
  return (rows[0]?.n ?? 0) > 0
}

test('planning does not wait for whoever holds the alerts', async () => {
  await fire(1)
  await inTransaction(database.another(), async (trx) => {
    await lockAlerts(trx, [idOf(1)])
    await planDeliveries(depsOf(db), 'all')
  })
  const rows = await db.selectFrom('delivery').select('recipient').execute()
  expect(new Set(rows.map((row) => row.recipient))).toEqual(new Set(['office-norte', 'duty', 'liaison']))
})

test('answers that came in another order than that of the alerts wait with nothing in their hands', async () => {
  for (const number of [1, 2]) await fire(number)
  await reply('a', 2, at(-2))
  await reply('b', 1, at(-1))
  const taken = await inTransaction(database.another(), async (trx) => {
    await lockAlerts(trx, [idOf(1)])
    const taking = takeAnswers(depsOf(database.another()))
    await vi.waitFor(async () => expect(await isSomebodyWaiting()).toBe(true), { timeout: 30_000 })
    // With the second alert in their hands, this would be the deadlock.
    await score(trx, [idOf(1), idOf(2)])
    return { end: taking }
  })
  await taken.end
  const found = await db.selectFrom('alert').select('state').execute()
  expect(found.map((one) => one.state)).toEqual(['acknowledged', 'acknowledged'])
})

describe('all at once', () => {
  test('ten rounds: no deadlock, nothing lost', async () => {
    const count = 12
    const all = Array.from({ length: count }, (_, index) => index + 1)
    for (const number of all) await fire(number)
    const workers = [database.another(), database.another()].map((own) => aWorker(own))
    const [scorer, people, replies, desk] = Array.from({ length: 4 }, () => database.another())
    if (scorer === undefined || people === undefined || replies === undefined || desk === undefined)
      throw new Error('four sessions')
    const failed: string[] = []
    const tried = (name: string, work: Promise<unknown>) =>
      work.catch((error: unknown) => {
        const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : ''
        failed.push(`${name} ${code} ${String(error)}`)
      })
    for (let round = 0; round < 10; round += 1) {
      await setNow(db, at(round * 20))
      for (const number of all.toReversed()) await reply(`${round}-${number}`, number, at(round * 20))
      const actor = anActor({ personId: person, office: null })
      await Promise.all([
        tried('workers', workOff(...workers)),
        tried(
          'score',
          inTransaction(scorer, (trx) => score(trx, all.map(idOf))),
        ),
        tried(
          'acknowledge',
          inTransaction(people, async (trx) => {
            const deps = { pokes: recordingPokes(), pack: ladderPack }
            await acknowledge(trx, deps, { alertId: idOf(1 + (round % count)), actor, note: null })
          }),
        ),
        tried('answers', takeAnswers(depsOf(replies))),
        tried('hold', keepWaiting(depsOf(desk), 'due')),
        tried('respond', followAlerts(depsOf(desk), 'all')),
      ])
    }
    expect(failed).toEqual([])
    const { rows } = await sql<{ kind: string; n: number }>`
      select kind, count(*)::int as n from alert_event where kind in ('corrected', 'acknowledged') group by kind order by kind`.execute(
      db,
    )
    expect(rows).toEqual([
      { kind: 'acknowledged', n: 10 * count + 10 },
      { kind: 'corrected', n: 10 * count },
    ])
  }, 240_000)
})

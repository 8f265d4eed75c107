// An alert that nobody answers, on any database and with any number of workers at once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/database/database.ts'
import { inTransaction } from '#platform/database/database.ts'
import { acknowledge } from '#response/acknowledge.ts'
import {
  addAlert,
  addEvent,
  addProcess,
  alertId,
  audience,
  recordingPokes,
  setNow,
} from '../stages/delivery/rows.ts'
import type { TestDatabase } from '../support/databases.ts'
import { aWorker, ladderPack, stepsOf, workOff } from '../support/ladder-world.ts'
import { anActor } from '../support/route-server.ts'

const at = (minutes: number) => Temporal.Instant.from('2026-03-20T18:31:00Z').add({ minutes }).toString()

export function escalationSuite(open: () => Promise<TestDatabase>, workers: number): void {
  let database: TestDatabase
  let dbs: Db[]
  beforeAll(async () => {
    database = await open()
    dbs = [database.db, ...Array.from({ length: workers - 1 }, () => database.another())]
    await setNow(database.db, at(0))
    await addProcess(database.db)
  })
  afterAll(() => database.close())

  const critical = { level: 'critical', max_level: 'critical' }
  const told = { audiences: [audience('offices'), audience('duty')] }
  const episodeId = (episode: number) => alertId.replace(/.{4}$/, String(5_000 + episode))

  async function fire(episode: number): Promise<string> {
    const id = episodeId(episode)
    await addAlert(database.db, { ...critical, id, episode })
    await addEvent(database.db, { alert_id: id, level: 'critical' }, told)
    return id
  }

  test('climbs the whole ladder on a fast clock, every step on record, and stops at the acknowledgement', async () => {
    const { db } = database
    const all = dbs.map((one) => aWorker(one))
    const ids = await Promise.all(Array.from({ length: 6 }, (_, index) => fire(index + 1)))
    // Every ten minutes for two hours and a half: the clock is thirty minutes for a critical alert.
    for (let minutes = 0; minutes <= 150; minutes += 10) {
      await setNow(db, at(minutes))
      await workOff(...all)
    }
    const climbed = [
      '1 1/0 told_before opening',
      '2 2/0 told nobody_answered',
      '3 3/0 told nobody_answered',
      '4 4/0 told nobody_answered',
      '5 1/1 told nobody_answered',
      '6 2/1 told nobody_answered',
    ]
    for (const id of ids) expect(await stepsOf(db, id)).toEqual(climbed)
    const events = await db
      .selectFrom('alert_event')
      .select(['kind', 'notify'])
      .where('alert_id', '=', ids[0] ?? '')
      .orderBy('ordinal')
      .execute()
    const escalated = events.filter((one) => one.kind === 'escalated')
    expect(escalated.map((one) => one.notify)).toEqual([false, true, true, true, true, true])
    // Each step's people are reminded once, half-way through their thirty minutes.
    expect(events.filter((one) => one.kind === 'reminded').length).toBe(5)
    const rows = await db
      .selectFrom('delivery')
      .selectAll()
      .where('alert_id', '=', ids[0] ?? '')
      .where('step', '=', 4)
      .execute()
    expect(rows.map((row) => `${row.recipient} ${row.state}`)).toContain('liaison draft')

    await setNow(db, at(155))
    for (const id of ids)
      await inTransaction(db, (trx) =>
        acknowledge(
          trx,
          { pokes: recordingPokes(), pack: ladderPack },
          { alertId: id, actor: anActor(), note: null },
        ),
      )
    for (let minutes = 155; minutes <= 400; minutes += 35) {
      await setNow(db, at(minutes))
      await workOff(...all)
    }
    for (const id of ids) expect(await stepsOf(db, id)).toEqual(climbed)
    const ladders = await db.selectFrom('escalation').select(['state', 'reason', 'due_at']).execute()
    for (const ladder of ladders)
      expect(ladder).toEqual({ state: 'stopped', reason: 'acknowledged', due_at: null })
  })

  test('workers that look at the same instant take a step once', async () => {
    const { db } = database
    await setNow(db, at(1_000))
    const all = dbs.map((one) => aWorker(one))
    const ids = await Promise.all(Array.from({ length: 15 }, (_, index) => fire(100 + index)))
    await workOff(...all)
    await setNow(db, at(1_031))
    await workOff(...all, ...all.map((one) => ({ ...one })))
    for (const id of ids)
      expect(await stepsOf(db, id)).toEqual(['1 1/0 told_before opening', '2 2/0 told nobody_answered'])
  })
}

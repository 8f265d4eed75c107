// Lists of what changes: in the order of the changes whatever their numbers look like, and nothing committed is hidden by work beside it.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAlerts } from '#alerts/alert-store.ts'
import { listSignals } from '#intake/signal-store.ts'
import { inTransaction } from '#platform/database/database.ts'
import { scoreLane } from '#scoring/score-lane.ts'
import { pgliteDatabase, postgresDatabase } from '../support/databases.ts'
import { type Lane, type LaneWorld, openLaneWorld } from '../support/lane-world.ts'

const everything = {
  isNational: true,
  territory: [],
  markings: ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'],
  processes: null,
}

function lists(world: LaneWorld, lane: Lane) {
  const signals = (limit: number, before?: { xid: string; id: string }) =>
    listSignals(world.db, {
      ...everything,
      process: lane.process,
      needsConsent: false,
      sourceId: null,
      limit,
      before,
    })
  const alerts = () => listAlerts(world.db, { ...everything, process: lane.process, limit: 50 })
  return { signals, alerts }
}

const threat = (minutes: number, root: string) => ({
  minutes,
  category: 'threat',
  root,
  place: 'BO02',
  severity: 3,
  target: 'candidate',
})

describe('on PGlite', () => {
  let world: LaneWorld
  beforeAll(async () => {
    world = await openLaneWorld(await pgliteDatabase())
  })
  afterAll(() => world.close())

  test('the order of the pages survives a transaction number that gets one digit more', async () => {
    const lane = await world.newLane()
    await world.post(lane, [threat(1, 'ngo-a'), threat(2, 'ngo-b'), threat(3, 'ngo-c')])
    const { rows } = await sql<{
      now: string
    }>`select (pg_snapshot_xmax(pg_current_snapshot()))::text as now`.execute(world.db)
    const now = Number(rows[0]?.now)
    const next = 10 ** String(now).length
    await spendTransactions(world, next - now - 2)
    await world.post(lane, [threat(4, 'ngo-d'), threat(5, 'ngo-e'), threat(6, 'ngo-f')])
    const all = await lists(world, lane).signals(50)
    expect(
      all.map((one) => Number(one.xid)).every((xid, index, xids) => index === 0 || xid < xids[index - 1]!),
    ).toBe(true)
    expect(Number(all[0]?.xid)).toBeGreaterThanOrEqual(next)
    expect(Number(all.at(-1)?.xid)).toBeLessThan(next)
    const paged: string[] = []
    for (let last: { xid: string; id: string } | undefined, turn = 0; turn < 6; turn += 1) {
      const [row] = await lists(world, lane).signals(1, last)
      paged.push(String(row?.id))
      last = row
    }
    expect(paged).toEqual(all.map((one) => one.id))
  })
})

/** Transactions inside one: each that writes takes a number. */
async function spendTransactions(world: LaneWorld, count: number): Promise<void> {
  await inTransaction(world.db, async (trx) => {
    await sql`create temporary table spent (n int) on commit drop`.execute(trx)
    await sql
      .raw(
        `do $$ begin for n in 1..${count} loop begin insert into spent values (n); exception when division_by_zero then null; end; end loop; end $$`,
      )
      .execute(trx)
  })
}

describe('on PostgreSQL', () => {
  let world: LaneWorld
  beforeAll(async () => {
    world = await openLaneWorld(await postgresDatabase())
  })
  afterAll(() => world.close())

  test('while an older transaction is open, what was committed after it began is shown', async () => {
    const lane = await world.newLane()
    const older = world.another()
    const { promise: end, resolve } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const open = inTransaction(older, async (trx) => {
      await sql`select pg_current_xact_id()`.execute(trx)
      begin()
      await end
    })
    await begun
    await world.post(lane, [threat(1, 'ngo-a'), threat(2, 'ngo-b'), threat(3, 'ngo-c')])
    await scoreLane(world.scorer(10), lane.number)
    const { signals, alerts } = lists(world, lane)
    const seen = { signals: (await signals(50)).length, alerts: (await alerts()).length }
    resolve()
    await open
    expect(seen.signals).toBe(3)
    expect(seen.alerts).toBeGreaterThan(0)
    expect({ signals: (await signals(50)).length, alerts: (await alerts()).length }).toEqual(seen)
  })
})

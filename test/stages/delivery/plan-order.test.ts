// In which order events are planned: what is critical waits for one batch at most, however many others wait.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { markPlanned } from '#alerts/alert-event-store.ts'
import { PLAN_BATCH, planDeliveries } from '#delivery/plan-deliveries.ts'
import { takeUnplanned } from '#delivery/unplanned-store.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
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

const levels = ['critical', 'warning', 'watch', 'info'] as const
type Level = (typeof levels)[number]

let db: Db
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
  await addProcess(db)
})

const idOf = (number: number) => alertId.replace(/.{4}$/, String(1_000 + number))
const people = { audiences: [audience('duty', { from: 'info' })] }

/** An alert whose events have these levels, none of them planned. */
async function alert(number: number, events: readonly (Level | null)[], maxLevel: Level): Promise<void> {
  const [id, count] = [idOf(number), events.length]
  await addAlert(db, { id, episode: number + 1, max_level: maxLevel, last_ordinal: count })
  for (const [index, level] of events.entries()) {
    await addEvent(
      db,
      { alert_id: id, ordinal: index + 1, kind: index === 0 ? 'fired' : 'raised', level },
      people,
    )
  }
}

/** Batches of `12 3`: the third event of the twelfth alert; `after` is run once the given number of batches is planned. */
async function batches(after: Readonly<Record<number, () => Promise<void>>> = {}): Promise<string[][]> {
  const found: string[][] = []
  for (;;) {
    const taken = await inTransaction(db, async (trx) => {
      const rows = await takeUnplanned(trx, PLAN_BATCH)
      const events = rows.map(({ alert: { id }, event: { ordinal } }) => ({ alertId: id, ordinal }))
      await markPlanned(trx, events)
      return events
    })
    if (taken.length === 0) return found
    found.push(taken.map((one) => `${Number(one.alertId.slice(-4)) - 1_000} ${one.ordinal}`))
    await after[found.length]?.()
  }
}

test('a critical event that comes behind 230 others is in the very next batch, alone, and its own earlier news goes before it', async () => {
  for (let number = 0; number < 230; number += 1)
    await alert(number, [levels[1 + (number % 3)] ?? 'info'], 'watch')
  const found = await batches({
    1: () => alert(500, ['critical'], 'critical'),
    3: () => alert(501, ['info', 'watch', 'critical'], 'critical'),
  })
  expect(found[1]).toEqual(['500 1'])
  expect(found.slice(3, 6)).toEqual([['501 1'], ['501 2'], ['501 3']])
  expect(Math.max(...found.map((one) => one.length))).toBeLessThanOrEqual(PLAN_BATCH)
  const levelOf = (event: string) => Number(event.split(' ')[0]) % 3
  const bulk = found
    .flat()
    .filter((one) => !one.startsWith('50'))
    .map(levelOf)
  expect(bulk).toEqual(bulk.toSorted((a, b) => a - b))
  expect(new Set(found.flat()).size).toBe(230 + 4)
})

test('an event without a level, such as a closing, is as urgent as its alert was', async () => {
  await alert(1, ['warning'], 'warning')
  await alert(2, [null], 'critical')
  expect((await batches())[0]).toEqual(['2 1'])
})

test('whatever waits: every event once, those of an alert in their order, and never a lower one before a critical one', async () => {
  const events = fc.array(fc.constantFrom(...levels), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 40 }), async (alerts) => {
      await emptyTables(db)
      await addProcess(db)
      for (const [number, given] of alerts.entries()) await alert(number, given, 'critical')
      const order = (await batches()).flat().map((one) => one.split(' ').map(Number))
      const wanted = alerts.flatMap((given, number) => given.map((_, index) => `${number} ${index + 1}`))
      expect(order.map((one) => one.join(' ')).toSorted()).toEqual(wanted.toSorted())
      const seen = new Map<number, number>()
      const left = new Map(alerts.map((given, number) => [number, [...given]]))
      for (const [number = -1, ordinal = -1] of order) {
        expect(ordinal).toBe((seen.get(number) ?? 0) + 1)
        const isCritical = left.get(number)?.includes('critical') === true
        const waits = [...left.values()].some((given) => given.includes('critical'))
        expect(isCritical).toBe(waits)
        seen.set(number, ordinal)
        left.get(number)?.shift()
      }
    }),
    { numRuns: 15 },
  )
})

test('the planner itself goes on so until nothing waits', async () => {
  for (let number = 0; number < 60; number += 1) await alert(number, ['watch'], 'watch')
  await alert(70, ['critical'], 'critical')
  const planned: number[] = []
  const note = (line: object) => {
    if ('event' in line && line.event === 'delivery.planned' && 'events' in line)
      planned.push(Number(line.events))
  }
  await planDeliveries(
    {
      db,
      pokes: recordingPokes(),
      logger: { ...silentLogger, info: note },
      channels: { isUsable: () => true, isTlsEnforced: true },
      loadPack: () => Promise.resolve(pack),
    },
    'all',
  )
  expect(planned).toEqual([1, 50, 10])
})

// A ladder on the embedded database, with the clock of the database set by hand: one alert, one worker, routes to order.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { acknowledge } from '#response/acknowledge.ts'
import { embeddedDb } from '../../support/embedded.ts'
import {
  aWorker,
  ladderPack,
  ladderRouting,
  stepsOf,
  type Worker,
  workOff,
} from '../../support/ladder-world.ts'
import { anActor } from '../../support/route-server.ts'
import {
  addAlert,
  addEvent,
  alertId,
  audience,
  emptyTables,
  recordingPokes,
  restoreNow,
  setNow,
} from '../delivery/rows.ts'

export interface LadderRig {
  db: Db
  pack: DeliveryPack
  isMailTaken: boolean
  worker: Worker
}

export const at = (minutes: number) =>
  Temporal.Instant.from('2026-03-20T18:31:00Z').add({ minutes }).toString()
export const told = { audiences: [audience('offices'), audience('duty')] }

/** Empty tables, the clock at minute 0, mail that is taken, before each test. */
export function useLadderRig(): LadderRig {
  const rig = { pack: ladderPack, isMailTaken: true } as LadderRig
  beforeAll(async () => {
    rig.db = await embeddedDb()
  })
  afterAll(async () => {
    await restoreNow(rig.db)
    await emptyTables(rig.db)
    await sql`truncate rota cascade`.execute(rig.db)
  })
  beforeEach(async () => {
    await emptyTables(rig.db)
    await sql`truncate rota cascade`.execute(rig.db)
    await setNow(rig.db, at(0))
    rig.pack = ladderPack
    rig.isMailTaken = true
    rig.worker = aWorker(rig.db, {
      loadPack: () => Promise.resolve(rig.pack),
      isMailTaken: () => rig.isMailTaken,
    })
  })
  return rig
}

export async function fire(
  rig: LadderRig,
  changes: Record<string, unknown> = {},
  body: Record<string, unknown> = told,
): Promise<void> {
  const level = String(changes['level'] ?? 'warning')
  await addAlert(rig.db, { max_level: level, level, ...changes })
  await addEvent(rig.db, { level }, body)
  await workOff(rig.worker)
}

export async function runUntil(rig: LadderRig, minutes: number, every = 10, from = 0): Promise<void> {
  for (let now = from; now <= minutes; now += every) {
    await setNow(rig.db, at(now))
    await workOff(rig.worker)
  }
}

/** A change by evaluation, as the lane records it. */
export async function change(
  rig: LadderRig,
  kind: string,
  alert: Record<string, unknown>,
  notify = true,
): Promise<void> {
  const row = await rig.db.selectFrom('alert').select('last_ordinal').executeTakeFirstOrThrow()
  const ordinal = row.last_ordinal + 1
  await rig.db
    .updateTable('alert')
    .set({ ...alert, last_ordinal: ordinal })
    .execute()
  const level = (alert['level'] as string | null | undefined) ?? null
  await addEvent(rig.db, { ordinal, kind, notify, level }, told)
  await workOff(rig.worker)
}

export const answer = (rig: LadderRig, changes: Parameters<typeof anActor>[0] = {}) =>
  inTransaction(rig.db, (trx) =>
    acknowledge(
      trx,
      { pokes: recordingPokes(), pack: rig.pack },
      { alertId, actor: anActor(changes), note: null },
    ),
  )

export const ladderOf = ({ db }: LadderRig) =>
  db.selectFrom('escalation').selectAll().executeTakeFirstOrThrow()

export const stepsTaken = ({ db }: LadderRig) => stepsOf(db, alertId)

export const eventsOf = ({ db }: LadderRig, kind: string) =>
  db.selectFrom('alert_event').selectAll().where('kind', '=', kind).orderBy('ordinal').execute()

export const withRoutes = (edit: (routing: typeof ladderRouting) => object): DeliveryPack => ({
  ...ladderPack,
  routing: { ...ladderRouting, ...edit(ladderRouting) },
})

// All SQL of registry_version and electoral_process.
import { sql } from 'kysely'
import type { Text } from '#domain/text.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { keptPlan } from '#platform/database/kept-plan.ts'

export interface ProcessRow {
  readonly id: string
  readonly country: string
  readonly kind: string
  readonly name: Text
  readonly timeZone: string
  readonly territory: string
  readonly state: 'open' | 'closed'
  readonly isExercise: boolean
  readonly clock: 'live' | 'record'
  readonly shards: number
  readonly monitoringStart: Temporal.Instant
}

/** Raised by every change of what intake keeps in memory. */
export async function raiseRegistryVersion(trx: Trx): Promise<void> {
  await sql`update registry_version set version = version + 1`.execute(trx)
}

/** The database clock and the registry's version in one round trip: what every group commit asks first. */
export async function readNow(db: Executor): Promise<{ now: Temporal.Instant; version: number }> {
  const { rows } = await sql<{ now: Temporal.Instant; version: number }>`
    ${keptPlan} select app.now() as now, (select version from registry_version) as version`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('registry_version has no row')
  return row
}

export async function insertProcess(
  trx: Trx,
  process: Omit<ProcessRow, 'monitoringStart'> & { monitoringStart: string },
): Promise<boolean> {
  const result = await trx
    .insertInto('electoral_process')
    .values({
      id: process.id,
      country: process.country,
      kind: process.kind,
      name: JSON.stringify(process.name),
      time_zone: process.timeZone,
      territory: process.territory,
      state: process.state,
      is_exercise: process.isExercise,
      clock: process.clock,
      shards: process.shards,
      monitoring_start: process.monitoringStart,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function closeProcess(trx: Trx, id: string): Promise<void> {
  await sql`update electoral_process set state = 'closed', closed_at = app.now() where id = ${id} and state = 'open'`.execute(
    trx,
  )
}

export async function listProcesses(db: Executor): Promise<ProcessRow[]> {
  const rows = await db.selectFrom('electoral_process').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    country: row.country,
    kind: row.kind,
    name: row.name,
    timeZone: row.time_zone,
    territory: row.territory,
    state: row.state,
    isExercise: row.is_exercise,
    clock: row.clock,
    shards: row.shards,
    monitoringStart: row.monitoring_start,
  }))
}

/** Processes among these whose clock is the record's: what was due in them was due long ago. */
export async function replaysAmong(db: Executor, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('electoral_process')
    .select('id')
    .where('id', 'in', [...ids])
    .where('clock', '=', 'record')
    .execute()
  return new Set(rows.map(({ id }) => id))
}

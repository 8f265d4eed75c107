// All SQL of indicator_value.
import type { Executor, Trx } from '#platform/database/database.ts'

export interface IndicatorRow {
  readonly id: number
  readonly name: string
  readonly place: string
  readonly observedAt: Temporal.Instant
  readonly value: number
}

export async function insertIndicator(
  trx: Trx,
  value: {
    process: string
    name: string
    place: string
    observedAt: string
    value: number
    actor: string | null
    receivedAt: string
  },
): Promise<number> {
  const row = await trx
    .insertInto('indicator_value')
    .values({
      process: value.process,
      name: value.name,
      place: value.place,
      observed_at: value.observedAt,
      value: value.value,
      actor: value.actor,
      received_at: value.receivedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function readIndicators(db: Executor, ids: readonly number[]): Promise<IndicatorRow[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('indicator_value')
    .select(['id', 'name', 'place', 'observed_at as observedAt', 'value'])
    .where('id', 'in', [...ids])
    .execute()
}

/** The series of a process in the order of taking up, newest last. */
export async function indicatorSeries(db: Executor, process: string, name?: string): Promise<IndicatorRow[]> {
  return db
    .selectFrom('indicator_value')
    .select(['id', 'name', 'place', 'observed_at as observedAt', 'value'])
    .where('process', '=', process)
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .orderBy('id')
    .execute()
}

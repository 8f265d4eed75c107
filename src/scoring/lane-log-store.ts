// Reads a lane's log in order, for whoever wants to follow it again.
import { sql } from 'kysely'
import type { Executor } from '#platform/database/database.ts'
import type { InboxKind } from './inbox-store.ts'

export interface LoggedEntry {
  readonly pos: number
  readonly lt: Temporal.Instant
  readonly kind: InboxKind
  readonly ref: string
  readonly rev: number | null
  readonly receivedAt: Temporal.Instant
}

/** Up to `limit` entries after a position. */
export async function readLog(
  db: Executor,
  lane: number,
  after: number,
  limit: number,
): Promise<LoggedEntry[]> {
  const { rows } = await sql<LoggedEntry>`
    select pos, lt, kind, ref, rev, received_at as "receivedAt" from log
    where lane = ${lane} and pos > ${after} order by pos limit ${limit}`.execute(db)
  return rows
}

export interface LoggedRevision {
  readonly id: string
  readonly rev: number
  readonly pos: number
}

/**
 * Every revision of the signals that the lane has taken up, in order; of an entry that came twice, each time. One look into the index per
 * signal: as a plain join the planner may read the whole log of the lane instead, which grows with history. `offset 0` keeps it apart.
 */
export async function revisionsInLog(
  db: Executor,
  lane: number,
  ids: readonly string[],
): Promise<LoggedRevision[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<LoggedRevision>`
    select found.* from (select distinct jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as ref) as given
    cross join lateral (
      select ref as id, coalesce(rev, 1) as rev, pos from log
      where log.ref = given.ref and lane = ${lane} and kind in ('signal', 'correction') offset 0) as found
    order by found.pos`.execute(db)
  return rows
}

export async function findLane(db: Executor, process: string, shard: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('lane')
    .select('lane')
    .where('process', '=', process)
    .where('shard', '=', shard)
    .executeTakeFirst()
  return row?.lane
}

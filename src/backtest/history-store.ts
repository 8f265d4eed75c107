// Reads the log of an electoral process, which scoring writes: a back-test sees entries in the order in which the lane took them up.
import { sql } from 'kysely'
import type { Executor } from '#platform/database/database.ts'

export interface LogEntry {
  readonly pos: number
  readonly lt: Temporal.Instant
  readonly kind:
    | 'signal'
    | 'correction'
    | 'retraction'
    | 'indicator'
    | 'calendar'
    | 'activation'
    | 'clock'
    | 'decision'
  readonly ref: string
  readonly rev: number | null
}

/** The process's first lane: every lane of a process has the same entries. */
export async function findLane(db: Executor, process: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('lane')
    .select('lane')
    .where('process', '=', process)
    .orderBy('shard')
    .limit(1)
    .executeTakeFirst()
  return row?.lane
}

export interface LogRange {
  readonly lane: number
  /** RFC 3339; what says how things stand (calendars, indicators) is read from the beginning all the same. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const within = ({ lane, from, to }: LogRange) => sql`lane = ${lane}
  ${from === undefined ? sql`` : sql`and (lt >= ${from}::timestamptz or kind in ('calendar', 'indicator'))`}
  ${to === undefined ? sql`` : sql`and lt <= ${to}::timestamptz`}`

/** Counts no further than `most` + 1. */
export async function countLog(db: Executor, range: LogRange, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select 1 from log where ${within(range)} limit ${most + 1}) as taken`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** In log order, after a position. */
export async function readLog(
  db: Executor,
  range: LogRange,
  after: number,
  limit: number,
): Promise<readonly LogEntry[]> {
  const { rows } = await sql<LogEntry>`
    select pos, lt, kind, ref, rev from log where ${within(range)} and pos > ${after} order by pos limit ${limit}`.execute(
    db,
  )
  return rows
}

/** The last position that the lane has taken up; 0 = none. */
export async function lastPos(db: Executor, lane: number): Promise<number> {
  const row = await db.selectFrom('lane').select('pos').where('lane', '=', lane).executeTakeFirst()
  return row?.pos ?? 0
}

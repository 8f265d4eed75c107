// All SQL of lane, log, timer and quarantine.
import { sql } from 'kysely'
import type { Db, Trx } from '#platform/database/database.ts'
import type { InboxEntry } from './inbox-store.ts'

/** First key of the advisory locks of lanes; keeps them apart from every other lock of the product. */
const LOCK_CLASS = 7_001

export interface LaneRow {
  readonly lane: number
  readonly process: string
  readonly shard: number
  /** Lanes of the process: each evaluates the rules of its shard. */
  readonly shards: number
  readonly pos: number
  readonly lt: Temporal.Instant | null
  readonly activation: number | null
  readonly calendarVersion: number | null
  readonly clock: 'live' | 'record'
  /** Steps that ended. */
  readonly step: number
  readonly attempts: number
  readonly batchLimit: number | null
}

export async function tryLockLane(trx: Trx, lane: number): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock(${LOCK_CLASS}::int, ${lane}::int) as held`.execute(trx)
  return rows[0]?.held ?? false
}

export async function readLane(trx: Trx, lane: number): Promise<LaneRow | undefined> {
  const { rows } = await sql<LaneRow>`
    select lane, process, shard, (select shards from electoral_process where id = lane.process) as shards, pos, nullif(lt, '-infinity') as lt, activation, calendar_version as "calendarVersion", clock, step, attempts,
      batch_limit as "batchLimit"
    from lane where lane = ${lane}`.execute(trx)
  return rows[0]
}

/** Raised before a step, in a transaction of its own: a step that kills the process must leave a trace. */
export async function countStart(trx: Trx, lane: number): Promise<void> {
  await sql`update lane set attempts = attempts + 1 where lane = ${lane}`.execute(trx)
}

export async function setBatchLimit(trx: Trx, lane: number, limit: number | null): Promise<void> {
  await sql`update lane set batch_limit = ${limit}::int, attempts = 1 where lane = ${lane}`.execute(trx)
}

export interface LaneProgress {
  readonly pos: number
  readonly lt: string | null
  readonly activation: number | null
  readonly calendarVersion: number | null
  /** For the next step; null = the default. */
  readonly batchLimit: number | null
}

/** Ends a step: the lane is where the fold left it, and no start is open. */
export async function saveLane(trx: Trx, lane: number, progress: LaneProgress): Promise<void> {
  await sql`
    update lane set step = step + 1, pos = ${progress.pos}, lt = coalesce(${progress.lt}::timestamptz, lt), activation = ${progress.activation}::bigint,
      calendar_version = ${progress.calendarVersion}::int, attempts = 0, batch_limit = ${progress.batchLimit}::int
    where lane = ${lane}`.execute(trx)
}

/** Position of each signal's first entry in this lane: the order among equal event times. One look into the index per signal. */
export async function firstPositions(
  trx: Trx,
  lane: number,
  refs: readonly string[],
): Promise<Map<string, number>> {
  if (refs.length === 0) return new Map()
  const { rows } = await sql<{ ref: string; pos: number }>`
    select given.ref, found.pos from (select distinct jsonb_array_elements_text(${JSON.stringify(refs)}::jsonb) as ref) as given
    cross join lateral (
      select min(pos) as pos from log where log.ref = given.ref and lane = ${lane} and kind = 'signal') as found
    where found.pos is not null`.execute(trx)
  return new Map(rows.map((row) => [row.ref, row.pos]))
}

export async function quarantine(trx: Trx, lane: number, entry: InboxEntry, error: string): Promise<void> {
  await trx
    .insertInto('quarantine')
    .values({
      lane,
      kind: entry.kind,
      ref: entry.ref,
      rev: entry.rev,
      received_at: entry.receivedAt.toString(),
      error: error.slice(0, 4_000),
      resolved_by: null,
    })
    .execute()
}

/** Live lanes with a timer that is due longer than the grace; for the sweeper. */
export async function lanesWithDueTimers(db: Db, graceMs: number): Promise<number[]> {
  const { rows } = await sql<{ lane: number }>`
    select lane.lane from lane
    where clock = 'live' and exists (
      select 1 from timer where timer.lane = lane.lane and timer.due <= app.now() - make_interval(secs => ${graceMs / 1000}))`.execute(
    db,
  )
  return rows.map((row) => row.lane)
}

/** Is a timer of the lane due longer than the grace? */
export async function hasDueTimer(trx: Trx, lane: number, graceMs: number): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from timer where lane = ${lane}
      and due <= app.now() - make_interval(secs => ${graceMs / 1000})) as found`.execute(trx)
  return rows[0]?.found ?? false
}

/** The database clock, less the grace of ticks. */
export async function tickHorizon(trx: Trx, graceMs: number): Promise<Temporal.Instant> {
  const { rows } = await sql<{ at: Temporal.Instant }>`
    select app.now() - make_interval(secs => ${graceMs / 1000}) as at`.execute(trx)
  const at = rows[0]?.at
  if (at === undefined) throw new Error('app.now() gave nothing')
  return at
}

/** What a lane has taken up of one kind, in order. */
export async function loggedRefs(
  trx: Trx,
  lane: number,
  kind: string,
): Promise<{ ref: string; pos: number }[]> {
  return trx
    .selectFrom('log')
    .select(['ref', 'pos'])
    .where('lane', '=', lane)
    .where('kind', '=', kind)
    .orderBy('pos')
    .execute()
}

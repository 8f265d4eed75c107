// All SQL of inbox: earlier stages append entries in their own transaction, score-lane takes them.
import { sql } from 'kysely'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export type InboxKind =
  | 'signal'
  | 'correction'
  | 'retraction'
  | 'indicator'
  | 'calendar'
  | 'activation'
  | 'clock'

export interface NewInboxEntry {
  readonly process: string
  readonly kind: InboxKind
  /** Signal id, indicator value id, calendar version or activation id, as text. */
  readonly ref: string
  readonly rev: number | null
  /** RFC 3339. */
  readonly receivedAt: string
}

export interface InboxEntry {
  readonly id: number
  readonly kind: InboxKind
  readonly ref: string
  readonly rev: number | null
  readonly receivedAt: Temporal.Instant
}

/** One row per entry and lane of its process, ids rising in the order given; returns the lanes to poke. */
export async function appendInbox(trx: Trx, entries: readonly NewInboxEntry[]): Promise<number[]> {
  if (entries.length === 0) return []
  const { rows } = await sql<{ lane: number }>`
    insert into inbox (lane, kind, ref, rev, received_at)
    select lane.lane, r.kind, r.ref, r.rev, r."receivedAt"
    from rows from (jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
        as (process text, kind text, ref text, rev int, "receivedAt" timestamptz)) with ordinality
      as r(process, kind, ref, rev, "receivedAt", ordinal)
    join lane on lane.process = r.process
    order by r.ordinal, lane.shard
    returning lane`.execute(trx)
  return [...new Set(rows.map((row) => row.lane))]
}

/** Opens the lanes of an electoral process, once. */
export async function openLanes(
  trx: Trx,
  process: string,
  shards: number,
  clock: 'live' | 'record',
): Promise<void> {
  await sql`
    insert into lane (process, shard, clock)
    select ${process}, shard, ${clock} from generate_series(0, ${shards}::int - 1) as shard
    on conflict do nothing`.execute(trx)
}

/** Takes by deleting: a cursor would skip entries that commit late. */
export async function takeInbox(trx: Trx, lane: number, limit: number): Promise<InboxEntry[]> {
  const { rows } = await sql<InboxEntry>`
    with taken as (
      delete from inbox where id = any(array(select id from inbox where lane = ${lane} order by id limit ${limit}))
      returning id, kind, ref, rev, received_at)
    select id, kind, ref, rev, received_at as "receivedAt" from taken order by id`.execute(trx)
  return rows
}

export async function isInboxEmpty(trx: Trx, lane: number): Promise<boolean> {
  const row = await trx.selectFrom('inbox').select('id').where('lane', '=', lane).limit(1).executeTakeFirst()
  return row === undefined
}

/** Lanes with waiting entries, for the sweeper. */
export async function lanesWithEntries(db: Db): Promise<number[]> {
  const { rows } = await sql<{ lane: number }>`
    select lane from lane where exists (select 1 from inbox where inbox.lane = lane.lane)`.execute(db)
  return rows.map((row) => row.lane)
}

/** Where a signal's latest entry stands in each lane that has taken it up. */
export async function positionsOf(
  db: Executor,
  ref: string,
): Promise<{ process: string; position: number }[]> {
  const { rows } = await sql<{ process: string; position: number }>`
    select lane.process, max(log.pos) as position from log join lane on lane.lane = log.lane
    where log.ref = ${ref} group by lane.process order by lane.process`.execute(db)
  return rows
}

/** Age of the oldest waiting entry in seconds; 0 when there is none. */
export async function oldestEntrySeconds(db: Db): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from app.now() - min(inbox.received_at))::float8 as age
    from inbox join lane on lane.lane = inbox.lane where lane.clock = 'live'`.execute(db)
  return Math.max(0, rows[0]?.age ?? 0)
}

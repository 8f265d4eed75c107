// All SQL of inbox: earlier stages append entries in their own transaction, score-lane takes them.
import { sql } from 'kysely'
import { shardOf } from '#domain/rules/shard.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'
import { keptPlan } from '#platform/database/kept-plan.ts'

export type InboxKind =
  | 'signal'
  | 'correction'
  | 'retraction'
  | 'indicator'
  | 'calendar'
  | 'activation'
  | 'clock'
  /** A person closes or reopens an alert. */
  | 'decision'

export interface NewInboxEntry {
  readonly process: string
  readonly kind: InboxKind
  /** Signal id, indicator value id, calendar version, activation id or decision id, as text. */
  readonly ref: string
  readonly rev: number | null
  /** Only to the lane that evaluates this rule; absent: to every lane of the process. */
  readonly ruleId?: string
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
  const shards = await shardsOf(trx, entries)
  const given = entries.map(({ ruleId, ...entry }) => ({
    ...entry,
    shard: ruleId === undefined ? null : shardOf(ruleId, shards.get(entry.process) ?? 1),
  }))
  const { rows } = await sql<{ lane: number }>`
    ${keptPlan} insert into inbox (lane, kind, ref, rev, received_at)
    select lane.lane, r.kind, r.ref, r.rev, r."receivedAt"
    from rows from (jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as (process text, kind text, ref text, rev int, "receivedAt" timestamptz, shard int)) with ordinality
      as r(process, kind, ref, rev, "receivedAt", shard, ordinal)
    join lane on lane.process = r.process and (r.shard is null or r.shard = lane.shard)
    order by r.ordinal, lane.shard
    returning lane`.execute(trx)
  return [...new Set(rows.map((row) => row.lane))]
}

async function shardsOf(trx: Trx, entries: readonly NewInboxEntry[]): Promise<Map<string, number>> {
  const named = entries.filter(({ ruleId }) => ruleId !== undefined).map(({ process }) => process)
  if (named.length === 0) return new Map()
  const rows = await trx
    .selectFrom('electoral_process')
    .select(['id', 'shards'])
    .where('id', 'in', named)
    .execute()
  return new Map(rows.map((row) => [row.id, row.shards]))
}

/**
 * A rule activation to every lane of the processes. Where it needs states that are not there yet and the lane has taken up more signals than
 * `most`, it waits as a build; a build that was waiting is given up for it, because every activation names the whole set of rules.
 * Returns the lanes to poke and those that build.
 */
export async function appendActivation(
  trx: Trx,
  activation: number,
  processes: readonly string[],
  receivedAt: string,
  most: number,
): Promise<{ readonly lanes: number[]; readonly building: number[] }> {
  const { rows } = await sql<{ lane: number; isBig: boolean }>`
    with wanted as (
      select distinct (rule->>'rule_state')::int as state from rule_activation, jsonb_array_elements(rules) as rule where id = ${activation})
    select l.lane,
      exists (select 1 from wanted where state not in (
        select (rule->>'rule_state')::int from rule_activation a, jsonb_array_elements(a.rules) as rule where a.id = l.activation))
      and l.activation is not null
      and (select count(*) from (select 1 from log where log.lane = l.lane limit ${most + 1}) as taken) > ${most} as "isBig"
    from lane l where l.process in (select jsonb_array_elements_text(${JSON.stringify(processes)}::jsonb)) order by l.lane`.execute(
    trx,
  )
  const all = rows.map((row) => row.lane)
  const building = rows.filter((row) => row.isBig).map((row) => row.lane)
  const lanes = all.filter((lane) => !building.includes(lane))
  await sql`delete from rule_build where not is_released and lane in
    (select (jsonb_array_elements_text(${JSON.stringify(all)}::jsonb))::int)`.execute(trx)
  await sql`insert into rule_build (lane, activation)
    select (jsonb_array_elements_text(${JSON.stringify(building)}::jsonb))::int, ${activation}::bigint
    on conflict (lane) do update set activation = excluded.activation, after_pos = 0, is_released = false`.execute(
    trx,
  )
  await sql`insert into inbox (lane, kind, ref, rev, received_at)
    select (jsonb_array_elements_text(${JSON.stringify(lanes)}::jsonb))::int, 'activation', ${String(activation)}, null, ${receivedAt}::timestamptz`.execute(
    trx,
  )
  return { lanes, building }
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

/** Where a lane stands: the next entry gets the position after `pos` and a logical time not before `lt` (RFC 3339; null = none yet). */
export interface LanePlace {
  readonly pos: number
  readonly lt: string | null
}

/**
 * Takes by deleting: a cursor would skip entries that commit late. What is taken is logged in the same statement, with dense positions and
 * a logical time that never moves back. A rule activation is taken alone, because the states that it brings in are completed from the log
 * before it is folded.
 */
export async function takeInbox(
  trx: Trx,
  lane: number,
  limit: number,
  after: LanePlace,
): Promise<InboxEntry[]> {
  const { rows } = await sql<InboxEntry>`
    with next as (
      select id, kind, row_number() over (order by id) as place
      from (select id, kind from inbox where lane = ${lane} order by id limit ${limit}) as first),
    cut as (select min(place) as place from next where kind = 'activation'),
    taken as (
      delete from inbox where id = any(array(
        select next.id from next, cut where cut.place is null or next.place < cut.place or (cut.place = 1 and next.place = 1)))
      returning id, kind, ref, rev, received_at),
    logged as (
      insert into log (lane, pos, lt, kind, ref, rev, received_at)
      select ${lane}::int, ${after.pos}::bigint + row_number() over (order by id),
        date_trunc('milliseconds', greatest(${after.lt}::timestamptz, max(received_at) over (order by id))), kind, ref, rev, received_at
      from taken)
    select id, kind, ref, rev, received_at as "receivedAt" from taken order by id`.execute(trx)
  return rows
}

/** The first entry, taken out of the lane without a place in its log. */
export async function takeFirst(trx: Trx, lane: number): Promise<InboxEntry | undefined> {
  const { rows } = await sql<InboxEntry>`
    delete from inbox where id = (select min(id) from inbox where lane = ${lane})
    returning id, kind, ref, rev, received_at as "receivedAt"`.execute(trx)
  return rows[0]
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

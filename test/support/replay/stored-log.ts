// A lane's log and what its entries point to, carried over to an empty database and taken up there again; and the history of its alerts as
// one text, so that two of them can be compared byte for byte.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import { type ScoringDeps, scoreLane } from '#scoring/score-lane.ts'

/** What the entries of a log refer to, in the order of the foreign keys. Nothing that scoring wrote is among them. */
const groundwork = [
  'place',
  'source',
  'electoral_process',
  'calendar_version',
  'rule_revision',
  'rule_state',
  'rule_activation',
  'indicator_value',
  'signal',
  'alert_decision',
] as const

/** Rows that are carried at a time; a few megabytes. */
const chunk = 2_000

async function columnsOf(db: Db, table: string): Promise<string> {
  // a transaction number of one server means nothing on another
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and column_name <> 'xid' and is_generated = 'NEVER'
    order by ordinal_position`.execute(db)
  return rows.map(({ name }) => `"${name}"`).join(', ')
}

async function copyTable(from: Db, to: Db, table: string): Promise<void> {
  const columns = await columnsOf(from, table)
  for (let done = 0; ; done += chunk) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(table)} t order by ctid offset ${done} limit ${chunk}`.execute(
      from,
    )
    if (rows.length === 0) return
    const given = `[${rows.map(({ row }) => row).join(',')}]`
    await sql`
      insert into ${sql.table(table)} (${sql.raw(columns)}) overriding system value
      select ${sql.raw(columns)} from jsonb_populate_recordset(null::${sql.table(table)}, ${given}::jsonb)
      on conflict do nothing`.execute(to)
  }
}

export interface CarriedLog {
  readonly lane: number
  /** Inbox rows as JSON, in order. */
  readonly entries: readonly string[]
}

/**
 * What the log of the first lane of a process refers to, into an empty, migrated database with a fresh lane, and the entries for its inbox.
 * Every entry comes at the logical time that it had, because a live lane's time may have been further on than the entry; a clock entry at
 * the end stands where the lane's time stood.
 */
export async function carryLog(from: Db, to: Db, process: string): Promise<CarriedLog> {
  for (const table of groundwork) await copyTable(from, to, table)
  await sql`update registry_version set version = version + 1`.execute(to)
  const { lane } = await to
    .insertInto('lane')
    .values({ process, shard: 0, clock: 'record' })
    .returning('lane')
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ row: string }>`
    select jsonb_build_object('kind', kind, 'ref', ref, 'rev', rev, 'lt', log.lt)::text as row
    from log join lane using (lane) where process = ${process} and shard = 0
    order by log.pos`.execute(from)
  const { rows: end } = await sql<{ row: string }>`
    select jsonb_build_object('kind', 'clock', 'ref', 'end', 'rev', null, 'lt', lt)::text as row
    from lane where process = ${process} and shard = 0`.execute(from)
  return { lane, entries: [...rows, ...end].map(({ row }) => row) }
}

/** Hands the entries over in portions; each is taken up by the next of the scorers, in batches of a size drawn for it. */
export async function takeUp(
  scorers: readonly ScoringDeps[],
  { lane, entries }: CarriedLog,
  draw: { readonly portion: () => number; readonly batch: () => number },
): Promise<void> {
  for (let done = 0, turn = 0; done < entries.length; turn += 1) {
    const scorer = scorers[turn % scorers.length]
    if (scorer === undefined) throw new Error('there is no scorer')
    const portion = entries.slice(done, done + draw.portion())
    done += portion.length
    await sql`
      insert into inbox (lane, kind, ref, rev, received_at)
      select ${lane}::int, kind, ref, rev, lt
      from rows from (jsonb_to_recordset(${`[${portion.join(',')}]`}::jsonb) as (kind text, ref text, rev int, lt timestamptz))
        with ordinality as r(kind, ref, rev, lt, place)
      order by place`.execute(scorer.db)
    await scoreLane({ ...scorer, batch: draw.batch() }, lane)
  }
}

export interface History {
  readonly lines: readonly string[]
  /** SHA-256 of the lines. */
  readonly hash: string
}

/** Every event of every alert of a process with all that it says, by logical time, rule, key and episode; and each alert as it ended up. */
export async function alertHistory(db: Db, process: string): Promise<History> {
  const { rows: events } = await sql<{ row: string; at: number; id: string; ordinal: number }>`
    select (extract(epoch from e.lt) * 1000)::float8 as at, a.id::text as id, e.ordinal,
      jsonb_build_array(e.alert_id, a.rule_id, a.key, a.episode, e.ordinal, e.kind, extract(epoch from e.lt), e.level, extract(epoch from e.as_of),
        e.is_late, e.notify, e.rule_revision, e.calendar_version, e.body)::text as row
    from alert_event e join alert a on a.id = e.alert_id where a.process = ${process}`.execute(db)
  const { rows: alerts } = await sql<{ row: string; id: string }>`
    select id::text as id, (to_jsonb(a) - 'xid' - 'fired_at' - 'updated_at' - 'closed_at' - 'as_of' || jsonb_build_object(
      'fired', extract(epoch from fired_at), 'updated', extract(epoch from updated_at), 'closed', extract(epoch from closed_at),
      'as_of', extract(epoch from as_of)))::text as row
    from alert a where process = ${process}`.execute(db)
  const byId = (left: { id: string }, right: { id: string }) =>
    left.id < right.id ? -1 : left.id > right.id ? 1 : 0
  const lines = [
    ...events.toSorted(
      (left, right) => left.at - right.at || byId(left, right) || left.ordinal - right.ordinal,
    ),
    ...alerts.toSorted(byId),
  ].map(({ row }) => row)
  return { lines, hash: createHash('sha256').update(lines.join('\n')).digest('hex') }
}

// All SQL of canary, and what its signals left behind on their way: alert, delivery. The clock is the database's.
import { sql } from 'kysely'
import { type ChainFacts, canaryChannel, canaryProcess } from '#domain/canary.ts'
import type { Db, Trx } from '#platform/database/database.ts'

export async function insertCanary(trx: Trx): Promise<void> {
  await sql`insert into canary (process) values (${canaryProcess}) on conflict do nothing`.execute(trx)
}

/** A clock that was set back must not silence the canary for as long as it had been ahead. */
const isDue = (everyMs: number) =>
  sql`(due_at <= app.now() or due_at > app.now() + make_interval(secs => ${everyMs / 1_000}))`

export async function isBeatDue(db: Db, everyMs: number): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select 1 from canary where ${isDue(everyMs)}) as due`.execute(db)
  return rows[0]?.due ?? false
}

/** The next number, to whichever process asks first; undefined for the others. */
export async function takeBeat(db: Db, everyMs: number): Promise<number | undefined> {
  const { rows } = await sql<{ counter: number }>`
    update canary set counter = counter + 1, due_at = app.now() + make_interval(secs => ${everyMs / 1_000})
    where ${isDue(everyMs)} returning counter`.execute(db)
  return rows[0]?.counter
}

export async function markPosted(db: Db, counter: number): Promise<void> {
  await sql`update canary set posted_at = app.now(), withheld_at = null where counter = ${counter}`.execute(
    db,
  )
}

/** The beat did not get in: the next one is tried sooner, under its own number. */
export async function tryAgain(db: Db, counter: number, afterMs: number): Promise<void> {
  await sql`
    update canary set due_at = least(due_at, app.now() + make_interval(secs => ${afterMs / 1_000}))
    where counter = ${counter}`.execute(db)
}

export async function withholdBeat(db: Db, everyMs: number): Promise<void> {
  await sql`
    update canary set withheld_at = app.now(), due_at = app.now() + make_interval(secs => ${everyMs / 1_000})
    where ${isDue(everyMs)}`.execute(db)
}

interface FactsRow {
  readonly counter: number | null
  readonly opened: number | null
  readonly posted: number | null
  readonly fired: number | null
  readonly received: number | null
  readonly entry: number | null
  readonly tick: number | null
  readonly quarantined: number
}

const known = (seconds: number | null) => seconds ?? undefined
const waited = (seconds: number | null) => Math.max(0, seconds ?? 0)

/** Beats that one look at the receiver's answers goes back: more than any age that is still told apart from «long ago». */
const RECENT_BEATS = 50

/** Where the chain stands, in one round trip. */
export async function readChain(db: Db, hasReceiver: boolean): Promise<ChainFacts> {
  const { rows } = await sql<FactsRow>`
    with beats as (
      select id, fired_at from alert where process = ${canaryProcess} order by fired_at desc limit ${RECENT_BEATS})
    select (select counter from canary) as counter,
      (select extract(epoch from app.now() - opened_at)::float8 from canary) as opened,
      (select extract(epoch from app.now() - posted_at)::float8 from canary) as posted,
      (select extract(epoch from app.now() - max(fired_at))::float8 from beats) as fired,
      (select extract(epoch from app.now() - max(d.accepted_at))::float8
        from beats join delivery d on d.alert_id = beats.id where d.channel = ${canaryChannel} and d.accepted_at is not null) as received,
      (select extract(epoch from app.now() - min(inbox.received_at))::float8
        from inbox join lane on lane.lane = inbox.lane where lane.clock = 'live') as entry,
      (select extract(epoch from app.now() - min(first.due))::float8
        from lane cross join lateral (select min(due) as due from timer where timer.lane = lane.lane) as first
        where lane.clock = 'live') as tick,
      (select count(*)::int from quarantine where resolved_at is null) as quarantined`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('a query without a table gave no row')
  return {
    isOpen: row.counter !== null,
    hasReceiver,
    counter: row.counter ?? 0,
    openedSeconds: waited(row.opened),
    postedSeconds: known(row.posted),
    firedSeconds: known(row.fired),
    receivedSeconds: known(row.received),
    oldestEntrySeconds: waited(row.entry),
    oldestTickSeconds: waited(row.tick),
    quarantined: row.quarantined,
  }
}

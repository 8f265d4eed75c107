// All SQL of audit_event and audit_note: they are written here, and read for people, for the sealer and for dumps.
import { sql } from 'kysely'
import type { AuditEvent } from '#domain/audit/event-line.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { keptPlan } from '#platform/database/kept-plan.ts'

export async function insertEvent(trx: Trx, event: Omit<AuditEvent, 'id' | 'at'>): Promise<void> {
  const { token, person, action, objectKind, objectId, detail } = event
  await sql`
    ${keptPlan} insert into audit_event (actor_token, actor_person, action, object_kind, object_id, detail)
    values (${token}::uuid, coalesce(${person}::uuid, (select person_id from principal where id = ${token}::uuid)),
      ${action}, ${objectKind}, ${objectId}, ${JSON.stringify(detail)}::jsonb)`.execute(trx)
}

export async function insertNote(
  trx: Trx,
  note: { readonly hash: string; readonly salt: string; readonly text: string },
): Promise<void> {
  await trx.insertInto('audit_note').values(note).execute()
}

/** With microseconds: what was hashed once must read the same for ever. */
const columns = sql`e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.actor_token as token,
  e.actor_person as person, e.action, e.object_kind as "objectKind", e.object_id as "objectId", e.detail`

export interface SettledEvent extends AuditEvent {
  readonly xid: string
}

/** Every transaction below it has ended: no event can appear there any more. Read before the events, so that it holds for them. */
export async function readHorizon(trx: Executor): Promise<string> {
  const { rows } = await sql<{ xid: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(trx)
  return rows[0]?.xid ?? '0'
}

/** A row that can be seen and whose number this cluster has not given yet was restored from another. Only the same snapshot can tell. */
const fromElsewhere = sql`e.xid >= pg_snapshot_xmax(pg_current_snapshot())`

/** What is to be sealed next: transactions from … to below `below`, in the order of the tree. */
export async function unsealedEvents(
  trx: Executor,
  from: string,
  below: string,
  limit: number,
): Promise<SettledEvent[]> {
  const { rows } = await sql<SettledEvent>`
    select ${columns}, e.xid::text as xid from audit_event e where (e.xid >= ${from}::xid8 and e.xid < ${below}::xid8 or ${fromElsewhere})
      and not exists (select 1 from audit_leaf l where l.event_id = e.id)
    order by e.xid, e.id limit ${limit}`.execute(trx)
  return rows
}

export interface StoredEvent extends SettledEvent {
  /** Its place in the tree; null until it is sealed. */
  readonly index: number | null
}

const stored = sql`select ${columns}, e.xid::text as xid, l.index from audit_event e left join audit_leaf l on l.event_id = e.id`

export async function readEvent(db: Executor, id: number): Promise<StoredEvent | undefined> {
  const { rows } = await sql<StoredEvent>`${stored} where e.id = ${id}`.execute(db)
  return rows[0]
}

/** Leaves from … to - 1, in the order of the tree. */
export async function sealedEvents(db: Executor, from: number, to: number): Promise<StoredEvent[]> {
  const { rows } = await sql<StoredEvent>`
    ${stored} where l.index >= ${from} and l.index < ${to} order by l.index`.execute(db)
  return rows
}

export interface EventFilter {
  readonly action?: string | undefined
  readonly object_kind?: string | undefined
  readonly object?: string | undefined
  readonly person?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** The latest transaction first; whatever is committed is shown, sealed or not yet. */
export async function listEvents(
  db: Executor,
  filter: EventFilter,
  before: { readonly xid: string; readonly id: string } | undefined,
  limit: number,
): Promise<StoredEvent[]> {
  const { action, object_kind: kind, object, person, since, until } = filter
  const { rows } = await sql<StoredEvent>`
    ${stored} where true
      ${action === undefined ? sql`` : sql`and e.action = ${action}`}
      ${kind === undefined ? sql`` : sql`and e.object_kind = ${kind}`}
      ${object === undefined ? sql`` : sql`and e.object_id = ${object}`}
      ${person === undefined ? sql`` : sql`and e.actor_person = ${person}::uuid`}
      ${since === undefined ? sql`` : sql`and e.at >= ${since}::timestamptz`}
      ${until === undefined ? sql`` : sql`and e.at < ${until}::timestamptz`}
      ${before === undefined ? sql`` : sql`and (e.xid, e.id) < (${before.xid}::xid8, ${before.id}::bigint)`}
    order by e.xid desc, e.id desc limit ${limit}`.execute(db)
  return rows
}

/** An object that was acted on more often than this has a longer story than a file tells: the first ones count. */
const mostActs = 5_000

/** What was done to an object, not who has read it, in the order of the acts; sealed or not yet. */
export async function actsOn(
  db: Executor,
  object: { readonly kind: string; readonly id: string },
): Promise<StoredEvent[]> {
  const { rows } = await sql<StoredEvent>`
    ${stored} where e.object_kind = ${object.kind} and e.object_id = ${object.id}
      and e.action like ${`${object.kind}.%`} order by e.xid, e.id limit ${mostActs}`.execute(db)
  return rows
}

/** Seconds since the oldest event that no leaf holds; 0: everything is sealed. */
export async function oldestUnsealedSeconds(db: Executor): Promise<number> {
  const { rows } = await sql<{ age: number }>`
    select coalesce(extract(epoch from app.now() - min(e.at)), 0)::float8 as age
    from audit_tree t, audit_event e
    where (e.xid >= t.sealed_below or ${fromElsewhere}) and not exists (select 1 from audit_leaf l where l.event_id = e.id)`.execute(
    db,
  )
  return Math.max(0, rows[0]?.age ?? 0)
}

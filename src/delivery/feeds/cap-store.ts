// All SQL of cap_message: publishing with its chain of references, and what was fetched when.
import { type RawBuilder, sql } from 'kysely'
import type { CapReference } from '#domain/delivery/cap.ts'
import type { CapMsgType, CapScope, CapStatus } from '#domain/delivery/cap-words.ts'
import type { View } from '#domain/delivery/exclusion.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Text } from '#domain/text.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

/** Names the advisory locks of chains among all others. */
const CHAIN_LOCKS = 4_700

/**
 * Holds the chains of these alerts until the transaction ends, so that two senders publish one after the other and the later one refers to
 * the earlier. Sorted, so that they never wait for each other crosswise.
 */
export async function lockChains(trx: Trx, alertIds: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(${CHAIN_LOCKS}::int, key)
    from (select distinct hashtext(id) as key from jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb) as t(id) order by key) k`.execute(
    trx,
  )
}

export interface ChainLink extends CapReference {
  readonly ordinal: number
  readonly view: View
  readonly isApproved: boolean
}

/** What an edition has published of an alert, oldest first. */
export async function readChain(trx: Trx, alertId: string, edition: string): Promise<ChainLink[]> {
  const { rows } = await sql<ChainLink>`
    select sender, identifier, sent, ordinal, view, is_approved as "isApproved" from cap_message
    where alert_id = ${alertId}::uuid and edition = ${edition} order by ordinal, view`.execute(trx)
  return rows
}

export interface NewCapMessage {
  readonly identifier: string
  readonly alertId: string
  readonly ordinal: number
  readonly channel: string
  readonly edition: string
  readonly view: View
  readonly sender: string
  readonly sent: string
  readonly msgType: CapMsgType
  readonly status: CapStatus
  readonly scope: CapScope
  readonly headline: Text
  readonly document: string
  readonly isApproved: boolean
  readonly checkpoint: string | null
  readonly fetchWithinMs: number
}

export async function insertCapMessage(trx: Trx, one: NewCapMessage): Promise<void> {
  await sql`
    insert into cap_message (identifier, alert_id, ordinal, channel, edition, view, sender, sent, msg_type, status, scope, headline,
      document, is_approved, checkpoint, fetch_due_at)
    values (${one.identifier}::uuid, ${one.alertId}::uuid, ${one.ordinal}, ${one.channel}, ${one.edition}, ${one.view}, ${one.sender},
      ${one.sent}, ${one.msgType}, ${one.status}, ${one.scope}, ${JSON.stringify(one.headline)}::jsonb, ${one.document},
      ${one.isApproved}, ${one.checkpoint}, app.now() + make_interval(secs => ${one.fetchWithinMs / 1_000}::float8))`.execute(
    trx,
  )
}

export interface CapRow {
  readonly identifier: string
  readonly alertId: string
  readonly view: View
  readonly msgType: CapMsgType
  readonly status: CapStatus
  readonly level: LevelName
  readonly marking: string
  readonly place: string
  readonly headline: Text
  readonly publishedAt: Temporal.Instant
  /** Of the audit log, when the file was published. */
  readonly checkpoint: string | null
}

/** What a reader may see of the published files. */
export interface CapFilter {
  /** Consent that every source of the evidence must have given, and must give still; null = none is asked for. */
  readonly consent: 'ombudsman' | 'un' | 'public' | null
  readonly markings: readonly string[]
  /** null = all. */
  readonly processes: readonly string[] | null
  /** null = everywhere. */
  readonly territory: readonly string[] | null
  /** Whose messages the reader receives. */
  readonly recipients: readonly string[]
  /** Only what is addressed to these recipients; otherwise only Private messages have to be. */
  readonly isOwnOnly: boolean
  /** What anybody may read: scope Public, let through by a person, no exercise. */
  readonly isPublicOnly: boolean
  /** The department, or undefined for all. */
  readonly department?: string | undefined
}

const columns = sql`c.identifier, c.alert_id as "alertId", c.view, c.msg_type as "msgType", c.status, coalesce(e.level, a.max_level) as level,
  a.marking, a.place, c.headline, c.published_at as "publishedAt", c.checkpoint`

const source = sql`from cap_message c join alert a on a.id = c.alert_id
  join alert_event e on e.alert_id = c.alert_id and e.ordinal = c.ordinal`

function visible(filter: CapFilter): RawBuilder<unknown> {
  const { consent, markings, processes, territory, recipients, department } = filter
  const isAddressed = sql`exists (
    select 1 from delivery d where d.alert_id = c.alert_id and d.ordinal = c.ordinal and d.channel = c.channel
      and d.message ->> 'identifier' = c.identifier::text and d.state not in ('withheld', 'draft')
      and d.recipient = any(${[...recipients]}::text[]))`
  // A thin file says nothing but that something is over. All else must still be allowed by what is known of the evidence now.
  const isConsented = sql`not exists (
    select 1 from alert_event l where l.alert_id = c.alert_id and l.ordinal >= c.ordinal and l.body -> 'consent' is not null
      and not coalesce((l.body -> 'consent' ->> ${consent}::text)::boolean, false))`
  return sql`
    (c.view = 'thin' or (a.marking = any(${[...markings]}::text[]) ${consent === null ? sql`` : sql`and ${isConsented}`}))
    ${processes === null ? sql`` : sql`and a.process = any(${[...processes]}::text[])`}
    ${territory === null ? sql`` : sql`and (a.department = any(${[...territory]}::text[]) or a.place = any(${[...territory]}::text[]))`}
    ${department === undefined ? sql`` : sql`and (a.department = ${department} or a.place = ${department})`}
    ${filter.isPublicOnly ? sql`and c.scope = 'Public' and c.is_approved and c.status = 'Actual'` : sql`and (c.scope <> 'Private' or ${isAddressed})`}
    ${filter.isOwnOnly ? sql`and ${isAddressed}` : sql``}`
}

/** The newest first. */
export async function listCap(db: Executor, filter: CapFilter, limit: number): Promise<CapRow[]> {
  const { rows } = await sql<CapRow>`
    select ${columns} ${source} where ${visible(filter)} order by c.published_at desc, c.identifier limit ${limit}`.execute(
    db,
  )
  return rows
}

export async function readCapDocument(
  db: Executor,
  filter: CapFilter,
  identifier: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ document: string }>`
    select c.document ${source} where c.identifier = ${identifier}::uuid and ${visible(filter)}`.execute(db)
  return rows[0]?.document
}

/**
 * The first look of an addressee is the receipt; later ones, and those of anybody else, change nothing. A file can be read from the moment of
 * its claim: a receipt that comes before the outcome is recorded is kept in accepted_at, and recordOutcome makes it `delivered`.
 */
export async function noteFetched(
  db: Executor,
  identifier: string,
  recipients: readonly string[],
): Promise<void> {
  await sql`
    with file as materialized (
      select alert_id, ordinal, channel from cap_message where identifier = ${identifier}::uuid for no key update),
    fetched as (
      update delivery d set state = case d.state when 'accepted' then 'delivered' else d.state end,
        accepted_at = coalesce(d.accepted_at, app.now())
      from file c
      where d.alert_id = c.alert_id and d.ordinal = c.ordinal and d.channel = c.channel
        and d.message ->> 'identifier' = ${identifier} and d.state in ('accepted', 'sending')
        and d.recipient = any(${[...recipients]}::text[])
      returning d.id)
    update cap_message set first_fetched_at = app.now()
    where identifier = ${identifier}::uuid and first_fetched_at is null and exists (select 1 from fetched)`.execute(
    db,
  )
}

export interface Unfetched {
  readonly identifier: string
  readonly alertId: string
  readonly channel: string
  readonly publishedAt: Temporal.Instant
}

/** Files that no addressee has fetched in time, each once; the delivery log names the reason from now on. */
export async function takeUnfetched(trx: Trx): Promise<Unfetched[]> {
  const { rows } = await sql<Unfetched>`
    with late as (
      update cap_message set unfetched_at = app.now()
      where fetch_due_at <= app.now() and first_fetched_at is null and unfetched_at is null
      returning identifier, alert_id, ordinal, channel, published_at),
    named as (
      update delivery d set reason = 'not_fetched' from late
      where d.alert_id = late.alert_id and d.ordinal = late.ordinal and d.channel = late.channel and d.state = 'accepted'
        and d.message ->> 'identifier' = late.identifier::text)
    select identifier, alert_id as "alertId", channel, published_at as "publishedAt" from late order by published_at, identifier`.execute(
    trx,
  )
  return rows
}

/** For the sweeper. */
export async function hasUnfetched(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from cap_message where fetch_due_at <= app.now() and first_fetched_at is null and unfetched_at is null limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/** Seconds by which the longest unfetched file is late; 0 when all readers keep up. */
export async function oldestUnfetchedSeconds(db: Db): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from app.now() - min(fetch_due_at))::float8 as age from cap_message
    where first_fetched_at is null and fetch_due_at <= app.now() and fetch_due_at > app.now() - interval '7 days'`.execute(
    db,
  )
  return Math.max(0, rows[0]?.age ?? 0)
}

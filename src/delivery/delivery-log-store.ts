// Reads of delivery and attempt for people: the log of an alert, the tries of a delivery, the inbox; and that a message was seen.
import { sql } from 'kysely'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface LoggedDelivery {
  readonly id: string
  readonly alertId: string
  readonly ordinal: number
  readonly kind: string
  readonly audience: string
  readonly recipient: string
  readonly channel: string
  readonly channelType: string
  readonly step: number
  readonly state: string
  readonly reason: string
  readonly level: string
  readonly attempts: number
  readonly createdAt: Temporal.Instant
  readonly dueAt: Temporal.Instant | null
  readonly acceptedAt: Temporal.Instant | null
  readonly seenAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
  readonly heldUntil: Temporal.Instant | null
  readonly carrier: string | null
}

const columns = sql`
  d.id, d.alert_id as "alertId", d.ordinal, e.kind, d.audience, d.recipient, d.channel, d.channel_type as "channelType", d.step, d.state,
  d.reason, d.level, d.attempts, d.created_at as "createdAt", d.due_at as "dueAt", d.accepted_at as "acceptedAt", d.seen_at as "seenAt",
  d.ended_at as "endedAt", d.held_until as "heldUntil", d.carrier`

export async function listDeliveries(db: Executor, alertId: string): Promise<LoggedDelivery[]> {
  const { rows } = await sql<LoggedDelivery>`
    select ${columns} from delivery d join alert_event e on e.alert_id = d.alert_id and e.ordinal = d.ordinal
    where d.alert_id = ${alertId}::uuid order by d.ordinal, d.step, d.recipient, d.channel`.execute(db)
  return rows
}

export async function readDelivery(db: Executor, id: string): Promise<LoggedDelivery | undefined> {
  const { rows } = await sql<LoggedDelivery>`
    select ${columns} from delivery d join alert_event e on e.alert_id = d.alert_id and e.ordinal = d.ordinal
    where d.id = ${id}::uuid`.execute(db)
  return rows[0]
}

export interface LoggedAttempt {
  readonly ordinal: number
  readonly startedAt: Temporal.Instant
  readonly endedAt: Temporal.Instant | null
  readonly outcome: string | null
  readonly detail: string | null
}

export async function listAttempts(db: Executor, deliveryId: string): Promise<LoggedAttempt[]> {
  const { rows } = await sql<LoggedAttempt>`
    select ordinal, started_at as "startedAt", ended_at as "endedAt", outcome, detail
    from attempt where delivery_id = ${deliveryId}::uuid order by ordinal`.execute(db)
  return rows
}

export interface InboxRow {
  readonly id: string
  readonly alertId: string
  readonly process: string
  readonly audience: string
  readonly recipient: string
  readonly level: LevelName
  readonly alertState: string
  readonly message: unknown
  readonly acceptedAt: Temporal.Instant
  readonly seenAt: Temporal.Instant | null
}

export interface InboxFilter {
  readonly recipients: readonly string[]
  readonly markings: readonly string[]
  /** null = all. */
  readonly processes: readonly string[] | null
  readonly isUnseenOnly: boolean
  /** Microseconds since the epoch and id of the last row of the page before. */
  readonly before?: { readonly micros: string; readonly id: string } | undefined
  readonly limit: number
}

const micros = sql`(extract(epoch from d.accepted_at) * 1000000)::int8`

/** The newest first. A full text above the caller's marking is not listed. */
export async function listInbox(
  db: Executor,
  filter: InboxFilter,
): Promise<(InboxRow & { readonly micros: number })[]> {
  if (filter.recipients.length === 0) return []
  const { before, processes } = filter
  const { rows } = await sql<InboxRow & { micros: number }>`
    select d.id, d.alert_id as "alertId", a.process, d.audience, d.recipient, d.level, a.state as "alertState", d.message,
      d.accepted_at as "acceptedAt", d.seen_at as "seenAt", ${micros} as micros
    from delivery d join alert a on a.id = d.alert_id
    where d.channel_type = 'inbox' and d.accepted_at is not null
      and d.recipient = any(${[...filter.recipients]}::text[])
      and (d.message ->> 'view' = 'thin' or a.marking = any(${[...filter.markings]}::text[]))
      ${processes === null ? sql`` : sql`and a.process = any(${[...processes]}::text[])`}
      ${filter.isUnseenOnly ? sql`and d.seen_at is null` : sql``}
      ${before === undefined ? sql`` : sql`and (${micros}, d.id) < (${before.micros}::int8, ${before.id}::uuid)`}
    order by micros desc, d.id desc limit ${filter.limit}`.execute(db)
  return rows
}

export interface AskedRecipient {
  readonly recipient: string
  /** RFC 3339, UTC. */
  readonly acknowledgeBy: string
}

/** Who of these recipients is asked to acknowledge the alert, and by when, as the last message to each that asks says it; the soonest first. */
export async function listAsked(
  db: Executor,
  alertId: string,
  recipients: readonly string[],
): Promise<AskedRecipient[]> {
  const { rows } = await sql<AskedRecipient>`
    select recipient, by as "acknowledgeBy" from (
      select distinct on (d.recipient) d.recipient, d.message ->> 'acknowledgeBy' as by
      from delivery d
      where d.alert_id = ${alertId}::uuid and d.channel_type = 'inbox' and d.accepted_at is not null
        and d.recipient = any(${[...recipients]}::text[]) and d.message ->> 'acknowledgeBy' is not null
      order by d.recipient, d.ordinal desc, d.step desc) as asked
    order by by::timestamptz, recipient`.execute(db)
  return rows
}

/** Of each inbox so many of the newest rows are looked through, so that a full one is as quick as an empty one. */
const INBOX_LOOK = 1_000

/** When the last message of each inbox was stored there; an inbox that never got one is missing. */
export async function lastInInboxes(
  db: Executor,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, Temporal.Instant>> {
  const { rows } = await sql<{ recipient: string; at: Temporal.Instant | null }>`
    select r.recipient, (
      select max(newest.accepted_at) from (
        select d.accepted_at from delivery d where d.channel_type = 'inbox' and d.recipient = r.recipient
        order by d.created_at desc limit ${INBOX_LOOK}) newest) as at
    from unnest(${[...recipients]}::text[]) as r(recipient)`.execute(db)
  return new Map(rows.flatMap(({ recipient, at }) => (at === null ? [] : [[recipient, at] as const])))
}

/** The first look counts; undefined when there is no such message in these inboxes. */
export async function markSeen(
  trx: Trx,
  id: string,
  filter: Pick<InboxFilter, 'recipients' | 'processes'>,
): Promise<Temporal.Instant | undefined> {
  const { processes } = filter
  const { rows } = await sql<{ seenAt: Temporal.Instant }>`
    update delivery d set seen_at = coalesce(d.seen_at, app.now()), state = 'seen'
    from alert a
    where d.id = ${id}::uuid and a.id = d.alert_id and d.channel_type = 'inbox' and d.accepted_at is not null
      and d.recipient = any(${[...filter.recipients]}::text[])
      ${processes === null ? sql`` : sql`and a.process = any(${[...processes]}::text[])`}
    returning d.seen_at as "seenAt"`.execute(trx)
  return rows[0]?.seenAt
}

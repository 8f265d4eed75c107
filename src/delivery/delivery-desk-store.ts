// Deliveries over all alerts, for those who watch them: lists with filters, dead letters, and what a person does about one.
import { sql } from 'kysely'
import type { HealthKey } from '#domain/delivery/channel-health.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'
import type { LoggedDelivery } from './delivery-log-store.ts'

export interface DeskDelivery extends LoggedDelivery {
  readonly process: string
  readonly lastDetail: string | null
  readonly clearedAt: Temporal.Instant | null
  readonly clearedBy: string | null
  readonly clearReason: string | null
  /** Microseconds since the epoch by which the list is ordered. */
  readonly micros: number
}

/** The alerts that the caller may know of. */
export interface DeskSight {
  readonly isNational: boolean
  readonly territory: readonly string[]
  readonly markings: readonly string[]
  /** null = all. */
  readonly processes: readonly string[] | null
}

export interface DeskFilter extends DeskSight {
  readonly states: readonly string[]
  readonly reason?: string | undefined
  readonly channel?: string | undefined
  readonly recipient?: string | undefined
  readonly level?: string | undefined
  readonly process?: string | undefined
  readonly alert?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** Dead letters that nobody has cleared, or those that somebody has; undefined = whatever. */
  readonly isCleared?: boolean | undefined
  readonly before?: { readonly micros: string; readonly id: string } | undefined
  readonly limit: number
}

const micros = sql`(extract(epoch from d.created_at) * 1000000)::int8`
const columns = sql`
  d.id, d.alert_id as "alertId", d.ordinal, e.kind, d.audience, d.recipient, d.channel, d.channel_type as "channelType", d.step, d.state,
  d.reason, d.level, d.attempts, d.created_at as "createdAt", d.due_at as "dueAt", d.accepted_at as "acceptedAt", d.seen_at as "seenAt",
  d.ended_at as "endedAt", d.held_until as "heldUntil", d.carrier, d.cleared_at as "clearedAt", d.cleared_by as "clearedBy", d.clear_reason as "clearReason", a.process,
  (select t.detail from attempt t where t.delivery_id = d.id order by t.ordinal desc limit 1) as "lastDetail", ${micros} as micros`
const tables = sql`delivery d join alert_event e on e.alert_id = d.alert_id and e.ordinal = d.ordinal join alert a on a.id = d.alert_id`

function seen({ isNational, territory, markings, processes }: DeskSight) {
  const places = [...territory]
  return sql`a.marking = any(${[...markings]}::text[])
    ${processes === null ? sql`` : sql`and a.process = any(${[...processes]}::text[])`}
    and (${isNational}::boolean or a.department = any(${places}::text[]) or a.place = any(${places}::text[]))`
}

const when = <T>(value: T | undefined, condition: (value: T) => ReturnType<typeof sql>) =>
  value === undefined ? sql`` : condition(value)

/** The newest first. */
export async function listDesk(db: Executor, filter: DeskFilter): Promise<DeskDelivery[]> {
  const { rows } = await sql<DeskDelivery>`
    select ${columns} from ${tables}
    where ${seen(filter)}
      ${filter.states.length === 0 ? sql`` : sql`and d.state = any(${[...filter.states]}::text[])`}
      ${when(filter.reason, (value) => sql`and d.reason = ${value}`)}
      ${when(filter.channel, (value) => sql`and d.channel = ${value}`)}
      ${when(filter.recipient, (value) => sql`and d.recipient = ${value}`)}
      ${when(filter.level, (value) => sql`and d.level = ${value}`)}
      ${when(filter.process, (value) => sql`and a.process = ${value}`)}
      ${when(filter.alert, (value) => sql`and d.alert_id = ${value}::uuid`)}
      ${when(filter.since, (value) => sql`and d.created_at >= ${value}::timestamptz`)}
      ${when(filter.until, (value) => sql`and d.created_at < ${value}::timestamptz`)}
      ${when(filter.isCleared, (value) => sql`and (d.cleared_at is not null) = ${value}::boolean`)}
      ${when(filter.before, (value) => sql`and (${micros}, d.id) < (${value.micros}::int8, ${value.id}::uuid)`)}
    order by micros desc, d.id desc limit ${filter.limit}`.execute(db)
  return rows
}

export async function readDesk(
  db: Executor,
  id: string,
  sight: DeskSight,
  isForUpdate = false,
): Promise<DeskDelivery | undefined> {
  const { rows } = await sql<DeskDelivery>`
    select ${columns} from ${tables} where d.id = ${id}::uuid and ${seen(sight)}
    ${isForUpdate ? sql`for no key update of d` : sql``}`.execute(db)
  return rows[0]
}

/** A dead letter leaves the list; the row and its tries stay. */
export async function clearDelivery(trx: Trx, id: string, person: string, reason: string): Promise<void> {
  await sql`update delivery set cleared_at = app.now(), cleared_by = ${person}::uuid, clear_reason = ${reason}
    where id = ${id}::uuid`.execute(trx)
}

/** Due now, under the same id and with the same text, as if it had never been tried; it is on the list again when it fails again. */
export async function reviveDelivery(trx: Trx, id: string): Promise<void> {
  await sql`
    update delivery set state = 'planned', reason = 'planned', due_at = app.now(), ended_at = null, tries_before = attempts,
      cleared_at = null, cleared_by = null, clear_reason = null
    where id = ${id}::uuid`.execute(trx)
}

/** Dead letters that nobody has cleared, by channel: for the metric. */
export async function countDeadLetters(db: Db): Promise<{ channel: string; count: number }[]> {
  const { rows } = await sql<{ channel: string; count: number }>`
    select channel, count(*)::int as count from delivery where state in ('failed', 'exhausted') and cleared_at is null
    group by channel order by channel`.execute(db)
  return rows
}

/** Of one way out; those of this transaction among them. */
export async function deadLettersOf(trx: Trx, { channel, recipient }: HealthKey): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from delivery
    where channel = ${channel} and ${recipient} in ('', recipient) and state in ('failed', 'exhausted') and cleared_at is null`.execute(
    trx,
  )
  return rows[0]?.count ?? 0
}

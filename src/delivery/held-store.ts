// SQL of rows that wait or are listed by another message: recent traffic per recipient, held rows that are due, what a list carries.
import { sql } from 'kysely'
import type { Recent } from '#domain/delivery/storm.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'
import type { EventKey } from './unplanned-store.ts'

export interface Way {
  readonly recipient: string
  readonly channel: string
}

/**
 * What went each way in the last minute and hour. A list that nobody has claimed is locked, so that it is not rendered before what this
 * transaction adds to it is there.
 */
export async function readRecent(trx: Trx, ways: readonly Way[]): Promise<Recent[]> {
  if (ways.length === 0) return []
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(ways)}::jsonb) as w(recipient text, channel text)`
  const { rows } = await sql<Omit<Recent, 'lastListAt' | 'othersSince' | 'openList'> & RecentMoments>`
    select w.recipient, w.channel,
      count(*) filter (where d.priority = 0 and not d.is_list and d.created_at > app.now() - interval '1 minute')::int as criticals,
      max(coalesce(d.due_at, d.created_at)) filter (where d.priority = 0 and d.is_list) as "lastListAt",
      count(*) filter (where d.priority > 0 and not d.is_list)::int as others,
      min(d.created_at) filter (where d.priority > 0 and not d.is_list) as "othersSince"
    from ${wanted} join delivery d on d.recipient = w.recipient and d.channel = w.channel
    where d.channel_type <> 'inbox' and d.created_at > app.now() - interval '1 hour' and d.carrier is null
      and d.state not in ('withheld', 'draft', 'held', 'superseded')
    group by w.recipient, w.channel`.execute(trx)
  const open = await sql<{ recipient: string; channel: string; id: string }>`
    select d.recipient, d.channel, d.id from delivery d join ${wanted} on d.recipient = w.recipient and d.channel = w.channel
    where d.is_list and d.priority = 0 and d.state = 'planned' and d.attempts = 0 and d.created_at > app.now() - interval '1 hour'
    order by d.created_at, d.id for no key update of d skip locked`.execute(trx)
  return rows.map((row) => ({
    ...row,
    lastListAt: row.lastListAt?.epochMilliseconds ?? null,
    othersSince: row.othersSince?.epochMilliseconds ?? null,
    openList:
      open.rows.find((one) => one.recipient === row.recipient && one.channel === row.channel)?.id ?? null,
  }))
}

interface RecentMoments {
  readonly lastListAt: Temporal.Instant | null
  readonly othersSince: Temporal.Instant | null
}

export interface HeldGroup extends Way {
  readonly reason: string
  /** null = whatever waits for the same reason goes together. */
  readonly groupKey: string | null
}

/** Groups of held rows of which one at least is due. */
export async function dueHeldGroups(trx: Trx, limit: number): Promise<HeldGroup[]> {
  const { rows } = await sql<HeldGroup>`
    select distinct recipient, channel, reason, case when reason = 'held_digest' then group_key end as "groupKey"
    from delivery where state = 'held' and held_until <= app.now()
    order by recipient, channel, reason limit ${limit}`.execute(trx)
  return rows
}

/** The rows of a group that go out together, the most urgent first. A digest takes those along whose time has not come. */
export async function takeHeld(trx: Trx, group: HeldGroup): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from delivery
    where state = 'held' and recipient = ${group.recipient} and channel = ${group.channel} and reason = ${group.reason}
      and (${group.reason} <> 'held_digest' or group_key is not distinct from ${group.groupKey})
      and (${group.reason} = 'held_digest' or held_until <= app.now())
    order by priority, created_at, id for no key update skip locked`.execute(trx)
  return rows.map((row) => row.id)
}

/** The first row goes out and lists the others, which end with it. */
export async function releaseHeld(trx: Trx, [first, ...others]: readonly string[]): Promise<void> {
  if (first === undefined) return
  await sql`
    update delivery set state = 'planned', due_at = app.now(), is_list = ${others.length > 0} where id = ${first}::uuid`.execute(
    trx,
  )
  if (others.length === 0) return
  await sql`
    update delivery set state = 'superseded', carrier = ${first}::uuid, ended_at = app.now()
    where id = any(array(select jsonb_array_elements_text(${JSON.stringify(others)}::jsonb)::uuid))`.execute(
    trx,
  )
}

export async function hasDueHeld(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from delivery where state = 'held' and held_until <= app.now() limit 1`.execute(db)
  return rows.length > 0
}

export interface Carried extends EventKey {
  readonly id: string
  /** The message that tells it. */
  readonly carrier: string
}

/** What lists tell besides their own events, in the order of telling. */
export async function readCarried(trx: Trx, carriers: readonly string[]): Promise<Carried[]> {
  const { rows } = await sql<Carried>`
    select id, carrier, alert_id as "alertId", ordinal from delivery
    where carrier in (select jsonb_array_elements_text(${JSON.stringify(carriers)}::jsonb)::uuid)
    order by priority, created_at, id`.execute(trx)
  return rows
}

/** Newest events of open alerts whose news was kept back and is not any more. */
export async function keptBack(db: Executor, alertIds: readonly string[]): Promise<EventKey[]> {
  if (alertIds.length === 0) return []
  const { rows } = await sql<EventKey>`
    select d.alert_id as "alertId", max(d.ordinal) as ordinal from delivery d join alert a on a.id = d.alert_id
    where d.alert_id = any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))
      and a.closed_at is null and d.state = 'withheld' and d.reason in ('silenced', 'inhibited')
      and not exists (select 1 from suppression s where s.alert_id = a.id and s.ended_at is null)
      and not exists (
        select 1 from delivery later join alert_event e on e.alert_id = later.alert_id and e.ordinal = later.ordinal
        where later.alert_id = d.alert_id and later.ordinal > d.ordinal and later.state <> 'withheld'
          and e.kind in ('fired', 'raised', 'reopened'))
    group by d.alert_id order by d.alert_id`.execute(db)
  return rows
}

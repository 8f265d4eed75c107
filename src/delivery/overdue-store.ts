// SQL of delivery_overdue, and what escalation asks of deliveries: who was told of a change, what no channel accepted in time, one row more.
import { sql } from 'kysely'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

/** By alert, the recipients to whom a message of the given change of it went, or is on its way. */
export async function recipientsTold(
  db: Executor,
  changes: readonly { readonly alertId: string; readonly ordinal: number }[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ alertId: string; recipients: string[] }>`
    select d.alert_id as "alertId", array_agg(distinct d.recipient) as recipients
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as r("alertId" uuid, ordinal int)
    join delivery d on d.alert_id = r."alertId" and d.ordinal = r.ordinal
    where d.state not in ('withheld', 'draft', 'superseded', 'failed', 'exhausted') group by d.alert_id`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.alertId, row.recipients]))
}

export interface OverdueRow {
  readonly id: string
  readonly alertId: string
  readonly ordinal: number
  readonly audience: string
  readonly recipient: string
  readonly channel: string
  readonly channelType: string
  readonly step: number
  readonly level: LevelName
  readonly state: string
}

// A message waits from its first try, or from when it was due where nobody has tried; what was given up counts at once, and what waited for
// somebody who answers for the place no more. The times are those of
// domain/response/overdue.ts.
const overdue = sql`
  select d.id from delivery d
  where d.due_at is not null and d.state in ('planned', 'sending', 'retry')
    and d.channel_type in ('email', 'webhook', 'sms', 'adapter') and d.created_at <= app.now() - interval '60 seconds'
    and coalesce((select min(t.started_at) from attempt t where t.delivery_id = d.id), d.due_at) <= app.now() -
      case when d.channel_type = 'email' then case when d.level in ('critical', 'warning') then interval '2 minutes' else interval '30 minutes' end
        else case when d.level in ('critical', 'warning') then interval '60 seconds' else interval '10 minutes' end end
    and not exists (select 1 from delivery_overdue o where o.delivery_id = d.id)
  union all
  select d.id from delivery d
  where (d.state in ('exhausted', 'failed') or (d.state = 'withheld' and d.reason = 'recipient_revoked')) and d.ended_at > app.now() - interval '2 days'
    and not exists (select 1 from delivery_overdue o where o.delivery_id = d.id)`

export async function hasOverdue(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (${overdue}) as found`.execute(db)
  return rows[0]?.found ?? false
}

export async function readOverdue(trx: Trx, limit: number): Promise<OverdueRow[]> {
  const { rows } = await sql<OverdueRow>`
    select d.id, d.alert_id as "alertId", d.ordinal, d.audience, d.recipient, d.channel, d.channel_type as "channelType", d.step, d.level,
      d.state
    from delivery d where d.id in (${overdue}) order by d.priority, d.created_at, d.id limit ${limit}`.execute(
    trx,
  )
  return rows
}

/** False when another worker noticed it first. */
export async function markOverdue(trx: Trx, deliveryId: string, remedy: string): Promise<boolean> {
  const { rows } = await sql`
    insert into delivery_overdue (delivery_id, remedy) values (${deliveryId}::uuid, ${remedy})
    on conflict do nothing returning delivery_id`.execute(trx)
  return rows.length > 0
}

export interface Sibling {
  readonly recipient: string
  readonly channel: string
  readonly ordinal: number
  readonly step: number
  /** Taken outside the house, or opened by a person in the inbox. */
  readonly isReached: boolean
}

/** The rows of an alert from one of its changes on: which ways were tried and which of them arrived. */
export async function readSiblings(trx: Trx, alertId: string, from: number): Promise<Sibling[]> {
  const { rows } = await sql<Sibling>`
    select recipient, channel, ordinal, step,
      (seen_at is not null or (accepted_at is not null and channel_type not in ('inbox', 'cap', 'log'))) as "isReached"
    from delivery where alert_id = ${alertId}::uuid and ordinal >= ${from}`.execute(trx)
  return rows
}

/** The same message by another channel of the recipient. */
export async function insertNextChannel(
  trx: Trx,
  overdueId: string,
  next: { readonly id: string; readonly channel: string; readonly channelType: string },
): Promise<void> {
  await sql`
    insert into delivery (id, alert_id, ordinal, audience, recipient, channel, channel_type, step, state, reason, level, priority, due_at)
    select ${next.id}::uuid, alert_id, ordinal, audience, recipient, ${next.channel}, ${next.channelType}, step, 'planned', 'next_channel',
      level, priority, app.now()
    from delivery where id = ${overdueId}::uuid
    on conflict do nothing`.execute(trx)
}

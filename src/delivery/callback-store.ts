// All SQL of adapter_callback, and what a receipt changes in a delivery.
import { sql } from 'kysely'
import type { Db, Trx } from '#platform/database/database.ts'

export interface NewCallback {
  readonly channel: string
  /** The adapter's id of the call: the same id again is the same call. */
  readonly id: string
  readonly kind: 'receipt' | 'reply'
  readonly deliveryId: string | null
  readonly alertId: string | null
  /** With a reply that acknowledges: who is behind the address. */
  readonly person: string | null
  readonly outcome: string
}

/** False: the call was taken before. */
export async function insertCallback(trx: Trx, one: NewCallback): Promise<boolean> {
  const { rows } = await sql`
    insert into adapter_callback (channel, id, kind, delivery_id, alert_id, person, outcome)
    values (${one.channel}, ${one.id}, ${one.kind}, ${one.deliveryId}::uuid, ${one.alertId}::uuid, ${one.person}::uuid, ${one.outcome})
    on conflict do nothing returning id`.execute(trx)
  return rows.length > 0
}

/** How an earlier call with this id ended. */
export async function readOutcome(trx: Trx, channel: string, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ outcome: string }>`
    select outcome from adapter_callback where channel = ${channel} and id = ${id}`.execute(trx)
  return rows[0]?.outcome
}

/** A receipt moves only what the adapter took and nothing ended since; false = there is no such row of this channel. */
export async function noteDelivered(
  trx: Trx,
  channel: string,
  deliveryId: string,
  isRead: boolean,
): Promise<boolean> {
  const { rows } = await sql`
    update delivery set
      state = case when state = 'accepted' then 'delivered' else state end,
      seen_at = case when ${isRead}::boolean then coalesce(seen_at, app.now()) else seen_at end
    where id = ${deliveryId}::uuid and channel = ${channel} and accepted_at is not null and state in ('accepted', 'delivered', 'seen')
    returning id`.execute(trx)
  return rows.length > 0
}

export interface FailedDelivery {
  readonly id: string
  readonly alertId: string
  readonly ordinal: number
  readonly recipient: string
  readonly step: number
}

/** The network behind the adapter gave it up after all. */
export async function noteUndelivered(
  trx: Trx,
  channel: string,
  deliveryId: string,
): Promise<FailedDelivery | undefined> {
  const { rows } = await sql<FailedDelivery>`
    update delivery set state = 'failed', reason = 'rejected', ended_at = app.now()
    where id = ${deliveryId}::uuid and channel = ${channel} and state = 'accepted'
    returning id, alert_id as "alertId", ordinal, recipient, step`.execute(trx)
  return rows[0]
}

/** The alert of this reference that was told by this channel last; `digits`: the first eight of its id. */
export async function findToldAlert(
  trx: Trx,
  channel: string,
  digits: string,
): Promise<{ readonly alertId: string; readonly deliveryId: string } | undefined> {
  const { rows } = await sql<{ alertId: string; deliveryId: string }>`
    select d.alert_id as "alertId", d.id as "deliveryId" from delivery d
    where d.channel = ${channel} and d.accepted_at is not null
      and d.alert_id between ${`${digits}-0000-0000-0000-000000000000`}::uuid and ${`${digits}-ffff-ffff-ffff-ffffffffffff`}::uuid
    order by d.accepted_at desc limit 1`.execute(trx)
  return rows[0]
}

export interface WaitingAnswer {
  readonly channel: string
  readonly id: string
  readonly alertId: string
  readonly person: string
}

/** Answers that nobody has taken up, oldest first, held until the transaction ends. */
export async function takeWaitingAnswers(trx: Trx, limit: number): Promise<WaitingAnswer[]> {
  const { rows } = await sql<WaitingAnswer>`
    select channel, id, alert_id as "alertId", person from adapter_callback
    where person is not null and taken_at is null order by received_at, channel, id limit ${limit} for update skip locked`.execute(
    trx,
  )
  return rows
}

export async function settleAnswer(trx: Trx, { channel, id }: WaitingAnswer, outcome: string): Promise<void> {
  await sql`update adapter_callback set taken_at = app.now(), outcome = ${outcome}
    where channel = ${channel} and id = ${id}`.execute(trx)
}

export async function hasWaitingAnswers(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from adapter_callback where person is not null and taken_at is null limit 1`.execute(db)
  return rows.length > 0
}

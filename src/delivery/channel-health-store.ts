// All SQL of channel_health and endpoint_proof.
import { sql } from 'kysely'
import type { GivenUp, Health, HealthKey, HealthState } from '#domain/delivery/channel-health.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

interface HealthRow {
  readonly state: HealthState
  readonly failures: number
  readonly failingSince: Temporal.Instant | null
  readonly reason: GivenUp | null
  readonly now: Temporal.Instant
}

/** The health of a channel as far as a sender or planner must know it: the state where it is not `working`. */
export type Ailing = (key: HealthKey) => HealthState | undefined

export async function readAiling(db: Executor): Promise<Ailing> {
  const { rows } = await sql<HealthKey & { state: HealthState }>`
    select channel, recipient, state from channel_health where state <> 'working'`.execute(db)
  const states = new Map(rows.map((row) => [JSON.stringify([row.channel, row.recipient]), row.state]))
  return ({ channel, recipient }) => states.get(JSON.stringify([channel, recipient]))
}

/** Rows for channels that have none yet. A first test is due a while after, spread by the recipient's name over the hours. */
export async function ensureHealth(
  trx: Trx,
  channels: readonly (HealthKey & { readonly type: string; readonly firstTestInSeconds: number | null })[],
): Promise<number> {
  if (channels.length === 0) return 0
  const { rows } = await sql`
    insert into channel_health (channel, recipient, channel_type, next_test_at)
    select channel, recipient, type, app.now() + make_interval(secs => "firstTestInSeconds")
    from jsonb_to_recordset(${JSON.stringify(channels)}::jsonb)
      as r(channel text, recipient text, type text, "firstTestInSeconds" float8)
    order by channel, recipient
    on conflict (channel, recipient) do update set next_test_at = excluded.next_test_at
      where channel_health.next_test_at is null and excluded.next_test_at is not null
    returning channel`.execute(trx)
  return rows.length
}

/** How often a success is written down for a channel that is well: every message would be a write to one row. */
const SUCCESS_EVERY_SECONDS = 30

/** A success of a channel that is well and was well a moment ago; false = there is more to do, under the row's lock. */
export async function noteWell(trx: Trx, { channel, recipient }: HealthKey): Promise<boolean> {
  const { rows } = await sql<{ age: number }>`
    select extract(epoch from app.now() - last_success_at)::float8 as age from channel_health
    where channel = ${channel} and recipient = ${recipient} and state = 'working' and failures = 0
      and last_success_at > app.now() - make_interval(secs => ${SUCCESS_EVERY_SECONDS})`.execute(trx)
  return rows.length > 0
}

export async function lockHealth(
  trx: Trx,
  { channel, recipient }: HealthKey,
  channelType: string,
): Promise<Health & { readonly now: number }> {
  await sql`
    insert into channel_health (channel, recipient, channel_type) values (${channel}, ${recipient}, ${channelType})
    on conflict do nothing`.execute(trx)
  const { rows } = await sql<HealthRow>`
    select state, failures, failing_since as "failingSince", reason, app.now() as now from channel_health
    where channel = ${channel} and recipient = ${recipient} for update`.execute(trx)
  const [row] = rows
  if (row === undefined) throw new Error('channel_health: the row that was just written is not there')
  return { ...row, failingSince: row.failingSince?.epochMilliseconds ?? null, now: row.now.epochMilliseconds }
}

export interface NewHealth extends Health {
  readonly isSuccess: boolean
  readonly detail: string
}

export async function saveHealth(trx: Trx, key: HealthKey, health: NewHealth): Promise<void> {
  const { state, failures, failingSince, isSuccess, detail, reason } = health
  const since = failingSince === null ? null : Temporal.Instant.fromEpochMilliseconds(failingSince).toString()
  await sql`
    update channel_health set
      changed_at = case when state = ${state} then changed_at else app.now() end,
      state = ${state}, failures = ${failures}, failing_since = ${since}::timestamptz,
      last_success_at = case when ${isSuccess}::boolean then app.now() else last_success_at end,
      last_failure_at = case when ${isSuccess}::boolean then last_failure_at else app.now() end,
      last_detail = ${detail}, reason = case when ${state} = 'working' then null else coalesce(${reason}::text, reason) end
    where channel = ${key.channel} and recipient = ${key.recipient}`.execute(trx)
}

/** By a person: a channel that was given up is tried again. False when there is no such row, or it is not disabled. */
export async function enableChannel(trx: Trx, { channel, recipient }: HealthKey): Promise<boolean> {
  const { rows } = await sql`
    update channel_health set state = 'working', failures = 0, failing_since = null, reason = null, changed_at = app.now()
    where channel = ${channel} and recipient = ${recipient} and state in ('disabling', 'disabled') returning channel`.execute(
    trx,
  )
  return rows.length > 0
}

/** How long the notices may take before a channel is disabled without them having arrived. */
const TELL_FIRST_SECONDS = 600

/** Channels whose owner has been told, or could not be told in time, are disabled now. */
export async function finishDisabling(trx: Trx): Promise<HealthKey[]> {
  const { rows } = await sql<HealthKey>`
    update channel_health h set state = 'disabled', changed_at = app.now()
    where h.state = 'disabling' and (h.changed_at <= app.now() - make_interval(secs => ${TELL_FIRST_SECONDS})
      or not exists (
        select 1 from channel_message m where m.kind = 'notice' and m.about_channel = h.channel and m.about_recipient = h.recipient
          and m.created_at >= h.changed_at and m.ended_at is null))
    returning h.channel, h.recipient`.execute(trx)
  return rows
}

/** Subjects that an endpoint has proven, by channel. */
export async function readProofs(trx: Executor): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ channel: string; subject: string }>`
    select channel, subject from endpoint_proof`.execute(trx)
  return new Map(rows.map((row) => [row.channel, row.subject]))
}

export async function keepProof(db: Executor, channel: string, subject: string): Promise<void> {
  await sql`
    insert into endpoint_proof (channel, subject) values (${channel}, ${subject})
    on conflict (channel) do update set subject = excluded.subject, proven_at = app.now()
      where endpoint_proof.subject <> excluded.subject`.execute(db)
}

/** Channels by state, for the metric. */
export async function countByState(
  db: Executor,
): Promise<{ channel: string; state: string; count: number }[]> {
  const { rows } = await sql<{ channel: string; state: string; count: number }>`
    select channel, state, count(*)::int as count from channel_health group by channel, state order by channel, state`.execute(
    db,
  )
  return rows
}

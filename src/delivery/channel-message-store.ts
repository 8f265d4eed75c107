// All SQL of channel_message, and of the test times in channel_health.
import { sql } from 'kysely'
import type { HealthKey } from '#domain/delivery/channel-health.ts'
import type { ChannelMessageKind } from '#domain/delivery/channel-message.ts'
import type { Message } from '#domain/delivery/message.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

const LEASE_SECONDS = 60

export interface NewChannelMessage {
  readonly id: string
  readonly kind: ChannelMessageKind
  readonly channel: string
  readonly recipient: string
  readonly channelType: string
  readonly about: HealthKey
  readonly tokenHash: string | null
  readonly requestedBy: string | null
  readonly message: Message
}

/** Due at once. */
export async function insertChannelMessage(trx: Trx, one: NewChannelMessage): Promise<void> {
  await sql`
    insert into channel_message (id, kind, channel, recipient, channel_type, about_channel, about_recipient, token_hash, requested_by,
      message, due_at)
    values (${one.id}::uuid, ${one.kind}, ${one.channel}, ${one.recipient}, ${one.channelType}, ${one.about.channel},
      ${one.about.recipient}, ${one.tokenHash}, ${one.requestedBy}::uuid, ${JSON.stringify(one.message)}::jsonb, app.now())`.execute(
    trx,
  )
}

/** Was somebody told within this time that messages by this channel did not arrive? */
export async function wasExhaustedTold(trx: Trx, about: HealthKey, withinSeconds: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from channel_message
    where kind = 'exhausted' and about_channel = ${about.channel} and about_recipient = ${about.recipient}
      and created_at > app.now() - make_interval(secs => ${withinSeconds}) limit 1`.execute(trx)
  return rows.length > 0
}

export interface ChannelMessageClaim {
  readonly id: string
  readonly kind: ChannelMessageKind
  readonly channel: string
  readonly recipient: string
  readonly channelType: string
  readonly aboutChannel: string
  readonly aboutRecipient: string
  readonly tokenHash: string | null
  readonly fence: number
  readonly attempt: number
  readonly message: unknown
}

/** Tests last: the others say which messages did not come, or will not. */
export async function claimChannelMessages(trx: Trx, limit: number): Promise<ChannelMessageClaim[]> {
  const { rows } = await sql<ChannelMessageClaim>`
    with due as (
      select id from channel_message where due_at <= app.now() and (lease_until is null or lease_until <= app.now())
      order by kind, due_at, id limit ${limit} for update skip locked)
    update channel_message m set state = 'sending', fence = m.fence + 1, attempts = m.attempts + 1,
      lease_until = app.now() + make_interval(secs => ${LEASE_SECONDS})
    from due where m.id = due.id
    returning m.id, m.kind, m.channel, m.recipient, m.channel_type as "channelType", m.about_channel as "aboutChannel",
      m.about_recipient as "aboutRecipient", m.token_hash as "tokenHash", m.fence, m.attempts as attempt, m.message`.execute(
    trx,
  )
  return rows
}

export interface ChannelMessageOutcome {
  readonly state: 'accepted' | 'retry' | 'failed'
  /** With `retry`. */
  readonly dueInMs?: number
  readonly detail: string
}

/** False: the row was claimed again meanwhile. What was accepted or given up keeps no text: a test's text holds its token. */
export async function recordChannelMessage(
  trx: Trx,
  claim: ChannelMessageClaim,
  { state, dueInMs, detail }: ChannelMessageOutcome,
): Promise<boolean> {
  const seconds = dueInMs === undefined ? null : dueInMs / 1_000
  const { rows } = await sql`
    update channel_message set state = ${state}, detail = ${detail}, lease_until = null,
      due_at = app.now() + make_interval(secs => ${seconds}::float8),
      accepted_at = case when ${state} = 'accepted' then app.now() else accepted_at end,
      ended_at = case when ${seconds === null}::boolean then app.now() end,
      message = case when ${seconds === null}::boolean then null else message end
    where id = ${claim.id}::uuid and fence = ${claim.fence} and state = 'sending' returning id`.execute(trx)
  if (rows.length === 0) return false
  if (claim.kind === 'test' && state === 'accepted') {
    await sql`update channel_health set tested_at = app.now()
      where channel = ${claim.aboutChannel} and recipient = ${claim.aboutRecipient}`.execute(trx)
  }
  return true
}

/** The time within which the receipt of a test can be proven. */
const PROOF_DAYS = 7

/** The receipt of a test is proven: the channel it is about; undefined = there is no such test, or its time is over. Again is no harm. */
export async function proveTest(
  trx: Trx,
  by: { readonly tokenHash: string } | { readonly channel: string; readonly id: string },
): Promise<(HealthKey & { readonly id: string }) | undefined> {
  const match =
    'tokenHash' in by
      ? sql`token_hash = ${by.tokenHash}`
      : sql`channel = ${by.channel} and (id::text = ${by.id} or upper(right(id::text, 8)) = ${by.id})`
  const { rows } = await sql<HealthKey & { id: string }>`
    update channel_message set proven_at = coalesce(proven_at, app.now())
    where id = (
      select id from channel_message
      where kind = 'test' and ${match} and created_at > app.now() - make_interval(days => ${PROOF_DAYS})
      order by created_at desc limit 1)
    returning about_channel as channel, about_recipient as recipient, id`.execute(trx)
  const [key] = rows
  if (key === undefined) return undefined
  await sql`update channel_health set proven_at = app.now()
    where channel = ${key.channel} and recipient = ${key.recipient}`.execute(trx)
  return key
}

/** Is there a test with this token whose receipt can be proven still? */
export async function hasTest(db: Executor, tokenHash: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from channel_message where token_hash = ${tokenHash}
      and created_at > app.now() - make_interval(days => ${PROOF_DAYS})`.execute(db)
  return rows.length > 0
}

/** Channels whose test is due, held until the transaction ends. */
export async function takeDueTests(
  trx: Trx,
  limit: number,
): Promise<(HealthKey & { readonly now: Temporal.Instant })[]> {
  const { rows } = await sql<HealthKey & { now: Temporal.Instant }>`
    select channel, recipient, app.now() as now from channel_health
    where next_test_at <= app.now() order by channel, recipient limit ${limit} for update skip locked`.execute(
    trx,
  )
  return rows
}

/** null: no further test by itself, because the channel is not of this installation any more. */
export async function setNextTest(trx: Trx, key: HealthKey, at: string | null): Promise<void> {
  await sql`update channel_health set next_test_at = ${at}::timestamptz
    where channel = ${key.channel} and recipient = ${key.recipient}`.execute(trx)
}

/** For the sweeper: a test or message that is due, a channel whose disabling can be finished, a row that waits for a disabled one. */
export async function hasChannelWork(db: Executor): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from channel_health where next_test_at <= app.now())
      or exists (select 1 from channel_message where due_at <= app.now() and (lease_until is null or lease_until <= app.now()))
      or exists (
        select 1 from channel_health h where h.state = 'disabling' and not exists (
          select 1 from channel_message m where m.kind = 'notice' and m.about_channel = h.channel and m.about_recipient = h.recipient
            and m.created_at >= h.changed_at and m.ended_at is null))
      or exists (
        select 1 from channel_health h where h.state = 'disabling' and h.changed_at <= app.now() - interval '10 minutes')
      or exists (
        select 1 from channel_health h join delivery d on d.channel = h.channel and h.recipient in ('', d.recipient)
        where h.state = 'disabled' and d.state in ('planned', 'retry') and d.due_at > app.now()) as found`.execute(
    db,
  )
  return rows[0]?.found ?? false
}

export interface ChannelState {
  readonly channel: string
  readonly recipient: string
  readonly state: string
  readonly reason: string | null
  readonly failures: number
  readonly failingSince: Temporal.Instant | null
  readonly lastSuccessAt: Temporal.Instant | null
  readonly lastFailureAt: Temporal.Instant | null
  readonly lastDetail: string | null
  readonly changedAt: Temporal.Instant
  readonly testedAt: Temporal.Instant | null
  readonly provenAt: Temporal.Instant | null
  readonly nextTestAt: Temporal.Instant | null
  readonly isProofOld: boolean
  readonly toldAt: Temporal.Instant | null
}

/** A proof counts for the day of the test and the next: then a daily test has gone by without one. */
const PROOF_HOURS = 48

export async function listChannelStates(db: Executor): Promise<ChannelState[]> {
  const { rows } = await sql<ChannelState>`
    select h.channel, h.recipient, h.state, h.reason, h.failures, h.failing_since as "failingSince",
      h.last_success_at as "lastSuccessAt", h.last_failure_at as "lastFailureAt", h.last_detail as "lastDetail",
      h.changed_at as "changedAt", h.tested_at as "testedAt", h.proven_at as "provenAt", h.next_test_at as "nextTestAt",
      coalesce(h.proven_at < app.now() - make_interval(hours => ${PROOF_HOURS}), false) as "isProofOld",
      (select max(m.accepted_at) from channel_message m
        where m.kind = 'notice' and m.about_channel = h.channel and m.about_recipient = h.recipient and m.created_at >= h.changed_at) as "toldAt"
    from channel_health h`.execute(db)
  return rows
}

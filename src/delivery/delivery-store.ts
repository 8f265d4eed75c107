// All SQL that changes delivery and attempt: planning, claiming with a lease and a fencing token, recording what came of it.
import { sql } from 'kysely'
import type { Message } from '#domain/delivery/message.ts'
import type { Told } from '#domain/delivery/planned-row.ts'
import type { Stormy } from '#domain/delivery/storm.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Db, Trx } from '#platform/database/database.ts'

/** How long a claim holds without renewal; another worker takes the row over afterwards. */
const LEASE_SECONDS = 15
/** A row that waited longer than this without one try was held up by an outage: a newer one of the same alert takes its place. */
const SUPERSEDE_AFTER_SECONDS = 60

export interface NewDelivery extends Omit<Stormy, 'dueAt' | 'heldUntil'> {
  readonly alertId: string
  readonly ordinal: number
  /** RFC 3339; null = nothing is due. */
  readonly dueAt: string | null
  readonly heldUntil: string | null
}

/** `restoring`: rows that a silence or another alert kept back take the new state; all others stay as they are. */
export async function insertDeliveries(
  trx: Trx,
  rows: readonly NewDelivery[],
  restoring = false,
): Promise<void> {
  if (rows.length === 0) return
  const conflict = restoring
    ? sql`on conflict (id) do update set state = excluded.state, reason = excluded.reason, due_at = excluded.due_at,
        held_until = excluded.held_until, group_key = excluded.group_key, carrier = excluded.carrier, is_list = excluded.is_list,
        ended_at = excluded.ended_at
      where delivery.state = 'withheld' and delivery.reason in ('silenced', 'inhibited')`
    : sql`on conflict do nothing`
  await sql`
    insert into delivery (id, alert_id, ordinal, audience, recipient, channel, channel_type, step, state, reason, level, priority, due_at,
      held_until, group_key, carrier, is_list, ended_at)
    select id, "alertId", ordinal, audience, recipient, channel, "channelType", step, state, reason, level, priority, "dueAt", "heldUntil",
      "groupKey", carrier, "isList", case when state in ('withheld', 'superseded') then app.now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, "alertId" uuid, ordinal int, audience text, recipient text, channel text, "channelType" text, step int, state text,
        reason text, level text, priority int, "dueAt" timestamptz, "heldUntil" timestamptz, "groupKey" text, carrier uuid,
        "isList" boolean)
    order by id
    ${conflict}`.execute(trx)
}

/** To whom messages of these alerts went, or are on their way. */
export async function readTold(
  trx: Trx,
  alertIds: readonly string[],
): Promise<(Told & { readonly alertId: string })[]> {
  const { rows } = await sql<Told & { alertId: string }>`
    select distinct on (alert_id, recipient, channel) alert_id as "alertId", audience, recipient, channel
    from delivery
    where alert_id = any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))
      and (state not in ('withheld', 'draft', 'superseded') or carrier is not null)
    order by alert_id, recipient, channel, ordinal`.execute(trx)
  return rows
}

/** For whom messages of these alerts wait for a person. */
export async function readWaiting(
  trx: Trx,
  alertIds: readonly string[],
): Promise<(Told & { readonly alertId: string })[]> {
  const { rows } = await sql<Told & { alertId: string }>`
    select distinct on (alert_id, recipient, channel) alert_id as "alertId", audience, recipient, channel
    from delivery
    where alert_id = any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid)) and state = 'draft'
    order by alert_id, recipient, channel, ordinal desc`.execute(trx)
  return rows
}

export interface KnownRow {
  readonly recipient: string
  readonly channel: string
}

/** Ways that were considered for a change of an alert, or for a later one. */
export async function readRowsSince(trx: Trx, alertId: string, ordinal: number): Promise<KnownRow[]> {
  const { rows } = await sql<KnownRow>`
    select distinct recipient, channel from delivery where alert_id = ${alertId}::uuid and ordinal >= ${ordinal}`.execute(
    trx,
  )
  return rows
}

/**
 * Ends rows that were never tried before a newer one of the same alert, recipient and channel goes out: those that an outage held up, and
 * those that wait for a digest.
 */
export async function supersedeUntried(
  trx: Trx,
  events: readonly { readonly alertId: string; readonly ordinal: number }[],
): Promise<void> {
  await sql`
    update delivery old set state = 'superseded', reason = 'superseded', due_at = null, held_until = null, ended_at = app.now()
    from delivery newer
    join jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e("alertId" uuid, ordinal int)
      on newer.alert_id = e."alertId" and newer.ordinal = e.ordinal
    where newer.state = 'planned'
      and old.alert_id = newer.alert_id and old.ordinal < newer.ordinal and old.recipient = newer.recipient
      and old.channel = newer.channel and old.attempts = 0 and old.channel_type <> 'inbox' and not old.is_list
      and (old.state = 'held' or (old.state = 'planned'
        and old.created_at < app.now() - make_interval(secs => ${SUPERSEDE_AFTER_SECONDS})))`.execute(trx)
}

export interface Claim {
  readonly id: string
  readonly alertId: string
  readonly ordinal: number
  readonly audience: string
  readonly recipient: string
  readonly channel: string
  readonly channelType: string
  readonly step: number
  readonly reason: string
  readonly level: LevelName
  readonly fence: number
  /** The number of this try. */
  readonly attempt: number
  /** Earlier tries that ended with a failure; those that we broke off ourselves do not count. */
  readonly failures: number
  /** Since it was first due, or first tried. */
  readonly waitedMs: number
  readonly message: unknown
}

/** Leases due rows, critical first, and writes an attempt for each before anything is sent. */
export async function claimDue(trx: Trx, limit: number, criticalOnly: boolean): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    with due as (
      select id from delivery
      where due_at <= app.now() and (lease_until is null or lease_until <= app.now()) and (priority = 0 or not ${criticalOnly}::boolean)
      order by priority, due_at, id limit ${limit} for no key update skip locked),
    claimed as (
      update delivery d set state = 'sending', fence = d.fence + 1, attempts = d.attempts + 1,
        lease_until = app.now() + make_interval(secs => ${LEASE_SECONDS})
      from due where d.id = due.id returning d.*),
    cut as (
      update attempt a set ended_at = app.now(), outcome = 'unknown', detail = 'the sender ended or lost its lease'
      from claimed where a.delivery_id = claimed.id and a.ended_at is null),
    written as (insert into attempt (delivery_id, ordinal, fence) select id, attempts, fence from claimed)
    select id, alert_id as "alertId", ordinal, audience, recipient, channel, channel_type as "channelType", step, reason, level, fence,
      attempts as attempt, message,
      (select count(*)::int from attempt a where a.delivery_id = claimed.id and a.outcome = 'retry' and a.ordinal > tries_before) as failures,
      (extract(epoch from app.now() - coalesce(
        (select min(a.started_at) from attempt a where a.delivery_id = claimed.id and a.ordinal > tries_before and a.ordinal < claimed.attempts),
        due_at)) * 1000)::float8 as "waitedMs"
    from claimed order by priority, due_at, id`.execute(trx)
  return rows
}

/** By message, the kinds of the changes whose rows were superseded before they reached this recipient. */
export async function readMissed(trx: Trx, claims: readonly Claim[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ id: string; kinds: string[] }>`
    select m.id, array_agg(e.kind order by e.ordinal) as kinds
    from delivery m join delivery d on d.alert_id = m.alert_id and d.recipient = m.recipient and d.channel = m.channel
      and d.ordinal < m.ordinal and d.state = 'superseded' and d.carrier is null
    join alert_event e on e.alert_id = d.alert_id and e.ordinal = d.ordinal
    where m.id in (select jsonb_array_elements_text(${JSON.stringify(claims.map((one) => one.id))}::jsonb)::uuid)
      and not exists (
        select 1 from delivery sent where sent.alert_id = d.alert_id and sent.recipient = d.recipient and sent.channel = d.channel
          and sent.ordinal > d.ordinal and sent.ordinal < m.ordinal and sent.state <> 'superseded')
    group by m.id`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.kinds]))
}

/** The bytes that every try of these messages sends. */
export async function keepMessages(
  trx: Trx,
  messages: readonly { readonly id: string; readonly message: Message }[],
): Promise<void> {
  if (messages.length === 0) return
  await sql`
    update delivery d set message = m.message
    from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as m(id uuid, message jsonb) where d.id = m.id`.execute(
    trx,
  )
}

/** For the only process of a database, at its start: whoever holds a lease there is dead, so nobody waits for it to run out. */
export async function releaseLeases(db: Db): Promise<void> {
  await sql`update delivery set lease_until = app.now() where lease_until > app.now()`.execute(db)
}

/** False: the row belongs to somebody else by now. */
export async function renewLease(db: Db, id: string, fence: number): Promise<boolean> {
  const { rows } = await sql`
    update delivery set lease_until = app.now() + make_interval(secs => ${LEASE_SECONDS})
    where id = ${id} and fence = ${fence} and lease_until is not null returning id`.execute(db)
  return rows.length > 0
}

export interface Outcome {
  readonly state: 'accepted' | 'delivered' | 'retry' | 'failed' | 'exhausted' | 'withheld'
  /** Replaces the row's reason; undefined = stays. */
  readonly reason?: string
  /** With `retry`: when the row is due again, counted from now by the database clock. */
  readonly dueInMs?: number
  /** Of the attempt. */
  readonly attemptOutcome: 'accepted' | 'retry' | 'rejected' | 'withheld' | 'expired'
  readonly detail: string
}

/**
 * Records what came of tries (a CAP file that was fetched meanwhile is delivered); gives the ids of those that were still the caller's.
 * The try of a row that was claimed again meanwhile is marked stale.
 */
export async function recordOutcomes(
  trx: Trx,
  ended: readonly { readonly claim: Claim; readonly outcome: Outcome }[],
): Promise<ReadonlySet<string>> {
  const given = ended.map(({ claim, outcome }) => ({
    id: claim.id,
    fence: claim.fence,
    state: outcome.state,
    reason: outcome.reason ?? null,
    dueInSeconds: outcome.dueInMs === undefined ? null : outcome.dueInMs / 1_000,
    isAccepted: outcome.attemptOutcome === 'accepted',
  }))
  const { rows } = await sql<{ id: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as g(id uuid, fence int, state text, reason text, "dueInSeconds" float8, "isAccepted" boolean)),
    own as ( -- in one order, so that two senders never wait for each other crosswise
      select d.id from delivery d join given g on g.id = d.id and g.fence = d.fence
      where d.state = 'sending' order by d.id for no key update of d)
    update delivery d set state = case
        when d.channel_type = 'cap' and d.accepted_at is not null and g.state = 'accepted' then 'delivered' else g.state end,
      reason = coalesce(g.reason, d.reason), lease_until = null, due_at = app.now() + make_interval(secs => g."dueInSeconds"),
      accepted_at = case when g."isAccepted" then app.now() else d.accepted_at end,
      ended_at = case when g."dueInSeconds" is null then app.now() end
    from given g join own on own.id = g.id where d.id = g.id returning d.id`.execute(trx)
  const ours = new Set(rows.map((row) => row.id))
  const tries = ended.map(({ claim, outcome }) => ({
    id: claim.id,
    ordinal: claim.attempt,
    outcome: ours.has(claim.id) ? outcome.attemptOutcome : 'stale',
    detail: outcome.detail,
  }))
  await sql`
    update attempt a set ended_at = app.now(), outcome = t.outcome, detail = t.detail
    from jsonb_to_recordset(${JSON.stringify(tries)}::jsonb) as t(id uuid, ordinal int, outcome text, detail text)
    where a.delivery_id = t.id and a.ordinal = t.ordinal`.execute(trx)
  return ours
}

/** An inbox row for the recipient of a delivery that found no way; false when there is one for this event. */
export async function insertFallback(trx: Trx, failedId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    insert into delivery (id, alert_id, ordinal, audience, recipient, channel, channel_type, step, state, reason, level, priority, due_at)
    select ${id}::uuid, alert_id, ordinal, audience, recipient, 'inbox', 'inbox', step, 'planned', 'fallback_inbox', level, priority, app.now()
    from delivery where id = ${failedId}::uuid and channel_type <> 'inbox'
    on conflict do nothing returning id`.execute(trx)
  return rows.length > 0
}

/** What waits for a channel that is disabled is due now: it is looked at again, refused, and goes another way. Rows of others are left. */
export async function moveOnFromDisabled(trx: Trx, limit: number): Promise<number> {
  const { rows } = await sql`
    update delivery set due_at = app.now() where id in (
      select d.id from delivery d join channel_health h on h.channel = d.channel and h.recipient in ('', d.recipient)
      where h.state = 'disabled' and d.state in ('planned', 'retry') and d.due_at > app.now()
      order by d.id limit ${limit} for no key update of d skip locked)
    returning id`.execute(trx)
  return rows.length
}

/** For the sweeper: is anything due that nobody holds? */
export async function hasDueDeliveries(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from delivery where due_at <= app.now() and (lease_until is null or lease_until <= app.now()) limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/** Seconds that the longest-waiting due row is late; 0 when none is due. */
export async function oldestDueSeconds(db: Db): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from app.now() - min(due_at))::float8 as age from delivery where due_at <= app.now()`.execute(
    db,
  )
  return Math.max(0, rows[0]?.age ?? 0)
}

// All SQL of draft: messages to one audience that wait for a person.
import { sql } from 'kysely'
import type { Db, Executor, Trx } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'

export interface NewDraft {
  readonly id: string
  readonly alertId: string
  readonly audience: string
  readonly ordinal: number
  readonly approvals: number
  readonly withinMs: number
}

/**
 * A draft that waits already is asked again for the newer event, with a clock of its own. Answers the proposals that this overtakes: the first
 * of two persons had approved an older text.
 */
export async function openDrafts(trx: Trx, given: readonly NewDraft[]): Promise<string[]> {
  if (given.length === 0) return []
  const { rows: overtaken } = await sql<{ proposal: string }>`
    select d.proposal_id as proposal from draft d
    join jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r("alertId" uuid, audience text, ordinal int)
      on d.alert_id = r."alertId" and d.audience = r.audience and d.ordinal < r.ordinal
    where d.state = 'open' and d.proposal_id is not null order by d.id for no key update of d`.execute(trx)
  await sql`
    insert into draft (id, alert_id, audience, ordinal, asked_ordinal, state, approvals, due_at)
    select id, "alertId", audience, ordinal, ordinal, 'open', approvals, app.now() + make_interval(secs => "withinMs" / 1000)
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as r(id uuid, "alertId" uuid, audience text, ordinal int, approvals int, "withinMs" float8)
    on conflict (alert_id, audience) where state = 'open' do update set
      asked_ordinal = draft.ordinal, ordinal = excluded.ordinal, approvals = excluded.approvals, due_at = excluded.due_at,
      overdue_at = null, proposal_id = null
    where draft.ordinal < excluded.ordinal`.execute(trx)
  await sql`
    update delivery old set state = 'superseded', reason = 'superseded', ended_at = app.now()
    from draft d
    where d.state = 'open' and old.alert_id = d.alert_id and old.audience = d.audience and old.state = 'draft' and old.ordinal < d.ordinal
      and d.alert_id = any(array(select (value ->> 'alertId')::uuid from jsonb_array_elements(${JSON.stringify(given)}::jsonb)))`.execute(
    trx,
  )
  return overtaken.map((row) => row.proposal)
}

/**
 * After notices: what waited for a recipient who has been told of the newer state by them does not go out any more, and a draft of which
 * nothing is left has ended. Answers the proposals that ended with their draft.
 */
export async function endOvertaken(
  trx: Trx,
  notices: readonly { readonly alertId: string; readonly ordinal: number }[],
): Promise<string[]> {
  if (notices.length === 0) return []
  const given = sql`jsonb_to_recordset(${JSON.stringify(notices)}::jsonb) as n("alertId" uuid, ordinal int)`
  await sql`
    update delivery old set state = 'superseded', reason = 'superseded', ended_at = app.now()
    from ${given} join delivery newer on newer.alert_id = n."alertId" and newer.ordinal = n.ordinal
    where old.state = 'draft' and old.alert_id = newer.alert_id and old.ordinal < newer.ordinal and old.recipient = newer.recipient
      and old.channel = newer.channel`.execute(trx)
  const { rows } = await sql<{ proposal: string | null }>`
    update draft d set state = 'withheld', reason = 'overtaken', decided_at = app.now() from ${given}
    where d.state = 'open' and d.alert_id = n."alertId" and not exists (
      select 1 from delivery w
      where w.alert_id = d.alert_id and w.audience = d.audience and w.ordinal = d.ordinal and w.state = 'draft')
    returning d.proposal_id as proposal`.execute(trx)
  return rows.flatMap((row) => row.proposal ?? [])
}

export interface DraftRow {
  readonly id: string
  readonly alertId: string
  readonly audience: string
  readonly ordinal: number
  readonly askedOrdinal: number
  readonly state: 'open' | 'released' | 'withheld'
  readonly approvals: number
  readonly dueAt: Temporal.Instant
  readonly overdueAt: Temporal.Instant | null
  readonly proposalId: string | null
  readonly decidedBy: string | null
  readonly comment: string | null
  readonly reason: string | null
  readonly openedAt: Temporal.Instant
  readonly decidedAt: Temporal.Instant | null
}

const columns = sql`id, alert_id as "alertId", audience, ordinal, asked_ordinal as "askedOrdinal", state, approvals, due_at as "dueAt",
  overdue_at as "overdueAt", proposal_id as "proposalId", decided_by as "decidedBy", comment, reason, opened_at as "openedAt",
  decided_at as "decidedAt"`

/** Of an alert, those that wait first. */
export async function listDrafts(db: Executor, alertId: string): Promise<DraftRow[]> {
  const { rows } = await sql<DraftRow>`
    select ${columns} from draft where alert_id = ${alertId}::uuid order by state <> 'open', opened_at, audience`.execute(
    db,
  )
  return rows
}

/** Has the latest draft for this audience ended because those concerned were told of a newer state? */
export async function isOvertaken(db: Executor, alertId: string, audience: string): Promise<boolean> {
  const { rows } = await sql<{ reason: string | null }>`
    select reason from draft where alert_id = ${alertId}::uuid and audience = ${audience}
    order by draft.opened_at desc, id desc limit 1`.execute(db)
  return rows[0]?.reason === 'overtaken'
}

/** The one that waits, locked. */
export async function lockOpenDraft(
  trx: Trx,
  alertId: string,
  audience: string,
): Promise<DraftRow | undefined> {
  const { rows } = await sql<DraftRow>`
    select ${columns} from draft where alert_id = ${alertId}::uuid and audience = ${audience} and state = 'open' for no key update`.execute(
    trx,
  )
  return rows[0]
}

export async function setDraftProposal(trx: Trx, id: string, proposalId: string): Promise<void> {
  await sql`update draft set proposal_id = ${proposalId}::uuid where id = ${id}::uuid`.execute(trx)
}

export async function decideDraft(
  trx: Trx,
  id: string,
  decision: {
    readonly state: 'released' | 'withheld'
    readonly by: string
    readonly comment: string | null
    readonly reason: string | null
  },
): Promise<void> {
  await sql`
    update draft set state = ${decision.state}, decided_by = ${decision.by}::uuid, comment = ${decision.comment},
      reason = ${decision.reason}, decided_at = app.now() where id = ${id}::uuid`.execute(trx)
}

export interface DraftDelivery {
  readonly id: string
  readonly recipient: string
  readonly channel: string
}

/** Messages of a draft. */
export async function draftDeliveries(
  db: Executor,
  draft: Pick<DraftRow, 'alertId' | 'audience' | 'ordinal'>,
): Promise<DraftDelivery[]> {
  const { rows } = await sql<DraftDelivery>`
    select id, recipient, channel from delivery
    where alert_id = ${draft.alertId}::uuid and audience = ${draft.audience} and ordinal = ${draft.ordinal} and state = 'draft'
    order by recipient, channel`.execute(db)
  return rows
}

/** `holds`: rows that go on waiting, for a digest or the morning. */
export async function releaseDeliveries(
  trx: Trx,
  given: readonly {
    readonly id: string
    readonly reason: string
    readonly heldUntil: string | null
    readonly groupKey: string | null
  }[],
): Promise<void> {
  await sql`
    update delivery d set state = case when r."heldUntil" is null then 'planned' else 'held' end, reason = r.reason,
      due_at = case when r."heldUntil" is null then app.now() end, held_until = r."heldUntil", group_key = r."groupKey"
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r(id uuid, reason text, "heldUntil" timestamptz, "groupKey" text)
    where d.id = r.id and d.state = 'draft'`.execute(trx)
}

export async function withholdDeliveries(trx: Trx, ids: readonly string[]): Promise<void> {
  await sql`
    update delivery set state = 'withheld', reason = 'withheld_by_person', ended_at = app.now()
    where state = 'draft' and id = any(array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid))`.execute(
    trx,
  )
}

const overdue = sql`state = 'open' and overdue_at is null and due_at <= app.now()`

/** Alerts with drafts whose clock has run out and of which nobody was told. */
export async function alertsWithOverdueDraft(db: Executor, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select alert_id as id from draft where ${overdue} group by alert_id order by min(due_at), alert_id limit ${limit}`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

/** Of these alerts, which are locked: the drafts whose clock has run out; it stops here. */
export async function takeOverdue(trx: Trx, alertIds: readonly string[]): Promise<DraftRow[]> {
  const { rows } = await sql<DraftRow>`
    update draft set overdue_at = app.now() where id in (
      select id from draft where ${overdue} and alert_id = any(array(
        select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))
      order by id for no key update)
    returning ${columns}`.execute(trx)
  return rows
}

export async function hasOverdueDraft(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from draft where ${overdue} limit 1`.execute(db)
  return rows.length > 0
}

/** Did this person send one of these signals? */
export async function hasSentOneOf(
  db: Executor,
  personId: string,
  signals: readonly string[],
): Promise<boolean> {
  if (signals.length === 0) return false
  const asked = sql`
    select 1 from signal s join api_token t on t.id::text = s.actor::text
    where t.person_id = ${personId}::uuid
      and s.id = any(array(select jsonb_array_elements_text(${JSON.stringify(signals)}::jsonb)::uuid)) limit 1`
  const { rows } = await beyondSight(db, () => asked.execute(db))
  return rows.length > 0
}

/** By message, what the person who released it added to it; no entry when it was not released by a person, or without a word. */
export async function releaseComments(
  db: Executor,
  messages: readonly {
    readonly id: string
    readonly alertId: string
    readonly ordinal: number
    readonly audience: string
  }[],
): Promise<Map<string, string>> {
  const given = messages.map(({ id, alertId, ordinal, audience }) => ({ id, alertId, ordinal, audience }))
  const { rows } = await sql<{ id: string; comment: string }>`
    select distinct on (m.id) m.id, comment
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as m(id uuid, "alertId" uuid, ordinal int, audience text)
    join draft d on d.alert_id = m."alertId" and d.audience = m.audience and d.ordinal = m.ordinal and d.state = 'released'
    order by m.id, d.decided_at desc`.execute(db)
  return new Map(rows.filter((row) => row.comment !== null).map((row) => [row.id, row.comment]))
}

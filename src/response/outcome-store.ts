// All SQL of outcome_task, outcome_label and missed_event.
import { sql } from 'kysely'
import type { Marking } from '#domain/pack.ts'
import type { OutcomeName } from '#domain/response/outcome.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { type Sight, within } from './action-store.ts'

/** Once for each of these closed alerts; a label that is there already needs none. */
export async function openTasks(trx: Trx, alertIds: readonly string[], hours: number): Promise<void> {
  if (alertIds.length === 0) return
  await sql`
    insert into outcome_task (alert_id, due_at, opened_at, done_at)
    select a.id, coalesce(a.closed_at, app.now()) + make_interval(hours => ${hours}::int), app.now(),
      (select min(at) from outcome_label where alert_id = a.id)
    from alert a where a.id = any(${[...alertIds]}::uuid[]) on conflict do nothing`.execute(trx)
}

/** Alerts that are open again are not over yet. */
export async function withdrawTasks(trx: Trx, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return
  await sql`delete from outcome_task where alert_id = any(${[...alertIds]}::uuid[]) and done_at is null`.execute(
    trx,
  )
}

export async function finishTask(trx: Trx, alertId: string): Promise<void> {
  await sql`update outcome_task set done_at = coalesce(done_at, app.now()) where alert_id = ${alertId}::uuid`.execute(
    trx,
  )
}

export interface OutcomeEvidence {
  readonly kind: 'document' | 'signal' | 'link'
  readonly ref: string
  readonly sha256: string
}

export interface LabelRow {
  readonly id: string
  readonly alertId: string
  readonly label: OutcomeName
  readonly lesser: boolean
  readonly definition: string
  readonly reason: string | null
  readonly evidence: readonly OutcomeEvidence[]
  readonly firstHarmAt: Temporal.Instant | null
  readonly leadFromFiringMs: number | null
  readonly leadFromReceiptMs: number | null
  readonly note: string | null
  readonly language: string
  readonly labeller: string
  readonly at: Temporal.Instant
}

const columns = sql`l.id, l.alert_id as "alertId", l.label, l.lesser, l.definition, l.reason, l.evidence, l.first_harm_at as "firstHarmAt",
  l.lead_from_firing_ms as "leadFromFiringMs", l.lead_from_receipt_ms as "leadFromReceiptMs", l.note, l.language, l.labeller, l.at`

/** False: this person has labelled the alert. */
export async function insertLabel(
  trx: Trx,
  given: Omit<LabelRow, 'at' | 'firstHarmAt'> & { readonly firstHarmAt: string | null },
): Promise<boolean> {
  const row = await trx
    .insertInto('outcome_label')
    .values({
      id: given.id,
      alert_id: given.alertId,
      label: given.label,
      lesser: given.lesser,
      definition: given.definition,
      reason: given.reason,
      evidence: JSON.stringify(given.evidence),
      first_harm_at: given.firstHarmAt,
      lead_from_firing_ms: given.leadFromFiringMs,
      lead_from_receipt_ms: given.leadFromReceiptMs,
      note: given.note,
      language: given.language,
      labeller: given.labeller,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function labelsOf(db: Executor, alertId: string): Promise<LabelRow[]> {
  const { rows } = await sql<LabelRow>`
    select ${columns} from outcome_label l where l.alert_id = ${alertId}::uuid order by l.at, l.id`.execute(
    db,
  )
  return rows
}

/** When somebody first had the alert in hand: the first delivery that its channel accepted. */
export async function firstReceipt(db: Executor, alertId: string): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ at: Temporal.Instant | null }>`
    select min(accepted_at) as at from delivery where alert_id = ${alertId}::uuid`.execute(db)
  return rows[0]?.at ?? null
}

export interface TaskRow {
  readonly alertId: string
  readonly dueAt: Temporal.Instant
  readonly doneAt: Temporal.Instant | null
  readonly isOverdue: boolean
}

const taskColumns = sql`t.alert_id as "alertId", t.due_at as "dueAt", t.done_at as "doneAt", t.done_at is null and t.due_at <= app.now() as "isOverdue"`

export async function taskOf(db: Executor, alertId: string): Promise<TaskRow | undefined> {
  const { rows } = await sql<TaskRow>`
    select ${taskColumns} from outcome_task t where t.alert_id = ${alertId}::uuid`.execute(db)
  return rows[0]
}

/** Closed alerts that wait for their label, the longest overdue first. */
export async function waitingTasks(db: Executor, sight: Sight): Promise<TaskRow[]> {
  const { rows } = await sql<TaskRow>`
    select ${taskColumns} from outcome_task t join alert a on a.id = t.alert_id
    where t.done_at is null and ${within(sight)} order by t.due_at, t.alert_id limit 500`.execute(db)
  return rows
}

export interface Note {
  readonly alertId: string
  readonly department: string | null
  readonly label: string
  readonly note: string
  readonly language: string
  readonly at: Temporal.Instant
}

/** After-action notes of other alerts of the same rule that the caller may see: those of the same department first, then the newest. */
export async function notesLike(
  db: Executor,
  sight: Sight,
  alert: { readonly id: string; readonly ruleId: string; readonly department: string | null },
): Promise<Note[]> {
  const { rows } = await sql<Note>`
    select l.alert_id as "alertId", a.department, l.label, l.note, l.language, l.at
    from outcome_label l join alert a on a.id = l.alert_id
    where a.rule_id = ${alert.ruleId} and a.id <> ${alert.id}::uuid and l.note is not null and ${within(sight)}
    order by (a.department is not distinct from ${alert.department}) desc, l.at desc limit 10`.execute(db)
  return rows
}

/** Labels of real alerts in sight, for the counts of rules. */
export async function allLabels(
  db: Executor,
  sight: Sight,
  process: string | undefined,
): Promise<(LabelRow & { readonly ruleId: string })[]> {
  const { rows } = await sql<LabelRow & { ruleId: string }>`
    select ${columns}, a.rule_id as "ruleId" from outcome_label l join alert a on a.id = l.alert_id
    where not a.is_exercise and not a.is_shadow and ${within(sight)}
      ${process === undefined ? sql`` : sql`and a.process = ${process}`}
    order by l.alert_id, l.at`.execute(db)
  return rows
}

export interface MissedRow {
  readonly id: string
  readonly process: string
  readonly place: string
  readonly department: string | null
  readonly marking: Marking
  readonly definition: string
  readonly happenedAt: Temporal.Instant
  readonly ruleId: string | null
  readonly text: string
  readonly language: 'es' | 'en'
  readonly actor: string
  readonly at: Temporal.Instant
  readonly xid: string
}

export async function insertMissed(
  trx: Trx,
  given: Omit<MissedRow, 'at' | 'xid' | 'happenedAt'> & { readonly happenedAt: string },
): Promise<void> {
  await trx
    .insertInto('missed_event')
    .values({
      id: given.id,
      process: given.process,
      place: given.place,
      department: given.department,
      marking: given.marking,
      definition: given.definition,
      happened_at: given.happenedAt,
      rule_id: given.ruleId,
      text: given.text,
      language: given.language,
      actor: given.actor,
    })
    .execute()
}

const missedColumns = sql`a.id, a.process, a.place, a.department, a.marking, a.definition, a.happened_at as "happenedAt", a.rule_id as "ruleId",
  a.text, a.language, a.actor, a.at, a.xid::text as xid`

/** The newest first. */
export async function listMissed(
  db: Executor,
  sight: Sight,
  process: string | undefined,
  page: {
    readonly before: { readonly xid: string; readonly id: string } | undefined
    readonly limit: number
  },
): Promise<MissedRow[]> {
  const { before, limit } = page
  const { rows } = await sql<MissedRow>`
    select ${missedColumns} from missed_event a
    where ${within(sight)}
      ${process === undefined ? sql`` : sql`and a.process = ${process}`}
      ${before === undefined ? sql`` : sql`and (a.xid, a.id) < (${before.xid}::xid8, ${before.id}::uuid)`}
    order by a.xid desc, a.id desc limit ${limit}`.execute(db)
  return rows
}

export async function missedByRule(
  db: Executor,
  sight: Sight,
  process: string | undefined,
): Promise<{ readonly ruleId: string }[]> {
  const { rows } = await sql<{ ruleId: string }>`
    select a.rule_id as "ruleId" from missed_event a where a.rule_id is not null and ${within(sight)}
      ${process === undefined ? sql`` : sql`and a.process = ${process}`}`.execute(db)
  return rows
}

export async function readMissed(db: Executor, id: string): Promise<MissedRow | undefined> {
  const { rows } =
    await sql<MissedRow>`select ${missedColumns} from missed_event a where a.id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** An alert of that rule that was open at the instant in the same department: then the event was not missed. */
export async function alertOpenAt(
  db: Executor,
  at: { readonly process: string; readonly ruleId: string; readonly department: string | null },
  instant: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from alert where process = ${at.process} and rule_id = ${at.ruleId} and not is_shadow
      and (department is null or ${at.department}::text is null or department = ${at.department})
      and fired_at <= ${instant}::timestamptz and (closed_at is null or closed_at >= ${instant}::timestamptz) limit 1`.execute(
    db,
  )
  return rows[0]?.id
}

// All SQL of response_action and action_event; an action is changed under the row lock of its alert only.
import { type RawBuilder, sql } from 'kysely'
import type { Marking } from '#domain/pack.ts'
import type { ActionClass, ActionState } from '#domain/response/action.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Text } from '#domain/text.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface ActionRow {
  readonly id: string
  readonly alertId: string
  readonly process: string
  readonly ruleId: string
  readonly place: string
  readonly department: string | null
  readonly marking: Marking
  readonly isExercise: boolean
  readonly ruleAction: string | null
  readonly level: LevelName
  readonly text: Text
  readonly class: ActionClass | null
  readonly line: string | null
  readonly addressee: string
  readonly dueAt: Temporal.Instant | null
  readonly state: ActionState
  readonly heldReason: string | null
  readonly isTaken: boolean
  readonly rating: number | null
  readonly evidenceCount: number
  readonly overdueAt: Temporal.Instant | null
  readonly createdBy: string | null
  readonly createdAt: Temporal.Instant
  readonly lastOrdinal: number
  readonly isOverdue: boolean
  readonly xid: string
}

const isOpen = sql`r.state in ('recommended', 'issued', 'accepted', 'started')`
const columns = sql`r.id, r.alert_id as "alertId", a.process, a.rule_id as "ruleId", a.place, a.department, a.marking,
  a.is_exercise as "isExercise", r.rule_action as "ruleAction", r.level, r.text, r.class, r.line, r.addressee, r.due_at as "dueAt", r.state,
  r.held_reason as "heldReason", r.is_taken as "isTaken", r.rating, r.evidence_count as "evidenceCount", r.overdue_at as "overdueAt",
  r.created_by as "createdBy", r.created_at as "createdAt", r.last_ordinal as "lastOrdinal",
  coalesce(r.held_reason is null and r.due_at <= app.now() and ${isOpen}, false) as "isOverdue", r.xid::text as xid`
const source = sql`response_action r join alert a on a.id = r.alert_id`

export interface NewAction {
  readonly id: string
  readonly alertId: string
  readonly ruleAction: string | null
  readonly level: LevelName
  readonly text: Text
  readonly class: ActionClass | null
  readonly line: string | null
  readonly addressee: string
  readonly dueAt: string | null
  readonly state: ActionState
  readonly heldReason: string | null
  readonly isTaken: boolean
  readonly createdBy: string | null
}

export async function insertAction(trx: Trx, given: NewAction): Promise<void> {
  await trx
    .insertInto('response_action')
    .values({
      id: given.id,
      alert_id: given.alertId,
      rule_action: given.ruleAction,
      level: given.level,
      text: JSON.stringify(given.text),
      class: given.class,
      line: given.line,
      addressee: given.addressee,
      due_at: given.dueAt,
      state: given.state,
      held_reason: given.heldReason,
      is_taken: given.isTaken,
      created_by: given.createdBy,
    })
    .execute()
}

/** A rule's measure for an alert, with what its history says of its beginning. */
export interface Proposal {
  readonly action: NewAction & { readonly ruleAction: string }
  readonly said: object
}

/** Writes the measures that are not there yet, each with the first line of its history; the ids of those. One statement for all. */
export async function insertProposals(
  trx: Trx,
  proposals: readonly Proposal[],
): Promise<ReadonlySet<string>> {
  if (proposals.length === 0) return new Set()
  const given = JSON.stringify(proposals.map(({ action, said }) => ({ ...action, said })))
  const { rows } = await sql<{ id: string }>`
    with given as (
      select r.*, row_number() over () as place from jsonb_to_recordset(${given}::jsonb) as r(id uuid, "alertId" uuid, "ruleAction" text,
        level text, text jsonb, addressee text, "dueAt" timestamptz, state text, "heldReason" text, said jsonb)),
    written as (
      insert into response_action (id, alert_id, rule_action, level, text, addressee, due_at, state, held_reason, last_ordinal)
      select id, "alertId", "ruleAction", level, text, addressee, "dueAt", state, "heldReason", 1 from given order by place
      on conflict do nothing returning id),
    begun as (
      insert into action_event (action_id, ordinal, kind, actor, body)
      select id, 1, 'recommended', null, said from given join written using (id))
    select id from written`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}

export async function readAction(db: Executor, id: string): Promise<ActionRow | undefined> {
  const { rows } = await sql<ActionRow>`select ${columns} from ${source} where r.id = ${id}::uuid`.execute(db)
  return rows[0]
}

export async function actionsOfAlert(db: Executor, alertId: string): Promise<ActionRow[]> {
  const { rows } = await sql<ActionRow>`
    select ${columns} from ${source} where r.alert_id = ${alertId}::uuid order by r.created_at, r.id`.execute(
    db,
  )
  return rows
}

export interface ActionChange {
  readonly state: ActionState
  readonly class: ActionClass | null
  readonly line: string | null
  readonly addressee: string
  /** RFC 3339. */
  readonly dueAt: string | null
  readonly heldReason: string | null
  readonly rating: number | null
  readonly evidenceCount: number
  readonly isOverdueAgain: boolean
}

/** Brings an action up to date and appends what happened to it. */
export async function saveAction(
  trx: Trx,
  id: string,
  change: ActionChange,
  event: { readonly kind: string; readonly actor: string | null; readonly body: object },
): Promise<void> {
  await sql`
    update response_action set state = ${change.state}, class = ${change.class}, line = ${change.line}, addressee = ${change.addressee},
      due_at = ${change.dueAt}::timestamptz, held_reason = ${change.heldReason}, rating = ${change.rating}::int,
      evidence_count = ${change.evidenceCount}::int, xid = pg_current_xact_id(),
      overdue_at = case when ${change.isOverdueAgain}::boolean then null else overdue_at end
    where id = ${id}::uuid`.execute(trx)
  await appendActionEvent(trx, id, event)
}

export async function appendActionEvent(
  trx: Trx,
  id: string,
  event: { readonly kind: string; readonly actor: string | null; readonly body: object },
): Promise<void> {
  await sql`
    with counted as (
      update response_action set last_ordinal = last_ordinal + 1, xid = pg_current_xact_id() where id = ${id}::uuid returning last_ordinal)
    insert into action_event (action_id, ordinal, kind, actor, body)
    select ${id}::uuid, last_ordinal, ${event.kind}, ${event.actor}::uuid, ${JSON.stringify(event.body)}::jsonb from counted`.execute(
    trx,
  )
}

export interface ActionEventRow {
  readonly ordinal: number
  readonly kind: string
  readonly actor: string | null
  readonly at: Temporal.Instant
  readonly body: Readonly<Record<string, unknown>>
}

export async function actionHistory(db: Executor, id: string): Promise<ActionEventRow[]> {
  return db
    .selectFrom('action_event')
    .select(['ordinal', 'kind', 'actor', 'at', 'body'])
    .where('action_id', '=', id)
    .orderBy('ordinal')
    .execute()
}

/** What an actor may see of alerts, as columns of `a` in SQL. */
export interface Sight {
  readonly isNational: boolean
  readonly territory: readonly string[]
  readonly markings: readonly string[]
  readonly processes: readonly string[] | null
}

export function within(sight: Sight): RawBuilder<unknown> {
  const territory = [...sight.territory]
  return sql`a.marking = any(${[...sight.markings]}::text[])
    and (${sight.isNational}::boolean or a.department = any(${territory}::text[]) or a.place = any(${territory}::text[]))
    ${sight.processes === null ? sql`` : sql`and a.process = any(${[...sight.processes]}::text[])`}`
}

export interface ActionFilter {
  readonly process?: string | undefined
  readonly alert?: string | undefined
  readonly state?: string | undefined
  readonly class?: string | undefined
  readonly addressee?: string | undefined
  readonly department?: string | undefined
  readonly isOverdue?: boolean | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

const equal = (column: string, value: string | undefined) =>
  value === undefined ? sql`` : sql`and ${sql.ref(column)} = ${value}`

function matching(filter: ActionFilter): RawBuilder<unknown> {
  return sql`${equal('a.process', filter.process)} ${equal('r.state', filter.state)} ${equal('r.class', filter.class)}
    ${equal('r.addressee', filter.addressee)} ${equal('a.department', filter.department)}
    ${filter.alert === undefined ? sql`` : sql`and r.alert_id = ${filter.alert}::uuid`}
    ${filter.isOverdue === undefined ? sql`` : sql`and coalesce(r.held_reason is null and r.due_at <= app.now() and ${isOpen}, false) = ${filter.isOverdue}::boolean`}
    ${filter.since === undefined ? sql`` : sql`and r.created_at >= ${filter.since}::timestamptz`}
    ${filter.until === undefined ? sql`` : sql`and r.created_at < ${filter.until}::timestamptz`}`
}

/** The latest change first. */
export async function listActions(
  db: Executor,
  sight: Sight,
  filter: ActionFilter,
  page: {
    readonly before: { readonly xid: string; readonly id: string } | undefined
    readonly limit: number
  },
): Promise<ActionRow[]> {
  const { before, limit } = page
  const { rows } = await sql<ActionRow>`
    select ${columns} from ${source}
    where ${within(sight)} ${matching(filter)}
      ${before === undefined ? sql`` : sql`and (r.xid, r.id) < (${before.xid}::xid8, ${before.id}::uuid)`}
    order by r.xid desc, r.id desc limit ${limit}`.execute(db)
  return rows
}

/** Every action in sight, of drills or of real alerts, without rules on trial: what the index is made of. */
export async function countedActions(
  db: Executor,
  sight: Sight,
  filter: ActionFilter & { readonly isExercise: boolean },
): Promise<{ readonly now: Temporal.Instant; readonly actions: ActionRow[] }> {
  const { rows } = await sql<ActionRow>`
    select ${columns} from ${source}
    where a.is_exercise = ${filter.isExercise}::boolean and not a.is_shadow and ${within(sight)} ${matching(filter)}`.execute(
    db,
  )
  const { rows: now } = await sql<{ now: Temporal.Instant }>`select app.now() as now`.execute(db)
  return { now: now[0]?.now ?? Temporal.Instant.fromEpochMilliseconds(0), actions: rows }
}

const isNewlyOverdue = sql`r.overdue_at is null and r.held_reason is null and r.due_at <= app.now() and ${isOpen}`

export async function alertsWithOverdue(db: Executor, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.alert_id as id from response_action r where ${isNewlyOverdue} order by 1 limit ${limit}`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

export async function hasOverdueActions(db: Db): Promise<boolean> {
  return (await alertsWithOverdue(db, 1)).length > 0
}

/** Marks what has become overdue, once; under the lock of the alert. */
export async function markOverdue(trx: Trx, alertId: string): Promise<ActionRow[]> {
  const { rows } = await sql<{ id: string }>`
    update response_action r set overdue_at = app.now() where alert_id = ${alertId}::uuid and ${isNewlyOverdue} returning id`.execute(
    trx,
  )
  const marked = new Set(rows.map(({ id }) => id))
  return (await actionsOfAlert(trx, alertId)).filter(({ id }) => marked.has(id))
}

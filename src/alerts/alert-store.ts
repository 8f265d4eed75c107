// All writes of alert and alert_event, and the reads of alert. Scoring, delivery and response change an alert through these functions only,
// in their own transaction, under the row lock.
import { sql } from 'kysely'
import type { AlertState } from '#domain/alert/lifecycle.ts'
import { canaryProcess } from '#domain/canary.ts'
import type { Marking } from '#domain/pack.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Text } from '#domain/text.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

interface AlertFields {
  readonly id: string
  readonly process: string
  readonly ruleId: string
  readonly ruleRevision: string
  readonly key: Readonly<Record<string, string>>
  readonly episode: number
  readonly state: AlertState
  readonly level: LevelName | null
  readonly maxLevel: LevelName
  readonly acknowledgedLevel: LevelName | null
  readonly closedLevel: LevelName | null
  readonly heldLevel: LevelName | null
  readonly place: string
  readonly department: string | null
  readonly title: Text
  readonly explain: Text
  readonly factors: readonly string[]
  readonly rights: readonly string[]
  readonly populations: readonly string[]
  readonly tags: readonly string[]
  readonly marking: Marking
  readonly isExercise: boolean
  /** Of a rule that is evaluated and told to nobody. */
  readonly isShadow: boolean
  readonly isLate: boolean
  readonly lastOrdinal: number
}

export interface AlertRow extends AlertFields {
  readonly asOf: Temporal.Instant
  readonly firedAt: Temporal.Instant
  readonly updatedAt: Temporal.Instant
  readonly closedAt: Temporal.Instant | null
  readonly xid: string
}

const columns = sql`id, process, rule_id as "ruleId", rule_revision as "ruleRevision", key, episode, state, level,
  max_level as "maxLevel", acknowledged_level as "acknowledgedLevel", closed_level as "closedLevel", held_level as "heldLevel", place, department, title, explain, factors, rights, populations,
  tags, marking, is_exercise as "isExercise", is_shadow as "isShadow", is_late as "isLate", as_of as "asOf", fired_at as "firedAt", updated_at as "updatedAt",
  closed_at as "closedAt", last_ordinal as "lastOrdinal", xid::text as xid`

export async function readAlert(db: Executor, id: string): Promise<AlertRow | undefined> {
  const { rows } = await sql<AlertRow>`select ${columns} from alert where id = ${id}::uuid`.execute(db)
  return rows[0]
}

/**
 * Sorted by id, so that two transactions never wait for each other crosswise; and without the strength of `for update`, which whoever inserts
 * a row that refers to an alert (a delivery, a draft) would wait for. The order of all locks: docs/decisions/0029.
 */
export async function lockAlerts(trx: Trx, ids: readonly string[]): Promise<Map<string, AlertRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<AlertRow>`
    select ${columns} from alert where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)
    order by id for no key update`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** An alert as it is after a change; instants as RFC 3339. */
export interface AlertChange extends AlertFields {
  readonly asOf: string
  readonly firedAt: string
  readonly updatedAt: string
  readonly closedAt: string | null
}

export interface AlertEventChange {
  readonly alertId: string
  readonly ordinal: number
  readonly kind: string
  readonly lt: string
  readonly level: LevelName | null
  readonly asOf: string
  readonly isLate: boolean
  readonly notify: boolean
  readonly ruleRevision: string
  readonly calendarVersion: number | null
  readonly actor: string | null
  readonly body: Readonly<Record<string, unknown>>
}

const list = (name: string) => sql`array(select jsonb_array_elements_text(${sql.ref(name)}))`

/** Writes alerts and appends their events, in the caller's transaction. Alerts are inserted or brought up to date, sorted by id. */
export async function saveTransitions(
  trx: Trx,
  alerts: readonly AlertChange[],
  events: readonly AlertEventChange[],
): Promise<void> {
  if (alerts.length > 0) {
    await sql`
      insert into alert (id, process, rule_id, rule_revision, key, episode, state, level, max_level, acknowledged_level, closed_level, held_level, place, department,
        title, explain, factors, rights, populations, tags, marking, is_exercise, is_shadow, is_late, as_of, fired_at, updated_at, closed_at, last_ordinal)
      select id, process, "ruleId", "ruleRevision", key, episode, state, level, "maxLevel", "acknowledgedLevel", "closedLevel", "heldLevel", place, department, title,
        explain, ${list('factors')}, ${list('rights')}, ${list('populations')}, ${list('tags')}, marking, "isExercise", "isShadow", "isLate", "asOf",
        "firedAt", "updatedAt", "closedAt", "lastOrdinal"
      from jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb) as r(id uuid, process text, "ruleId" text, "ruleRevision" text, key jsonb,
        episode int, state text, level text, "maxLevel" text, "acknowledgedLevel" text, "closedLevel" text, "heldLevel" text, place text, department text, title jsonb,
        explain jsonb, factors jsonb, rights jsonb, populations jsonb, tags jsonb, marking text, "isExercise" boolean, "isShadow" boolean, "isLate" boolean,
        "asOf" timestamptz, "firedAt" timestamptz, "updatedAt" timestamptz, "closedAt" timestamptz, "lastOrdinal" int)
      order by id
      on conflict (id) do update set rule_revision = excluded.rule_revision, state = excluded.state, level = excluded.level,
        max_level = excluded.max_level, acknowledged_level = excluded.acknowledged_level, closed_level = excluded.closed_level, held_level = excluded.held_level, explain = excluded.explain,
        factors = excluded.factors, rights = excluded.rights, populations = excluded.populations, tags = excluded.tags,
        marking = excluded.marking, is_shadow = excluded.is_shadow, is_late = excluded.is_late, as_of = excluded.as_of, updated_at = excluded.updated_at,
        closed_at = excluded.closed_at, last_ordinal = excluded.last_ordinal, xid = pg_current_xact_id()`.execute(
      trx,
    )
  }
  if (events.length === 0) return
  await sql`
    insert into alert_event (alert_id, ordinal, kind, lt, level, as_of, is_late, notify, rule_revision, calendar_version, actor, body)
    select "alertId", ordinal, kind, lt, level, "asOf", "isLate", notify, "ruleRevision", "calendarVersion", actor, body
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as r("alertId" uuid, ordinal int, kind text, lt timestamptz, level text,
      "asOf" timestamptz, "isLate" boolean, notify boolean, "ruleRevision" text, "calendarVersion" int, actor uuid, body jsonb)
    order by "alertId", ordinal`.execute(trx)
}

export function changeOf(row: AlertRow): AlertChange {
  return {
    ...row,
    asOf: row.asOf.toString(),
    firedAt: row.firedAt.toString(),
    updatedAt: row.updatedAt.toString(),
    closedAt: row.closedAt?.toString() ?? null,
  }
}

/** A person closes or reopens an alert; what comes of it is decided at its place in the lane's log. */
export interface Decision {
  readonly id: string
  readonly alertId: string
  readonly kind: 'resolved' | 'reopened'
  readonly actor: string
  readonly reason: string
}

export async function insertDecision(
  trx: Trx,
  { id, alertId, kind, actor, reason }: Decision,
): Promise<void> {
  await trx.insertInto('alert_decision').values({ id, alert_id: alertId, kind, actor, reason }).execute()
}

export async function readDecisions(trx: Trx, ids: readonly string[]): Promise<Map<string, Decision>> {
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('alert_decision')
    .select(['id', 'alert_id as alertId', 'kind', 'actor', 'reason'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Of alert_event: what an evaluation found. Steps of ladders and news of clocks repeat its facts for whoever is told, with audiences of
 * their own.
 */
export const isEvaluation = sql`body ? 'comparisons' and not body ? 'step'
  and kind not in ('silenced', 'silence_ending', 'silence_ended', 'draft_overdue')`

export interface EvaluationRow {
  readonly ordinal: number
  readonly kind: string
  readonly at: Temporal.Instant
  readonly level: string | null
  readonly body: Readonly<Record<string, unknown>>
}

/** The latest evaluation of each alert: the facts that whatever is told of it repeats. */
export async function readLastEvaluations(
  db: Executor,
  alertIds: readonly string[],
): Promise<Map<string, EvaluationRow>> {
  const { rows } = await sql<EvaluationRow & { alertId: string }>`
    select distinct on (alert_id) alert_id as "alertId", ordinal, kind, at, level, body from alert_event
    where alert_id in (select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid) and ${isEvaluation}
    order by alert_id, ordinal desc`.execute(db)
  return new Map(rows.map(({ alertId, ...evaluation }) => [alertId, evaluation]))
}

export interface AlertFilter {
  readonly process?: string | undefined
  readonly place?: string | undefined
  readonly state?: string | undefined
  readonly level?: string | undefined
  readonly rule?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** Alerts of shadow rules are listed apart; undefined = both. */
  readonly isShadow?: boolean | undefined
  readonly isNational: boolean
  readonly territory: readonly string[]
  readonly markings: readonly string[]
  /** The electoral processes that the caller's token is bound to; null = all. */
  readonly processes: readonly string[] | null
  readonly before?: { readonly xid: string; readonly id: string } | undefined
  readonly limit: number
}

/** What of alerts a caller may count. */
export type AlertSight = Pick<
  AlertFilter,
  'territory' | 'isNational' | 'markings' | 'processes' | 'isShadow' | 'process'
>

/** As a condition on `alert`. */
export function visibleAlerts(sight: AlertSight) {
  const territory = [...sight.territory]
  return sql`marking = any(${[...sight.markings]}::text[])
      ${sight.processes === null ? sql`` : sql`and process = any(${[...sight.processes]}::text[])`}
      and (${sight.isNational} or department = any(${territory}::text[]) or place = any(${territory}::text[]))
      ${sight.isShadow === undefined ? sql`` : sql`and is_shadow = ${sight.isShadow}`}
      ${sight.process === undefined ? sql`and process <> ${canaryProcess}` : sql`and process = ${sight.process}`}`
}

/** The latest change first. Drills and shadow rules are listed like the others, marked. */
export async function listAlerts(db: Executor, filter: AlertFilter): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    select ${columns} from alert
    where ${visibleAlerts(filter)}
      ${filter.place === undefined ? sql`` : sql`and place like ${`${filter.place}%`}`}
      ${filter.state === undefined ? sql`` : sql`and state = ${filter.state}`}
      ${filter.level === undefined ? sql`` : sql`and level = ${filter.level}`}
      ${filter.rule === undefined ? sql`` : sql`and rule_id = ${filter.rule}`}
      ${filter.since === undefined ? sql`` : sql`and updated_at >= ${filter.since}::timestamptz`}
      ${filter.until === undefined ? sql`` : sql`and updated_at < ${filter.until}::timestamptz`}
      ${filter.before === undefined ? sql`` : sql`and (xid, id) < (${filter.before.xid}::xid8, ${filter.before.id}::uuid)`}
    order by alert.xid desc, id desc limit ${filter.limit}`.execute(db)
  return rows
}

// Reads of alert_event: an alert's history, and the events that delivery has not planned or response has not taken up yet.
import { sql } from 'kysely'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface AlertEventRow {
  readonly alertId: string
  readonly ordinal: number
  readonly kind: string
  readonly at: Temporal.Instant
  readonly lt: Temporal.Instant
  readonly level: LevelName | null
  readonly asOf: Temporal.Instant
  readonly isLate: boolean
  readonly notify: boolean
  readonly ruleRevision: string
  readonly calendarVersion: number | null
  readonly actor: string | null
  readonly body: Record<string, unknown>
}

const columns = sql`alert_id as "alertId", ordinal, kind, at, lt, level, as_of as "asOf", is_late as "isLate", notify,
  rule_revision as "ruleRevision", calendar_version as "calendarVersion", actor, body`

export async function readHistory(db: Executor, alertId: string): Promise<AlertEventRow[]> {
  const { rows } = await sql<AlertEventRow>`
    select ${columns} from alert_event where alert_id = ${alertId}::uuid order by ordinal`.execute(db)
  return rows
}

/** Alerts of which some change rests on the signal: a rare question, asked of the whole record. */
export async function alertsWithEvidence(trx: Trx, signalId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct e.alert_id as id from alert_event e
    where e.body -> 'evidence' -> 'ids' @> ${JSON.stringify([signalId])}::jsonb order by id`.execute(trx)
  return rows.map((row) => row.id)
}

export async function markPlanned(
  trx: Trx,
  events: readonly { alertId: string; ordinal: number }[],
): Promise<void> {
  if (events.length === 0) return
  await sql`
    update alert_event e set planned_at = app.now()
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as r("alertId" uuid, ordinal int)
    where e.alert_id = r."alertId" and e.ordinal = r.ordinal`.execute(trx)
}

export async function hasUnplannedEvents(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from alert_event where planned_at is null) as found`.execute(db)
  return rows[0]?.found ?? false
}

export interface UnansweredEvents {
  readonly alertId: string
  readonly events: readonly AlertEventRow[]
}

/** Alerts with events that response has not taken up, locked, those that another worker holds left out. */
export async function takeUnanswered(trx: Trx, limit: number): Promise<UnansweredEvents[]> {
  const { rows } = await sql<{ id: string; answered: number }>`
    select id, answered_ordinal as answered from alert where answered_ordinal < last_ordinal
    order by id limit ${limit} for no key update skip locked`.execute(trx)
  if (rows.length === 0) return []
  const { rows: events } = await sql<AlertEventRow>`
    select ${columns} from alert_event
    where alert_id in (select jsonb_array_elements_text(${JSON.stringify(rows.map(({ id }) => id))}::jsonb)::uuid)
      and ordinal > (select answered_ordinal from alert where id = alert_id)
    order by alert_id, ordinal`.execute(trx)
  return rows.map(({ id }) => ({ alertId: id, events: events.filter((one) => one.alertId === id) }))
}

/** With everything that has been recorded by now, the events of response itself among it. */
export async function markAnswered(trx: Trx, alertIds: readonly string[]): Promise<void> {
  await sql`
    update alert set answered_ordinal = last_ordinal
    where id in (select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid)`.execute(trx)
}

export async function hasUnansweredEvents(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from alert where answered_ordinal < last_ordinal) as found`.execute(db)
  return rows[0]?.found ?? false
}

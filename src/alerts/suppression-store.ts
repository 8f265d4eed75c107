// All SQL of suppression and alert_handling: what keeps an alert's notifications back, and how it is to be handled, beside its state.
import { sql } from 'kysely'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

export type SuppressionKind = 'silence' | 'inhibition'

export interface Suppression {
  readonly alertId: string
  readonly kind: SuppressionKind
  /** The silence, or the alert that inhibits. */
  readonly byId: string
  readonly byRule: string | null
  readonly level: LevelName
}

/** What is open already stays as it is, with the level at which it began. */
export async function openSuppressions(trx: Trx, given: readonly Suppression[]): Promise<void> {
  if (given.length === 0) return
  await sql`
    insert into suppression (alert_id, kind, by_id, by_rule, level)
    select distinct on ("alertId", kind, "byId") "alertId", kind, "byId", "byRule", level
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r("alertId" uuid, kind text, "byId" uuid, "byRule" text, level text)
    on conflict do nothing`.execute(trx)
}

export async function readOpenSuppressions(
  db: Executor,
  alertIds: readonly string[],
): Promise<Suppression[]> {
  if (alertIds.length === 0) return []
  const { rows } = await sql<Suppression>`
    select alert_id as "alertId", kind, by_id as "byId", by_rule as "byRule", level from suppression
    where ended_at is null and alert_id = any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))`.execute(
    db,
  )
  return rows
}

/** What keeps these alerts back, and what they keep back, sorted, so that two planners never wait for each other crosswise. */
export async function lockSuppressions(trx: Trx, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return
  const given = sql`any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))`
  await sql`
    select 1 from suppression where ended_at is null and (alert_id = ${given} or by_id = ${given})
    order by alert_id, kind, by_id for no key update`.execute(trx)
}

/** Alerts that were kept back by these and are no longer. */
export async function endSuppressionsBy(trx: Trx, byIds: readonly string[]): Promise<string[]> {
  if (byIds.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    update suppression set ended_at = app.now()
    where ended_at is null and by_id = any(array(select jsonb_array_elements_text(${JSON.stringify(byIds)}::jsonb)::uuid))
    returning alert_id as id`.execute(trx)
  return [...new Set(rows.map((row) => row.id))]
}

/** Of alerts that have closed. Answers what had kept them back. */
export async function endSuppressionsOf(trx: Trx, alertIds: readonly string[]): Promise<string[]> {
  if (alertIds.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    update suppression set ended_at = app.now()
    where ended_at is null and alert_id = any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))
    returning by_id as id`.execute(trx)
  return [...new Set(rows.map((row) => row.id))]
}

export interface SuppressionView {
  readonly alertId: string
  readonly kind: SuppressionKind
  readonly byId: string
  readonly byRule: string | null
  readonly reason: string | null
  readonly since: Temporal.Instant
  readonly until: Temporal.Instant | null
}

/** For readers: what is open now. */
export async function viewSuppressions(
  db: Executor,
  alertIds: readonly string[],
): Promise<Map<string, SuppressionView[]>> {
  const found = new Map<string, SuppressionView[]>()
  if (alertIds.length === 0) return found
  const { rows } = await sql<SuppressionView>`
    select p.alert_id as "alertId", p.kind, p.by_id as "byId", p.by_rule as "byRule", s.reason, p.since, s.ends_at as until
    from suppression p left join silence s on p.kind = 'silence' and s.id = p.by_id
    where p.ended_at is null and p.alert_id = any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))
    order by p.since, p.by_id`.execute(db)
  for (const row of rows) found.set(row.alertId, [...(found.get(row.alertId) ?? []), row])
  return found
}

/** Once quiet, an alert stays quiet. */
export async function markNotForBroadcast(trx: Trx, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return
  await sql`
    insert into alert_handling (alert_id, do_not_broadcast)
    select distinct id::uuid, true from jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb) as id
    on conflict do nothing`.execute(trx)
}

/** Those of the given alerts that go to no feed. */
export async function notForBroadcast(db: Executor, alertIds: readonly string[]): Promise<Set<string>> {
  if (alertIds.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select alert_id as id from alert_handling
    where do_not_broadcast and alert_id = any(array(select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid))`.execute(
    db,
  )
  return new Set(rows.map((row) => row.id))
}

// What old beats of the canary left behind, removed: alerts that have closed, with their history and deliveries, and the signals below them.
// Nothing of another process, nothing that a person touched, nothing that a send or a lane still holds.
import { type RawBuilder, sql } from 'kysely'
import { canaryProcess, canaryRule } from '#domain/canary.ts'
import type { Db, Trx } from '#platform/database/database.ts'

const cutoff = (keepHours: number) => sql`app.now() - make_interval(hours => ${keepHours})`
const idsOf = (ids: readonly string[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`

export async function isPruneDue(db: Db): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select 1 from canary where prune_at <= app.now()) as due`.execute(db)
  return rows[0]?.due ?? false
}

/** The turn, to whichever process asks first: false for the others. */
export async function takePruning(trx: Trx): Promise<boolean> {
  const { rows } = await sql`
    select process from canary where prune_at <= app.now() for update skip locked`.execute(trx)
  return rows.length > 0
}

export async function planNextPruning(trx: Trx, afterMs: number): Promise<void> {
  await sql`update canary set prune_at = app.now() + make_interval(secs => ${afterMs / 1_000})`.execute(trx)
}

/** Records of people and of feeds: an alert that has one stays whole. */
const touchedBy = [
  'acknowledgement',
  'agreement',
  'alert_comment',
  'alert_decision',
  'alert_handling',
  'cap_message',
  'draft',
  'escalation_step',
  'exclusion',
  'outcome_label',
  'response_action',
  'suppression',
]
const isTouched: RawBuilder<unknown> = sql.join(
  touchedBy.map((table) => sql`exists (select 1 from ${sql.table(table)} t where t.alert_id = a.id)`),
  sql` or `,
)

/** Removes up to `limit` alerts; how many it has removed. */
export async function pruneAlerts(trx: Trx, keepHours: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select a.id from alert a
    where a.process = ${canaryProcess} and a.closed_at < ${cutoff(keepHours)} and a.answered_ordinal = a.last_ordinal
      and not exists (select 1 from alert_event e
        where e.alert_id = a.id and (e.planned_at is null or e.at >= ${cutoff(keepHours)}))
      and not exists (select 1 from outcome_task o where o.alert_id = a.id and o.done_at is not null)
      and not exists (select 1 from escalation x where x.alert_id = a.id and x.state <> 'stopped')
      and not (${isTouched})
    order by a.id limit ${limit} for update skip locked`.execute(trx)
  const ids = await withoutSends(
    trx,
    rows.map(({ id }) => id),
  )
  if (ids.length === 0) return 0
  const ofDeliveries = sql`delivery_id in (select id from delivery where alert_id in ${idsOf(ids)})`
  await sql`delete from attempt where ${ofDeliveries}`.execute(trx)
  await sql`delete from delivery_overdue where ${ofDeliveries}`.execute(trx)
  for (const table of ['delivery', 'escalation', 'outcome_task', 'alert_event'])
    await sql`delete from ${sql.table(table)} where alert_id in ${idsOf(ids)}`.execute(trx)
  await sql`delete from alert where id in ${idsOf(ids)}`.execute(trx)
  return ids.length
}

/** Those of which nothing is being sent, and nothing is listed by another message; their deliveries locked, so that it stays so. */
async function withoutSends(trx: Trx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string; busy: boolean }>`
    select alert_id as id, state = 'sending' or carrier is not null or is_list as busy
    from delivery where alert_id in ${idsOf(ids)} order by id for update`.execute(trx)
  const busy = new Set(rows.filter((row) => row.busy).map(({ id }) => id))
  return ids.filter((id) => !busy.has(id))
}

/**
 * Removes up to `limit` signals that the canary's lanes have taken up, with their entries in the log and what they contributed to the
 * canary's rule; a signal that another rule counts, or that an alert which stays rests on, stays too. Positions of a log are never given
 * again, and what is no signal stays in it, so that a lane can be rolled from what is left.
 */
export async function pruneSignals(trx: Trx, keepHours: number, limit: number): Promise<number> {
  const lanes = sql`(select lane from lane where process = ${canaryProcess})`
  const { rows } = await sql<{ id: string }>`
    with kept as (
      select distinct jsonb_array_elements_text(e.body -> 'evidence' -> 'ids') as id
      from alert a join alert_event e on e.alert_id = a.id
      where a.process = ${canaryProcess} and a.fired_at < ${cutoff(keepHours)} and jsonb_typeof(e.body -> 'evidence' -> 'ids') = 'array')
    select s.id from signal s
    where s.source_id = ${canaryProcess} and s.processes = array[${canaryProcess}] and s.received_at < ${cutoff(keepHours)}
      and s.id::text not in (select id from kept)
      and not exists (select 1 from inbox i where i.ref = s.id::text)
      and not exists (select 1 from quarantine q where q.ref = s.id::text and q.resolved_at is null)
      and not exists (
        select 1 from contribution c join rule_key k on k.id = c.rule_key join rule_state r on r.id = k.rule_state
        where c.signal_id = s.id and (r.rule_id <> ${canaryRule} or k.lane not in ${lanes}))
    order by s.received_at, s.id limit ${limit} for update skip locked`.execute(trx)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  await sql`delete from contribution where signal_id in ${idsOf(ids)}`.execute(trx)
  await sql`delete from log where lane in ${lanes} and ref in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`.execute(
    trx,
  )
  await sql`delete from signal where id in ${idsOf(ids)}`.execute(trx)
  return ids.length
}

// SQL of the exports: everything that the caller may see, in the order of the record.
import { sql } from 'kysely'
import type { Executor } from '#platform/database/database.ts'
import { type Sight, within } from './action-store.ts'

export interface ExportFilter {
  readonly process?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

export type ExportRow = Readonly<Record<string, string | number | boolean | null>>

const period = (filter: ExportFilter, column: string) => sql`
  ${filter.process === undefined ? sql`` : sql`and a.process = ${filter.process}`}
  ${filter.since === undefined ? sql`` : sql`and ${sql.ref(column)} >= ${filter.since}::timestamptz`}
  ${filter.until === undefined ? sql`` : sql`and ${sql.ref(column)} < ${filter.until}::timestamptz`}`

const utc = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

export async function exportActions(
  db: Executor,
  sight: Sight,
  filter: ExportFilter,
  limit: number,
): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    select r.id::text as id, r.alert_id::text as alert_id, a.process, a.rule_id as rule, r.rule_action, a.place as place_pcode,
      a.department as department_pcode, a.is_exercise as exercise, r.level, r.text->>'es' as text_es, r.text->>'en' as text_en, r.class, r.line,
      r.addressee, ${utc('r.due_at')} as due_at, r.state,
      coalesce(r.held_reason is null and r.due_at <= app.now() and r.state in ('recommended', 'issued', 'accepted', 'started'), false) as overdue,
      r.held_reason as held_back, r.is_taken as taken, r.rating, r.evidence_count, ${utc('r.created_at')} as created_at
    from response_action r join alert a on a.id = r.alert_id
    where not a.is_shadow and ${within(sight)} ${period(filter, 'r.created_at')} order by r.created_at, r.id limit ${limit}`.execute(
    db,
  )
  return rows
}

export async function exportAlerts(
  db: Executor,
  sight: Sight,
  filter: ExportFilter,
  limit: number,
): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    select a.id::text as id, a.process, a.rule_id as rule, a.title->>'es' as title_es, a.title->>'en' as title_en, a.episode, a.state, a.level,
      a.max_level, a.place as place_pcode, a.department as department_pcode, a.marking, a.is_exercise as exercise, a.is_late as late,
      ${utc('a.fired_at')} as fired_at, ${utc('a.closed_at')} as closed_at,
      (select ${utc('k.at')} from acknowledgement k where k.alert_id = a.id and k.is_first order by k.at limit 1) as acknowledged_at,
      (select count(*)::int from response_action r where r.alert_id = a.id) as actions,
      (select string_agg(distinct l.label, '|' order by l.label) from outcome_label l where l.alert_id = a.id) as outcome
    from alert a where not a.is_shadow and ${within(sight)} ${period(filter, 'a.fired_at')} order by a.fired_at, a.id limit ${limit}`.execute(
    db,
  )
  return rows
}

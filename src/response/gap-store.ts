// SQL of the reading side of gaps: alerts that somebody acknowledged and for which no measure was issued or taken.
import { sql } from 'kysely'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Executor } from '#platform/database/database.ts'
import { type Sight, within } from './action-store.ts'

export interface Answered {
  readonly alertId: string
  readonly process: string
  readonly level: LevelName | null
  readonly department: string | null
  readonly acknowledgedAt: Temporal.Instant
  /** Calendar window of the alert's latest evaluation. */
  readonly window: string | null
  readonly now: Temporal.Instant
}

export async function answeredWithoutAction(db: Executor, sight: Sight): Promise<Answered[]> {
  const { rows } = await sql<Answered>`
    select a.id as "alertId", a.process, a.level, a.department, first.at as "acknowledgedAt",
      (select e.body->>'window' from alert_event e where e.alert_id = a.id and e.body ? 'comparisons' order by ordinal desc limit 1) as window,
      app.now() as now
    from alert a cross join lateral (
      select max(at) as at from acknowledgement where alert_id = a.id and is_first
        and not exists (select 1 from acknowledgement_withdrawal w where w.acknowledgement_id = acknowledgement.id)) first
    where a.state = 'acknowledged' and first.at is not null and not a.is_shadow and ${within(sight)}
      and not exists (select 1 from response_action r where r.alert_id = a.id and r.state <> 'recommended')
    order by first.at, a.id limit 500`.execute(db)
  return rows
}

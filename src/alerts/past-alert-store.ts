// Alerts with their record up to an instant, for numbers about a time that is over.
import { sql } from 'kysely'
import type { PastEvent } from '#domain/alert/past-life.ts'
import type { Marking } from '#domain/pack.ts'
import type { Text } from '#domain/text.ts'
import { formatInstant } from '#domain/time.ts'
import type { Executor } from '#platform/database/database.ts'
import { type AlertSight, visibleAlerts } from './alert-store.ts'

export interface PastAlertRow {
  readonly id: string
  readonly ruleId: string
  readonly place: string
  readonly department: string | null
  readonly title: Text
  readonly explain: Text
  readonly marking: Marking
  readonly firedAt: Temporal.Instant
  readonly events: readonly (PastEvent & { readonly isBefore: boolean })[]
}

export interface PastSpan {
  /** Without those whose last closing lies at or before it. */
  readonly openAfter: number
  /** Fired at or before it. */
  readonly until: number
  /** Their record up to here; an alert whose record begins later is not known. */
  readonly knownAt: number
}

/** The newest first. `isBefore`: recorded at or before `openAfter`. */
export async function alertsKnownAt(
  db: Executor,
  sight: AlertSight,
  span: PastSpan,
): Promise<PastAlertRow[]> {
  const from = formatInstant(span.openAfter)
  const { rows } = await sql<PastAlertRow>`
    select alert.id, alert.rule_id as "ruleId", alert.place, alert.department, alert.title, alert.explain, alert.marking,
      alert.fired_at as "firedAt", past.events
    from alert cross join lateral (
      select jsonb_agg(jsonb_build_object('kind', e.kind, 'level', e.level, 'isByPerson', e.actor is not null,
        'isBefore', e.at <= ${from}::timestamptz) order by e.ordinal) as events
      from alert_event e where e.alert_id = alert.id and e.at <= ${formatInstant(span.knownAt)}::timestamptz) as past
    where ${visibleAlerts(sight)} and alert.fired_at <= ${formatInstant(span.until)}::timestamptz
      and (alert.closed_at is null or alert.closed_at > ${from}::timestamptz) and past.events is not null
    order by alert.fired_at desc, alert.id`.execute(db)
  return rows
}

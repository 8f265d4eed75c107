// Open alerts by place, now and at an earlier instant: for the map and the table of the situation.
import { sql } from 'kysely'
import type { OpenAlert } from '#domain/alert/situation.ts'
import { formatInstant } from '#domain/time.ts'
import type { Executor } from '#platform/database/database.ts'
import { type AlertSight, visibleAlerts } from './alert-store.ts'

export async function openAlerts(db: Executor, sight: AlertSight): Promise<OpenAlert[]> {
  const { rows } = await sql<OpenAlert>`
    select alert.place, coalesce(alert.level, alert.max_level) as level, alert.state = 'acknowledged' as "isAnswered"
    from alert where ${visibleAlerts(sight)} and alert.state in ('firing', 'acknowledged')`.execute(db)
  return rows
}

/** Alerts that were open at the instant, with the level that they had then. */
export async function openAlertsAt(
  db: Executor,
  sight: AlertSight,
  at: number,
): Promise<Pick<OpenAlert, 'place' | 'level'>[]> {
  const instant = formatInstant(at)
  const { rows } = await sql<Pick<OpenAlert, 'place' | 'level'>>`
    select alert.place, earlier.level from alert
    cross join lateral (
      select e.level from alert_event e
      where e.alert_id = alert.id and e.at <= ${instant}::timestamptz and e.level is not null
      order by e.ordinal desc limit 1) as earlier
    where ${visibleAlerts(sight)} and alert.fired_at <= ${instant}::timestamptz
      and (alert.closed_at is null or alert.closed_at > ${instant}::timestamptz)`.execute(db)
  return rows
}

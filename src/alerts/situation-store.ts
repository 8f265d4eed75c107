// Open alerts by place, now and at an earlier instant: for the map and the table of the situation.
import { sql } from 'kysely'
import { isClosed } from '#domain/alert/lifecycle.ts'
import { lifeAfter } from '#domain/alert/past-life.ts'
import type { OpenAlert } from '#domain/alert/situation.ts'
import type { Executor } from '#platform/database/database.ts'
import { type AlertSight, visibleAlerts } from './alert-store.ts'
import { alertsKnownAt } from './past-alert-store.ts'

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
  const known = await alertsKnownAt(db, sight, { openAfter: at, until: at, knownAt: at })
  return known.flatMap(({ place, events }) => {
    const life = lifeAfter(events)
    return life === undefined || isClosed(life.state) ? [] : [{ place, level: life.level ?? life.maxLevel }]
  })
}

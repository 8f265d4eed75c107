// What the after-action report of a drill is made of: its alerts with their evidence and answers, and every delivery row considered.
import { sql } from 'kysely'
import type { DrillAlert, DrillDelivery } from '#domain/drill/report.ts'
import type { Text } from '#domain/text.ts'
import type { Db } from '#platform/database/database.ts'

interface AlertRow {
  readonly id: string
  readonly rule: string
  readonly title: Text
  readonly place: string
  readonly level: string
  readonly state: string
  readonly isShadow: boolean
  readonly evidence: number | null
  readonly firstSignal: Temporal.Instant | null
  readonly lastSignal: Temporal.Instant | null
  readonly fired: Temporal.Instant
  readonly at: Temporal.Instant
  readonly answers: readonly { readonly at: string; readonly audience: string | null }[]
}

const ms = (at: Temporal.Instant | null) => at?.epochMilliseconds ?? null

export async function readDrillAlerts(db: Db, process: string): Promise<DrillAlert[]> {
  const { rows } = await sql<AlertRow>`
    select a.id, a.rule_id as rule, a.title, a.place, a.max_level as level, a.state, a.is_shadow as "isShadow",
      (e.body -> 'evidence' ->> 'count')::int as evidence, a.fired_at as fired, e.at,
      (select min(s.event_time) from signal s where s.id::text in (select jsonb_array_elements_text(e.body -> 'evidence' -> 'ids'))) as "firstSignal",
      (select max(s.event_time) from signal s where s.id::text in (select jsonb_array_elements_text(e.body -> 'evidence' -> 'ids'))
        and s.event_time <= a.fired_at) as "lastSignal",
      (select coalesce(jsonb_agg(jsonb_build_object('at', k.at, 'audience', k.audience) order by k.at), '[]'::jsonb)
        from acknowledgement k where k.alert_id = a.id) as answers
    from alert a join lateral (
      select at, body from alert_event where alert_id = a.id and kind = 'fired' order by ordinal limit 1) e on true
    where a.process = ${process} order by a.fired_at, a.id`.execute(db)
  return rows.map(({ at, fired, firstSignal, lastSignal, answers, evidence, ...row }) => ({
    ...row,
    evidence: evidence ?? 0,
    firstSignal: ms(firstSignal),
    lastSignal: ms(lastSignal),
    fired: fired.epochMilliseconds,
    firedAt: at.epochMilliseconds,
    answers: answers.map((one) => ({
      at: Temporal.Instant.from(one.at).epochMilliseconds,
      audience: one.audience,
    })),
  }))
}

interface DeliveryRow extends Omit<DrillDelivery, 'eventAt' | 'acceptedAt' | 'seenAt'> {
  readonly eventAt: Temporal.Instant
  readonly acceptedAt: Temporal.Instant | null
  readonly seenAt: Temporal.Instant | null
}

export async function readDrillDeliveries(db: Db, process: string): Promise<DrillDelivery[]> {
  const { rows } = await sql<DeliveryRow>`
    select d.alert_id as "alertId", e.kind, d.audience, d.recipient, d.channel, d.state, d.reason, e.at as "eventAt",
      d.accepted_at as "acceptedAt", d.seen_at as "seenAt"
    from delivery d join alert a on a.id = d.alert_id join alert_event e on e.alert_id = d.alert_id and e.ordinal = d.ordinal
    where a.process = ${process} order by e.at, d.id`.execute(db)
  return rows.map((row) => ({
    ...row,
    eventAt: row.eventAt.epochMilliseconds,
    acceptedAt: ms(row.acceptedAt),
    seenAt: ms(row.seenAt),
  }))
}

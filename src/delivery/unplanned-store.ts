// What delivery reads of alerts: the events that wait for a plan, and an event again when its message is rendered.
import { type RawBuilder, sql } from 'kysely'
import type { AlertFacts, EventFacts } from '#domain/delivery/situation.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import type { Marking } from '#domain/pack.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Text } from '#domain/text.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface Situation {
  readonly alert: AlertFacts
  readonly event: EventFacts & { readonly level: string | null }
  /** The clock of the process is the record's: nothing leaves but to the inbox. */
  readonly isReplay: boolean
  /** app.now() of the transaction. */
  readonly now: Temporal.Instant
}

interface SituationRow {
  readonly id: string
  readonly process: string
  readonly rule_id: string
  readonly state: string
  readonly max_level: LevelName
  readonly place: string
  readonly title: Text
  readonly key: Record<string, string>
  readonly tags: string[]
  readonly factors: string[]
  readonly marking: Marking
  readonly is_exercise: boolean
  readonly is_late: boolean
  readonly as_of: Temporal.Instant
  readonly fired_at: Temporal.Instant
  readonly ordinal: number
  readonly kind: string
  readonly notify: boolean
  readonly at: Temporal.Instant
  readonly level: string | null
  readonly body: unknown
  readonly clock: string
  readonly now: Temporal.Instant
}

const columns = sql`
  a.id, a.process, a.rule_id, a.state, a.max_level, a.place, a.title, a.key, a.tags, a.factors, a.marking, a.is_exercise, e.is_late, e.as_of,
  a.fired_at, e.ordinal, e.kind, e.notify, e.at, e.level, p.clock, app.now() as now,
  -- consent that sources have taken back since: nothing leaves on an answer that is no more
  coalesce((select jsonb_set(e.body, '{consent}', jsonb_build_object(
      'internal', bool_and((c ->> 'internal')::boolean), 'ombudsman', bool_and((c ->> 'ombudsman')::boolean),
      'un', bool_and((c ->> 'un')::boolean), 'public', bool_and((c ->> 'public')::boolean)))
    from (select e.body -> 'consent' as c union all
      select l.body -> 'consent' from alert_event l
      where l.alert_id = e.alert_id and l.ordinal > e.ordinal and l.kind = 'consent_withdrawn') answers
    where e.body ? 'consent'), e.body) as body`

/**
 * Takes events that no other planner holds: those of the alert with the most severe news first, then the oldest. Of each alert only the first
 * that waits, with the urgency of whatever waits behind it: a later one is planned with the knowledge of who was told by the earlier.
 */
export async function takeUnplanned(trx: Trx, limit: number): Promise<Situation[]> {
  const { rows } = await sql<SituationRow & { urgency: number }>`
    with waiting as (
      select w.alert_id, w.ordinal,
        row_number() over (partition by w.alert_id order by w.ordinal) as place,
        min(${urgencyOf(sql`w`, sql`o`)}) over (partition by w.alert_id) as urgency
      from alert_event w join alert o on o.id = w.alert_id where w.planned_at is null)
    select ${columns}, w.urgency
    from waiting w join alert_event e on e.alert_id = w.alert_id and e.ordinal = w.ordinal
    join alert a on a.id = e.alert_id join electoral_process p on p.id = a.process
    where w.place = 1 and e.planned_at is null
    order by w.urgency, e.at, e.alert_id limit ${limit}
    for no key update of e skip locked`.execute(trx)
  // What is critical waits for no row of the others: they come back with the next batch.
  const urgent = rows.filter((row) => row.urgency === 1)
  return (urgent.length > 0 ? urgent : rows).map(situationOf)
}

/** 1 = critical. An event without a level counts as the highest that its alert had, like its messages. */
const urgencyOf = (event: RawBuilder<unknown>, alert: RawBuilder<unknown>) =>
  sql`array_position(array['critical', 'warning', 'watch', 'info'], coalesce(${event}.level, ${alert}.max_level))`

export interface EventKey {
  readonly alertId: string
  readonly ordinal: number
}

export async function readSituations(db: Executor, keys: readonly EventKey[]): Promise<Situation[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<SituationRow>`
    select ${columns}
    from (select distinct "alertId", ordinal
          from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k("alertId" uuid, ordinal int)) k
    join alert_event e on e.alert_id = k."alertId" and e.ordinal = k.ordinal
    join alert a on a.id = e.alert_id join electoral_process p on p.id = a.process`.execute(db)
  return rows.map(situationOf)
}

/** Age in seconds of the oldest event without a plan; 0 when there is none. */
export async function oldestUnplannedSeconds(db: Db): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from app.now() - min(at))::float8 as age from alert_event where planned_at is null`.execute(
    db,
  )
  return Math.max(0, rows[0]?.age ?? 0)
}

function situationOf(row: SituationRow): Situation {
  return {
    alert: {
      id: row.id,
      process: row.process,
      ruleId: row.rule_id,
      state: row.state,
      maxLevel: row.max_level,
      place: row.place,
      title: row.title,
      key: row.key,
      tags: row.tags,
      factors: row.factors,
      marking: row.marking,
      isExercise: row.is_exercise,
      isLate: row.is_late,
      asOf: row.as_of.epochMilliseconds,
      firedAt: row.fired_at.epochMilliseconds,
    },
    event: {
      ordinal: row.ordinal,
      kind: row.kind,
      notify: row.notify,
      at: row.at.epochMilliseconds,
      level: row.level,
      body: readEventBody(row.body),
    },
    isReplay: row.clock === 'record',
    now: row.now,
  }
}

/** The instant by which everything of this transaction is dated. */
export async function readNow(db: Executor): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Temporal.Instant }>`select app.now() as now`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('the database told no time')
  return row.now
}

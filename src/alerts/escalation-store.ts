// All SQL of escalation and escalation_step: the ladder of an alert, kept beside it and changed under its lock.
import { sql } from 'kysely'
import type { LadderState } from '#domain/response/escalation.ts'
import type { Policy } from '#domain/response/policy.ts'
import type { StepPeople } from '#domain/response/step-people.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface LadderRow {
  readonly alertId: string
  readonly round: number
  readonly state: LadderState
  /** Why it is not running; null while it does. */
  readonly reason: string | null
  readonly policy: Policy | null
  readonly policyHash: string | null
  readonly openingOrdinal: number | null
  readonly seenOrdinal: number
  readonly step: number
  readonly dueAt: Temporal.Instant | null
  readonly dueBecause: string | null
  readonly remindAt: Temporal.Instant | null
  readonly openedAt: Temporal.Instant | null
  readonly stoppedAt: Temporal.Instant | null
}

/** An instant is either read or RFC 3339. */
export type LadderChange = Omit<LadderRow, 'dueAt' | 'remindAt' | 'openedAt' | 'stoppedAt'> & {
  readonly dueAt: string | null
  readonly remindAt: string | null
  readonly openedAt: string | null
  readonly stoppedAt: string | null
}

export interface StepRow {
  readonly alertId: string
  readonly step: number
  readonly round: number
  readonly cycle: number
  readonly order: number
  readonly audience: string
  readonly role: string | null
  readonly outcome: 'told' | 'told_before' | 'skipped'
  readonly reason: string
  readonly people: readonly StepPeople[]
  readonly ordinal: number
  readonly level: string | null
  readonly actor: string | null
  readonly at: Temporal.Instant
  readonly dueAt: Temporal.Instant | null
}

// A ladder looks at an alert again when its time has come, when the alert has changed since, and when it has none yet. Alerts on the clock of a
// record and those of rules on trial have none; an opening waits until the change that opens it is planned, to know who is told by it.
const waiting = sql`
  select alert_id as id from escalation where due_at <= app.now()
  union select alert_id from escalation where remind_at <= app.now()
  union select a.id from escalation x join alert a on a.id = x.alert_id
    where x.state <> 'stopped' and a.closed_at is not null and a.last_ordinal > x.seen_ordinal
  union select a.id from alert a join electoral_process p on p.id = a.process left join escalation x on x.alert_id = a.id
    where a.closed_at is null and not a.is_shadow and p.clock = 'live' and a.last_ordinal > coalesce(x.seen_ordinal, 0)
      and not exists (select 1 from alert_event e where e.alert_id = a.id and e.planned_at is null)`

/** Alerts whose ladder has something to do, critical ones first; locked, without waiting for those that another worker holds. */
export async function takeWaiting(trx: Trx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from alert a where a.id in (${waiting})
    order by a.level = 'critical' desc nulls last, a.id limit ${limit} for no key update skip locked`.execute(
    trx,
  )
  return rows.map((row) => row.id)
}

export async function hasWaitingLadders(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (${waiting}) as found`.execute(db)
  return rows[0]?.found ?? false
}

const ladderColumns = sql`alert_id as "alertId", round, state, reason, policy, policy_hash as "policyHash",
  opening_ordinal as "openingOrdinal", seen_ordinal as "seenOrdinal", step, due_at as "dueAt", due_because as "dueBecause",
  remind_at as "remindAt", opened_at as "openedAt", stopped_at as "stoppedAt"`

const among = (ids: readonly string[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`

export async function readLadders(
  db: Executor,
  alertIds: readonly string[],
): Promise<Map<string, LadderRow>> {
  const { rows } = await sql<LadderRow>`
    select ${ladderColumns} from escalation where alert_id in ${among(alertIds)}`.execute(db)
  return new Map(rows.map((row) => [row.alertId, row]))
}

export async function readLadder(db: Executor, alertId: string): Promise<LadderRow | undefined> {
  return (await readLadders(db, [alertId])).get(alertId)
}

/** Every step of every round of these alerts, an alert's first one first. */
export async function readSteps(db: Executor, alertIds: readonly string[]): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    select alert_id as "alertId", step, round, cycle, ladder_order as "order", audience, role, outcome, reason, people, ordinal, level, actor,
      at, due_at as "dueAt"
    from escalation_step where alert_id in ${among(alertIds)} order by alert_id, step`.execute(db)
  return rows
}

/** Ladders as they are now, in one statement for all of them; their alerts are locked. */
export async function saveLadders(trx: Trx, ladders: readonly LadderChange[]): Promise<void> {
  if (ladders.length === 0) return
  await sql`
    insert into escalation (alert_id, round, state, reason, policy, policy_hash, opening_ordinal, seen_ordinal, step, due_at, due_because,
      remind_at, opened_at, stopped_at)
    select "alertId", round, state, reason, nullif(policy, 'null'::jsonb), "policyHash", "openingOrdinal", "seenOrdinal", step, "dueAt",
      "dueBecause", "remindAt", "openedAt", "stoppedAt"
    from jsonb_to_recordset(${JSON.stringify(ladders)}::jsonb) as r("alertId" uuid, round int, state text, reason text, policy jsonb,
      "policyHash" text, "openingOrdinal" int, "seenOrdinal" int, step int, "dueAt" timestamptz, "dueBecause" text, "remindAt" timestamptz,
      "openedAt" timestamptz, "stoppedAt" timestamptz)
    order by "alertId"
    on conflict (alert_id) do update set round = excluded.round, state = excluded.state, reason = excluded.reason, policy = excluded.policy,
      policy_hash = excluded.policy_hash, opening_ordinal = excluded.opening_ordinal, seen_ordinal = excluded.seen_ordinal,
      step = excluded.step, due_at = excluded.due_at, due_because = excluded.due_because, remind_at = excluded.remind_at,
      opened_at = excluded.opened_at, stopped_at = excluded.stopped_at`.execute(trx)
}

/** The database dates them. */
export async function insertSteps(trx: Trx, steps: readonly StepRow[]): Promise<void> {
  if (steps.length === 0) return
  await sql`
    insert into escalation_step (alert_id, step, round, cycle, ladder_order, audience, role, outcome, reason, people, ordinal, level, actor,
      due_at)
    select "alertId", step, round, cycle, "order", audience, role, outcome, reason, people, ordinal, level, actor, "dueAt"
    from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as r("alertId" uuid, step int, round int, cycle int, "order" int, audience text,
      role text, outcome text, reason text, people jsonb, ordinal int, level text, actor uuid, "dueAt" timestamptz)
    order by "alertId", step`.execute(trx)
}

/** The next step of a running ladder becomes due at once; false when it is not running. */
export async function bringForward(trx: Trx, alertId: string, because: string): Promise<boolean> {
  const { rows } = await sql`
    update escalation set due_at = least(due_at, app.now()), due_because = ${because}
    where alert_id = ${alertId}::uuid and state = 'running' returning alert_id`.execute(trx)
  return rows.length > 0
}

export interface Unseen {
  /** Kinds of the changes that the ladder has not seen, the first one first. */
  readonly kinds: readonly string[]
  /** Ordinal of the last change that told people anew. */
  readonly opening: number | null
}

export async function readUnseen(db: Executor, alertIds: readonly string[]): Promise<Map<string, Unseen>> {
  const { rows } = await sql<{ alertId: string; kinds: string[] | null; opening: number | null }>`
    select e.alert_id as "alertId", array_agg(kind order by ordinal) filter (where ordinal > coalesce(x.seen_ordinal, 0)) as kinds,
      max(ordinal) filter (where notify and kind in ('fired', 'raised', 'reopened')) as opening
    from alert_event e left join escalation x on x.alert_id = e.alert_id
    where e.alert_id in ${among(alertIds)} group by e.alert_id`.execute(db)
  return new Map(rows.map(({ alertId, kinds, opening }) => [alertId, { kinds: kinds ?? [], opening }]))
}

/** Seconds that the longest-waiting step is late; 0 when none is. */
export async function oldestDueStepSeconds(db: Db): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from app.now() - min(due_at))::float8 as age from escalation where due_at <= app.now()`.execute(
    db,
  )
  return Math.max(0, rows[0]?.age ?? 0)
}

/** How long the alerts that nobody has answered have been waiting, by level, and how many ladders run. */
export async function measureAnswers(db: Db): Promise<{
  readonly unacknowledged: Readonly<Partial<Record<LevelName, number>>>
  readonly running: number
}> {
  const { rows } = await sql<{ level: LevelName; age: number }>`
    select level, max(extract(epoch from app.now() - x.opened_at))::float8 as age
    from alert a join escalation x on x.alert_id = a.id
    where a.closed_at is null and a.state = 'firing' and x.state = 'running' and not a.is_exercise and level is not null
    group by level`.execute(db)
  const { rows: counted } = await sql<{ running: number }>`
    select count(*)::int as running from escalation where state = 'running'`.execute(db)
  return {
    unacknowledged: Object.fromEntries(rows.map((row) => [row.level, Math.max(0, row.age)])),
    running: counted[0]?.running ?? 0,
  }
}

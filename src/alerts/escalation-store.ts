// All SQL of escalation and escalation_step: the ladder of an alert, kept beside it and changed under its lock.
import { sql } from 'kysely'
import type { LadderState } from '#domain/response/escalation.ts'
import type { Policy } from '#domain/response/policy.ts'
import type { StepPeople } from '#domain/response/step-people.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'
import { isEvaluation } from './alert-store.ts'

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

export async function readLadder(db: Executor, alertId: string): Promise<LadderRow | undefined> {
  const { rows } = await sql<LadderRow>`
    select ${ladderColumns} from escalation where alert_id = ${alertId}::uuid`.execute(db)
  return rows[0]
}

/** Every step of every round, the first one first. */
export async function readSteps(db: Executor, alertId: string): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    select alert_id as "alertId", step, round, cycle, ladder_order as "order", audience, role, outcome, reason, people, ordinal, level, actor,
      at, due_at as "dueAt"
    from escalation_step where alert_id = ${alertId}::uuid order by step`.execute(db)
  return rows
}

export async function saveLadder(trx: Trx, ladder: LadderChange): Promise<void> {
  const policy = ladder.policy === null ? null : JSON.stringify(ladder.policy)
  await sql`
    insert into escalation (alert_id, round, state, reason, policy, policy_hash, opening_ordinal, seen_ordinal, step, due_at, due_because,
      remind_at, opened_at, stopped_at)
    values (${ladder.alertId}::uuid, ${ladder.round}, ${ladder.state}, ${ladder.reason}, ${policy}::jsonb, ${ladder.policyHash},
      ${ladder.openingOrdinal}, ${ladder.seenOrdinal}, ${ladder.step}, ${ladder.dueAt}::timestamptz, ${ladder.dueBecause},
      ${ladder.remindAt}::timestamptz, ${ladder.openedAt}::timestamptz, ${ladder.stoppedAt}::timestamptz)
    on conflict (alert_id) do update set round = excluded.round, state = excluded.state, reason = excluded.reason, policy = excluded.policy,
      policy_hash = excluded.policy_hash, opening_ordinal = excluded.opening_ordinal, seen_ordinal = excluded.seen_ordinal,
      step = excluded.step, due_at = excluded.due_at, due_because = excluded.due_because, remind_at = excluded.remind_at,
      opened_at = excluded.opened_at, stopped_at = excluded.stopped_at`.execute(trx)
}

export async function insertStep(
  trx: Trx,
  step: Omit<StepRow, 'at' | 'dueAt'> & { readonly dueAt: string | null },
): Promise<void> {
  await sql`
    insert into escalation_step (alert_id, step, round, cycle, ladder_order, audience, role, outcome, reason, people, ordinal, level, actor,
      due_at)
    values (${step.alertId}::uuid, ${step.step}, ${step.round}, ${step.cycle}, ${step.order}, ${step.audience}, ${step.role}, ${step.outcome},
      ${step.reason}, ${JSON.stringify(step.people)}::jsonb, ${step.ordinal}, ${step.level}, ${step.actor}::uuid,
      ${step.dueAt}::timestamptz)`.execute(trx)
}

/** The next step of a running ladder becomes due at once; false when it is not running. */
export async function bringForward(trx: Trx, alertId: string, because: string): Promise<boolean> {
  const { rows } = await sql`
    update escalation set due_at = least(due_at, app.now()), due_because = ${because}
    where alert_id = ${alertId}::uuid and state = 'running' returning alert_id`.execute(trx)
  return rows.length > 0
}

export interface OpeningFacts {
  readonly ordinal: number
  readonly kind: string
  readonly at: Temporal.Instant
  readonly level: string | null
  readonly body: Record<string, unknown>
}

/** The latest evaluation of an alert: what a step tells again. */
export async function readLatestEvaluation(db: Executor, alertId: string): Promise<OpeningFacts | undefined> {
  const { rows } = await sql<OpeningFacts>`
    select ordinal, kind, at, level, body from alert_event
    where alert_id = ${alertId}::uuid and ${isEvaluation} order by ordinal desc limit 1`.execute(db)
  return rows[0]
}

/** Kinds of the changes of an alert after one of them, and the ordinal of the last that told people anew. */
export async function readUnseen(
  db: Executor,
  alertId: string,
  after: number,
): Promise<{ readonly kinds: readonly string[]; readonly opening: number | null }> {
  const { rows } = await sql<{ kinds: string[] | null; opening: number | null }>`
    select array_agg(kind order by ordinal) filter (where ordinal > ${after}) as kinds,
      max(ordinal) filter (where notify and kind in ('fired', 'raised', 'reopened')) as opening
    from alert_event where alert_id = ${alertId}::uuid`.execute(db)
  return { kinds: rows[0]?.kinds ?? [], opening: rows[0]?.opening ?? null }
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

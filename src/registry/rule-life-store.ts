// All SQL of rule_test_run, rule_file and rule_schedule, and of what was in force when.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { ActivatedRule, RuleAct } from '#platform/database/tables/registry.ts'

export interface TestRun {
  readonly hash: string
  readonly passed: number
  readonly failures: readonly unknown[]
  readonly at: Temporal.Instant
}

export async function insertTestRun(
  trx: Trx,
  run: {
    readonly ruleId: string
    readonly hash: string
    readonly passed: number
    readonly failures: readonly unknown[]
    readonly actor: string
  },
): Promise<void> {
  await trx
    .insertInto('rule_test_run')
    .values({
      rule_id: run.ruleId,
      hash: run.hash,
      passed: run.passed,
      failures: JSON.stringify(run.failures),
      actor: run.actor,
    })
    .execute()
}

/** The last run of each revision of a rule. */
export async function lastTestRuns(db: Executor, ruleId: string): Promise<Map<string, TestRun>> {
  const { rows } = await sql<TestRun>`
    select distinct on (hash) hash, passed, failures, at from rule_test_run
    where rule_id = ${ruleId} order by hash, id desc`.execute(db)
  return new Map(rows.map((row) => [row.hash, row]))
}

export interface RuleFileRow {
  readonly ruleId: string
  readonly hash: string
  readonly file: string
}

/** Replaces what the files were last seen to say. */
export async function replaceRuleFiles(trx: Trx, files: readonly RuleFileRow[]): Promise<void> {
  await trx.deleteFrom('rule_file').execute()
  if (files.length === 0) return
  await trx
    .insertInto('rule_file')
    .values(files.map((one) => ({ rule_id: one.ruleId, hash: one.hash, file: one.file })))
    .execute()
}

export async function listRuleFiles(db: Executor): Promise<Map<string, RuleFileRow>> {
  const rows = await db
    .selectFrom('rule_file')
    .select(['rule_id as ruleId', 'hash', 'file'])
    .orderBy('rule_id')
    .execute()
  return new Map(rows.map((row) => [row.ruleId, row]))
}

export interface PastEntry {
  readonly activation: number
  readonly act: RuleAct | 'import'
  readonly changedRule: string | null
  readonly hash: string | null
  readonly at: Temporal.Instant
  /** Null: the rule was not in force. */
  readonly entry: ActivatedRule | null
}

/** What every activation said of one rule, the newest first. */
export async function entriesOf(db: Executor, ruleId: string): Promise<PastEntry[]> {
  const { rows } = await sql<PastEntry>`
    select a.id as activation, a.act, a.rule_id as "changedRule", a.hash, a.created_at as at,
      (select rule from jsonb_array_elements(a.rules) as rule where rule->>'rule_id' = ${ruleId}) as entry
    from rule_activation a order by a.id desc`.execute(db)
  return rows
}

export interface Schedule {
  readonly id: number
  readonly proposal: string
  readonly due: Temporal.Instant
  readonly actor: string
}

export async function insertSchedule(
  trx: Trx,
  schedule: { readonly proposal: string; readonly due: string; readonly actor: string },
): Promise<void> {
  await sql`
    insert into rule_schedule (proposal_id, due, actor)
    values (${schedule.proposal}::uuid, ${schedule.due}::timestamptz, ${schedule.actor}::uuid)
    on conflict (proposal_id) do update set due = excluded.due, actor = excluded.actor`.execute(trx)
}

export async function dueSchedules(trx: Trx): Promise<Schedule[]> {
  const { rows } = await sql<Schedule>`
    select id, proposal_id as proposal, due, actor from rule_schedule
    where ended_at is null and due <= app.now() order by due, id for update`.execute(trx)
  return rows
}

export async function hasDueSchedule(db: Executor): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from rule_schedule where ended_at is null and due <= app.now()) as found`.execute(
    db,
  )
  return rows[0]?.found ?? false
}

export async function endSchedule(trx: Trx, id: number, outcome: string): Promise<void> {
  await sql`update rule_schedule set ended_at = app.now(), outcome = ${outcome} where id = ${id}`.execute(trx)
}

/** The instants at which approved proposals of a rule will be carried out, by proposal. */
export async function schedulesOf(db: Executor, ruleId: string): Promise<Map<string, Temporal.Instant>> {
  const { rows } = await sql<{ proposal: string; due: Temporal.Instant }>`
    select s.proposal_id as proposal, s.due from rule_schedule s join proposal p on p.id = s.proposal_id
    where s.ended_at is null and p.kind = 'rule' and p.target = ${ruleId}`.execute(db)
  return new Map(rows.map((row) => [row.proposal, row.due]))
}

// All SQL of rule_backtest: which revision was tried over the log, against what, and what came out.
import { sql } from 'kysely'
import type { RevisionReport } from '#domain/backtest/revision-report.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface RuleBacktestRow {
  readonly id: string
  readonly ruleId: string
  readonly hash: string
  readonly base: string | null
  readonly days: number
  readonly state: 'queued' | 'running' | 'done' | 'failed'
  readonly result: RevisionReport | null
  readonly error: string | null
  readonly createdAt: Temporal.Instant
  readonly finishedAt: Temporal.Instant | null
}

const columns = sql`id, rule_id as "ruleId", hash, base, days, state, result, error, created_at as "createdAt",
  finished_at as "finishedAt"`

export async function insertRuleBacktest(
  trx: Trx,
  row: {
    readonly id: string
    readonly ruleId: string
    readonly hash: string
    readonly base: string | null
    readonly days: number
    readonly actor: string | null
  },
): Promise<void> {
  await trx
    .insertInto('rule_backtest')
    .values({
      id: row.id,
      rule_id: row.ruleId,
      hash: row.hash,
      base: row.base,
      days: row.days,
      actor: row.actor,
    })
    .execute()
}

export async function readRuleBacktests(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, RuleBacktestRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<RuleBacktestRow>`
    select ${columns} from rule_backtest
    where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The last one of a revision; `freshDays` leaves out those that are older and those that failed. */
export async function latestRuleBacktest(
  db: Executor,
  revision: { readonly ruleId: string; readonly hash: string },
  freshDays?: number,
): Promise<RuleBacktestRow | undefined> {
  const { rows } = await sql<RuleBacktestRow>`
    select ${columns} from rule_backtest where rule_id = ${revision.ruleId} and hash = ${revision.hash}
      ${freshDays === undefined ? sql`` : sql`and state <> 'failed' and created_at > app.now() - make_interval(days => ${freshDays})`}
    order by created_at desc, id desc limit 1`.execute(db)
  return rows[0]
}

/**
 * A run that began this long ago was left by a process that died: an approver waits for it, and a run takes seconds (some ten thousand entries
 * of a log each). One that is slower than that is run twice, and the result that
 * comes last stands.
 */
const abandoned = sql`started_at < app.now() - interval '2 minutes'`

/** True for the one caller that may run it now. */
export async function claimRuleBacktest(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`
    update rule_backtest set state = 'running', started_at = app.now()
    where id = ${id}::uuid and (state = 'queued' or (state = 'running' and ${abandoned})) returning id`.execute(
    db,
  )
  return rows.length > 0
}

/** Ids of those that wait for somebody, the oldest first. What a person asked for is first left to the request that asked. */
export async function waitingRuleBacktests(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from rule_backtest
    where (state = 'queued' and (actor is null or created_at < app.now() - interval '5 seconds')) or (state = 'running' and ${abandoned})
    order by created_at, id limit 10`.execute(db)
  return rows.map((row) => row.id)
}

export async function finishRuleBacktest(db: Db, id: string, result: RevisionReport): Promise<void> {
  await sql`update rule_backtest set state = 'done', result = ${JSON.stringify(result)}::jsonb, finished_at = app.now()
    where id = ${id}::uuid`.execute(db)
}

export async function failRuleBacktest(db: Db, id: string, error: string): Promise<void> {
  await sql`update rule_backtest set state = 'failed', error = ${error}, finished_at = app.now() where id = ${id}::uuid`.execute(
    db,
  )
}

// All SQL of backtest_run and backtest_finding.
import { sql } from 'kysely'
import type { BacktestReport } from '#domain/backtest/report-shape.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface RunRow {
  readonly id: string
  readonly process: string
  readonly title: string
  readonly state: 'queued' | 'running' | 'done' | 'failed'
  readonly request: unknown
  readonly isSmall: boolean
  readonly report: BacktestReport | null
  readonly reportHash: string | null
  readonly error: string | null
  readonly createdAt: Temporal.Instant
  readonly finishedAt: Temporal.Instant | null
}

export interface NewRun {
  readonly id: string
  readonly process: string
  readonly title: string
  readonly request: unknown
  readonly revisions: readonly string[]
  readonly isSmall: boolean
  readonly actor: string
}

export async function insertRun(trx: Trx, run: NewRun): Promise<void> {
  await trx
    .insertInto('backtest_run')
    .values({
      id: run.id,
      process: run.process,
      title: run.title,
      state: 'queued',
      request: JSON.stringify(run.request),
      revisions: [...run.revisions],
      is_small: run.isSmall,
      actor: run.actor,
    })
    .execute()
}

export async function readRun(db: Executor, id: string): Promise<RunRow | undefined> {
  const row = await db
    .selectFrom('backtest_run')
    .select([
      'id',
      'process',
      'title',
      'state',
      'request',
      'is_small as isSmall',
      'report',
      'report_hash as reportHash',
    ])
    .select(['error', 'created_at as createdAt', 'finished_at as finishedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined
    ? undefined
    : {
        ...row,
        report: row.report === null ? null : (JSON.parse(row.report) as BacktestReport),
      }
}

export type ListedRun = Omit<RunRow, 'request' | 'isSmall' | 'report'> & {
  /** Microseconds since the epoch by which the list is ordered. */
  readonly micros: number
}

export interface RunFilter {
  /** Of these processes only. */
  readonly processes: readonly string[]
  /** Runs that tried this rule as it was in force. */
  readonly rule?: string | undefined
  readonly before?: { readonly micros: string; readonly id: string } | undefined
  readonly limit: number
}

const micros = sql`(extract(epoch from r.created_at) * 1000000)::int8`

/** The newest first, without their reports. */
export async function listRuns(db: Executor, filter: RunFilter): Promise<ListedRun[]> {
  const { rule, before } = filter
  const { rows } = await sql<ListedRun>`
    select r.id, r.process, r.title, r.state, r.report_hash as "reportHash", r.error, r.created_at as "createdAt",
      r.finished_at as "finishedAt", ${micros} as micros
    from backtest_run r where r.process = any(${[...filter.processes]}::text[])
      ${rule === undefined ? sql`` : sql`and r.request->'rules' @> ${JSON.stringify([{ id: rule }])}::jsonb`}
      ${before === undefined ? sql`` : sql`and (${micros}, r.id) < (${before.micros}::int8, ${before.id}::uuid)`}
    order by micros desc, r.id desc limit ${filter.limit}`.execute(db)
  return rows
}

/** A run that began this long ago was left by a process that died. */
const abandoned = sql`started_at < app.now() - interval '15 minutes'`

/** True for the one caller that may run it now. */
export async function claimRun(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`
    update backtest_run set state = 'running', started_at = app.now()
    where id = ${id}::uuid and (state = 'queued' or (state = 'running' and ${abandoned})) returning id`.execute(
    db,
  )
  return rows.length > 0
}

/** Ids of the runs that wait for somebody, the oldest first. */
export async function waitingRuns(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from backtest_run where state = 'queued' or (state = 'running' and ${abandoned}) order by created_at limit 10`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

export async function finishRun(
  trx: Trx,
  id: string,
  report: BacktestReport,
  text: string,
  hash: string,
): Promise<void> {
  const alerts = report.timeline.alerts.map((one, index) => ({ ...one, ordinal: index + 1 }))
  await sql`
    insert into backtest_finding (run, ordinal, rule_id, department, day, level)
    select ${id}::uuid, ordinal, predictor, department, day, level
    from jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb)
      as r(ordinal int, predictor text, department text, day date, level text)
    on conflict do nothing`.execute(trx)
  await sql`
    update backtest_run set state = 'done', report = ${text}, report_hash = ${hash}, finished_at = app.now()
    where id = ${id}::uuid`.execute(trx)
}

export async function failRun(db: Db, id: string, error: string): Promise<void> {
  await sql`update backtest_run set state = 'failed', error = ${error}, finished_at = app.now() where id = ${id}::uuid`.execute(
    db,
  )
}

// All SQL of drill_run: drills that were asked for through the API, from the request to the report.
import { sql } from 'kysely'
import type { DrillReport } from '#domain/drill/report.ts'
import { type DrillFile, drillFile } from '#domain/drill/scenario.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export type DrillState = 'queued' | 'running' | 'done' | 'failed' | 'interrupted'

export interface DrillRun {
  readonly id: string
  readonly process: string
  readonly scenario: DrillFile
  readonly pace: 'fast' | 'real'
  readonly state: DrillState
  /** Signals played, of all. */
  readonly done: number
  readonly total: number
  readonly report: DrillReport | null
  readonly error: string | null
  readonly createdAt: Temporal.Instant
  readonly startedAt: Temporal.Instant | null
  readonly finishedAt: Temporal.Instant | null
}

/** Whoever plays a drill gives a sign of life this often; without one for so long, the drill was interrupted. */
export const SIGN_OF_LIFE_MS = 10_000
const isSilent = sql`seen_at < app.now() - interval '60 seconds'`

export async function insertDrill(
  trx: Trx,
  run: Pick<DrillRun, 'id' | 'process' | 'scenario' | 'pace' | 'total'> & { readonly actor: string },
): Promise<void> {
  const { id, process, scenario, pace, total, actor } = run
  await trx
    .insertInto('drill_run')
    .values({ id, process, scenario: JSON.stringify(scenario), pace, state: 'queued', total, actor })
    .execute()
}

interface Row extends Omit<DrillRun, 'scenario' | 'report'> {
  readonly scenario: unknown
  readonly report: string | null
}

const columns = sql`id, process, scenario, pace, state, done, total, report, error, created_at as "createdAt", started_at as "startedAt",
  finished_at as "finishedAt"`

const runOf = (row: Row): DrillRun => ({
  ...row,
  scenario: drillFile.parse(row.scenario),
  report: row.report === null ? null : (JSON.parse(row.report) as DrillReport),
})

export async function readDrillRun(db: Executor, id: string): Promise<DrillRun | undefined> {
  const { rows } = await sql<Row>`select ${columns} from drill_run where id = ${id}::uuid`.execute(db)
  const [row] = rows
  return row === undefined ? undefined : runOf(row)
}

/** The latest first; the processes that the caller may use, null = all. */
export async function listDrillRuns(
  db: Executor,
  processes: readonly string[] | null,
  limit: number,
): Promise<DrillRun[]> {
  const { rows } = await sql<Row>`
    select ${columns} from drill_run
    ${processes === null ? sql`` : sql`where process = any(${[...processes]}::text[])`}
    order by drill_run.created_at desc, drill_run.id desc limit ${limit}`.execute(db)
  return rows.map(runOf)
}

/** Is there a drill to begin, or one whose player is gone? */
export async function hasDrillWork(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from drill_run where state = 'queued' or (state = 'running' and ${isSilent})) as found`.execute(
    db,
  )
  return rows[0]?.found ?? false
}

/** The oldest that waits, to the one caller that plays it. */
export async function claimDrill(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    update drill_run set state = 'running', started_at = app.now(), seen_at = app.now()
    where id = (select id from drill_run where state = 'queued' order by created_at, id limit 1 for update skip locked)
    returning id`.execute(db)
  return rows[0]?.id
}

export async function noteAlive(db: Db, id: string): Promise<void> {
  await sql`update drill_run set seen_at = app.now() where id = ${id}::uuid and state = 'running'`.execute(db)
}

export async function noteProgress(db: Db, id: string, done: number): Promise<void> {
  await sql`
    update drill_run set done = ${done}, seen_at = app.now() where id = ${id}::uuid and state = 'running'`.execute(
    db,
  )
}

export async function finishDrill(db: Db, id: string, report: DrillReport): Promise<void> {
  await sql`
    update drill_run set state = 'done', report = ${JSON.stringify(report)}, finished_at = app.now()
    where id = ${id}::uuid and state = 'running'`.execute(db)
}

export async function endDrill(
  db: Db,
  id: string,
  state: 'failed' | 'interrupted',
  error: string,
): Promise<void> {
  await sql`
    update drill_run set state = ${state}, error = ${error}, finished_at = app.now()
    where id = ${id}::uuid and state = 'running'`.execute(db)
}

/** Drills whose player gives no sign of life any more end visibly: what they have played stays, and nobody waits for the rest. */
export async function endSilentDrills(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update drill_run set state = 'interrupted', error = 'the process that played it ended', finished_at = app.now()
    where state = 'running' and ${isSilent} returning id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Has everything that the exercise set off been worked off, as far as its time has come? */
export async function isSettled(db: Db, process: string): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select 1 from inbox join lane on lane.lane = inbox.lane where lane.process = ${process})
      or exists (select 1 from alert where process = ${process} and answered_ordinal < last_ordinal)
      or exists (select 1 from alert_event e join alert a on a.id = e.alert_id where a.process = ${process} and e.planned_at is null)
      or exists (select 1 from delivery d join alert a on a.id = d.alert_id
        where a.process = ${process} and (d.due_at <= app.now() or d.state = 'sending')) as waits`.execute(db)
  return rows[0]?.waits !== true
}

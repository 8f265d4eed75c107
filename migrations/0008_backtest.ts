// Stored back-tests: what was asked for, the report, and the alerts that the rules would have raised.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table backtest_run (
    id uuid primary key,
    process text not null references electoral_process,
    title text not null,
    state text not null check (state in ('queued', 'running', 'done', 'failed')),
    request jsonb not null,
    revisions text[] not null,
    is_small boolean not null,
    report text,
    report_hash text,
    error text,
    actor uuid,
    created_at timestamptz not null default app.now(),
    started_at timestamptz,
    finished_at timestamptz)`,
  `comment on column backtest_run.report is 'JSON as computed, byte for byte: jsonb would sort its keys'`,
  `comment on column backtest_run.revisions is 'hashes of the rule revisions under test'`,
  `comment on column backtest_run.started_at is 'a run that has been running for long was left by a process that died, and is taken up again'`,
  `create index backtest_run_waiting on backtest_run (created_at) where state in ('queued', 'running')`,
  `create table backtest_finding (
    run uuid not null references backtest_run,
    ordinal int not null,
    rule_id text not null,
    department text not null,
    day date not null,
    level text not null,
    primary key (run, ordinal))`,
  `comment on table backtest_finding is 'Days on which an alert began or changed its level; told to nobody'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

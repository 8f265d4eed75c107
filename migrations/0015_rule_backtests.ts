// The back-test that a revision needs before another person may approve it, and the warnings that were known when rules came into force.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table rule_backtest (
    id uuid primary key,
    rule_id text not null,
    hash text not null,
    base text,
    days int not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
    result jsonb,
    error text,
    actor uuid,
    created_at timestamptz not null default app.now(),
    started_at timestamptz,
    finished_at timestamptz,
    foreign key (rule_id, hash) references rule_revision)`,
  `comment on table rule_backtest is 'What a revision would have done over the last days of every open process; a proposal names the one that its approver sees'`,
  `comment on column rule_backtest.base is 'what was in force of the rule when it was asked for, and is compared with'`,
  `comment on column rule_backtest.actor is 'token; null when a newer rule file asked for it'`,
  'create index rule_backtest_by_revision on rule_backtest (rule_id, hash, created_at)',
  `create index rule_backtest_waiting on rule_backtest (created_at) where state in ('queued', 'running')`,
  `alter table rule_activation add column warnings jsonb not null default '[]'`,
  `comment on column rule_activation.warnings is 'of the text (line, column, code) and of the back-test (noisy), as known when it came into force'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

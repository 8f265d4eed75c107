// Drills that were started through the API, with their after-action report; and exceptions from the change freeze.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table drill_run (
    id uuid primary key,
    process text not null unique,
    scenario jsonb not null,
    pace text not null check (pace in ('fast', 'real')),
    state text not null check (state in ('queued', 'running', 'done', 'failed', 'interrupted')),
    done int not null default 0,
    total int not null,
    report text,
    error text,
    actor uuid not null,
    created_at timestamptz not null default app.now(),
    started_at timestamptz,
    seen_at timestamptz,
    finished_at timestamptz)`,
  `comment on table drill_run is 'One row per drill started through the API; the exercise itself is an electoral process of its own'`,
  `comment on column drill_run.scenario is 'the file as it was read when the drill was asked for'`,
  `comment on column drill_run.report is 'JSON as computed, in its order'`,
  `comment on column drill_run.seen_at is 'the sign of life of whoever plays it; a running drill without one was interrupted, and is not taken up again'`,
  `create table freeze_lift (
    id uuid primary key,
    person uuid not null references person,
    reason text not null,
    at timestamptz not null default app.now(),
    ends_at timestamptz not null)`,
  `comment on table freeze_lift is 'The emergency path: one person lifts the change freeze for an hour'`,
  'create trigger freeze_lift_append_only before update or delete on freeze_lift for each row execute function app.refuse_change()',
  `create index drill_run_open on drill_run (created_at) where state in ('queued', 'running')`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

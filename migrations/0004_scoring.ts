// Lanes: what waits (inbox), what was taken up (log), and the state that follows from it.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table lane (
    lane int generated always as identity primary key,
    process text not null references electoral_process,
    shard int not null,
    pos bigint not null default 0,
    lt timestamptz not null default '-infinity',
    activation bigint references rule_activation,
    calendar_version int,
    clock text not null,
    step bigint not null default 0,
    attempts int not null default 0,
    batch_limit int,
    unique (process, shard))`,
  `comment on column lane.pos is 'position of the last entry taken up, dense'`,
  `comment on column lane.lt is 'logical time: never moves back'`,
  `comment on column lane.step is 'steps that ended; a process whose memory of the lane is older than this drops it'`,
  `comment on column lane.attempts is 'starts since the last step that ended; raised before the step in a transaction of its own'`,
  `comment on column lane.batch_limit is 'halved while steps do not end; null = the default'`,
  `create table inbox (
    id bigint generated always as identity primary key,
    lane int not null,
    kind text not null,
    ref text not null,
    rev int,
    received_at timestamptz not null) with (autovacuum_vacuum_scale_factor = 0.01)`,
  'create index inbox_by_lane on inbox (lane, id)',
  `create table log (
    lane int not null,
    pos bigint not null,
    lt timestamptz not null,
    kind text not null,
    ref text not null,
    rev int,
    received_at timestamptz not null,
    primary key (lane, pos))`,
  'create index log_by_ref on log (ref, lane)',
  `create table rule_key (
    id bigint generated always as identity primary key,
    lane int not null,
    rule_state smallint not null,
    key text[] not null,
    unique (lane, rule_state, key))`,
  `create table contribution (
    rule_key bigint not null,
    selector text not null,
    event_time timestamptz not null,
    pos bigint not null,
    signal_id uuid not null,
    rev int not null,
    origin text not null,
    weight bigint not null,
    is_stale boolean not null,
    "values" jsonb not null,
    primary key (rule_key, selector, event_time, pos))`,
  `comment on column contribution.weight is 'millionths'`,
  'create index contribution_by_signal on contribution (signal_id)',
  `create table key_state (
    rule_key bigint primary key,
    state jsonb not null) with (fillfactor = 70)`,
  `create table timer (
    rule_key bigint primary key,
    lane int not null,
    due timestamptz not null) with (autovacuum_vacuum_scale_factor = 0.01)`,
  'create index timer_by_due on timer (lane, due)',
  `create table quarantine (
    id bigint generated always as identity primary key,
    lane int not null,
    kind text not null,
    ref text not null,
    rev int,
    received_at timestamptz not null,
    error text not null,
    at timestamptz not null default app.now(),
    resolved_by text,
    resolved_at timestamptz)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

// Reference data: electoral processes with their calendars, rules as immutable revisions, imported places, sources, indicator values.
import { type Kysely, sql } from 'kysely'

const statements = [
  // One row; raised by every change of what intake keeps in memory (processes, calendars, places, sources).
  'create table registry_version (only_row boolean primary key default true check (only_row), version bigint not null)',
  'insert into registry_version (version) values (1)',
  `create table electoral_process (
    id text primary key,
    country text not null,
    kind text not null,
    name jsonb not null,
    time_zone text not null,
    territory text not null,
    state text not null check (state in ('open', 'closed')),
    is_exercise boolean not null,
    clock text not null check (clock in ('live', 'record')),
    shards int not null check (shards between 1 and 64),
    monitoring_start timestamptz not null,
    created_at timestamptz not null default app.now(),
    closed_at timestamptz)`,
  `comment on column electoral_process.clock is 'live: received_at is the database clock; record: a replay, received_at comes from the record'`,
  `create table calendar_version (
    process text not null references electoral_process,
    version int not null,
    known_from timestamptz not null,
    source jsonb not null,
    calendar jsonb not null,
    created_at timestamptz not null default app.now(),
    primary key (process, version))`,
  `comment on column calendar_version.source is 'the calendar file as read'`,
  `comment on column calendar_version.calendar is 'spans and milestones derived from it, instants in epoch milliseconds'`,
  `create table rule_revision (
    rule_id text not null,
    hash text not null,
    version int not null,
    state_hash text not null,
    origin text not null check (origin in ('file', 'api')),
    file text,
    yaml text not null,
    document jsonb not null,
    author text not null,
    approver text,
    reason text not null,
    created_at timestamptz not null default app.now(),
    primary key (rule_id, hash))`,
  `comment on column rule_revision.document is 'the YAML as parsed: what the engine reads'`,
  `create trigger rule_revision_immutable before update or delete on rule_revision
    for each row execute function app.refuse_change()`,
  `create table rule_state (
    id smallint generated always as identity primary key,
    rule_id text not null,
    state_hash text not null,
    unique (rule_id, state_hash))`,
  `create table rule_activation (
    id bigint generated always as identity primary key,
    rules jsonb not null,
    author text not null,
    reason text not null,
    created_at timestamptz not null default app.now())`,
  `comment on table rule_activation is 'The whole set of rules in force from one log entry on: [{rule_id, hash, rule_state, status, params}]'`,
  `create table place (
    code text primary key,
    name text not null,
    level text not null,
    parent text not null,
    aliases text[] not null default '{}',
    gazetteer_version text not null)`,
  `comment on table place is 'Places imported from a gazetteer; the departments come with the country pack'`,
  `create table source (
    id text primary key,
    kind text not null,
    reliability text not null,
    created_at timestamptz not null default app.now())`,
  `comment on table source is 'Opaque: who is behind it lives in the vault'`,
  `create table indicator_value (
    id bigint generated always as identity primary key,
    process text not null references electoral_process,
    name text not null,
    place text not null,
    observed_at timestamptz not null,
    value double precision not null,
    actor uuid,
    received_at timestamptz not null)`,
  'create index indicator_value_series on indicator_value (process, name, place, observed_at)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

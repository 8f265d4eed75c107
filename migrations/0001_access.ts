// Schema app with the one clock of everything that is due; tokens; idempotency; the append-only audit record.
import { type Kysely, sql } from 'kysely'

const statements = [
  'create schema if not exists app',
  // The only reader of the database clock. `stable`, so the planner turns it into now(); tests replace its body to move time.
  `create function app.now() returns timestamptz language sql stable as 'select now()'`,
  `create table person (
    id uuid primary key,
    label text not null,
    created_at timestamptz not null default app.now())`,
  `create table api_token (
    id uuid primary key,
    person_id uuid not null references person,
    label text not null,
    prefix text not null,
    hash text not null unique,
    role text not null,
    scopes text[] not null,
    territory text[] not null default '{}',
    marking text not null,
    office text,
    source_id text,
    processes text[],
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    last_used_day date)`,
  `comment on table api_token is 'Keys of machines, phones and first users; the secret itself is never stored, only its SHA-256'`,
  `create table idempotency_key (
    actor uuid not null,
    key text not null,
    route text not null,
    body_hash text not null,
    status int,
    answer jsonb,
    created_at timestamptz not null default app.now(),
    primary key (actor, key))`,
  `comment on table idempotency_key is 'What a POST with an Idempotency-Key was answered, written in its own transaction; kept 30 days'`,
  `create table audit_event (
    id bigint generated always as identity primary key,
    at timestamptz not null default app.now(),
    actor uuid,
    act text not null,
    target text not null,
    details jsonb not null default '{}')`,
  `create function app.refuse_change() returns trigger language plpgsql as
    'begin raise exception ''% is append-only'', tg_table_name using errcode = ''insufficient_privilege''; end'`,
  `create trigger audit_event_append_only before update or delete on audit_event
    for each row execute function app.refuse_change()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

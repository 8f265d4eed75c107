// Alerts and their append-only history.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table alert (
    id uuid primary key,
    process text not null references electoral_process,
    rule_id text not null,
    rule_revision text not null,
    key jsonb not null,
    episode int not null,
    state text not null check (state in ('firing', 'acknowledged', 'resolved', 'expired')),
    level text,
    max_level text not null,
    acknowledged_level text,
    place text not null,
    department text,
    title jsonb not null,
    explain jsonb not null,
    factors text[] not null,
    rights text[] not null,
    populations text[] not null,
    tags text[] not null,
    marking text not null,
    is_exercise boolean not null,
    is_shadow boolean not null,
    is_late boolean not null,
    as_of timestamptz not null,
    fired_at timestamptz not null,
    updated_at timestamptz not null,
    closed_at timestamptz,
    last_ordinal int not null,
    case_id uuid,
    xid xid8 not null default pg_current_xact_id(),
    unique (process, rule_id, key, episode))`,
  `comment on column alert.key is 'group field → value, in the order of the rule'`,
  `comment on column alert.fired_at is 'logical time at which the episode opened'`,
  'create index alert_by_commit on alert (xid, id)',
  'create index alert_open on alert (process, department) where closed_at is null',
  `create table alert_event (
    alert_id uuid not null references alert,
    ordinal int not null,
    kind text not null,
    at timestamptz not null default app.now(),
    lt timestamptz not null,
    level text,
    as_of timestamptz not null,
    is_late boolean not null,
    notify boolean not null,
    rule_revision text not null,
    calendar_version int,
    actor uuid,
    body jsonb not null,
    planned_at timestamptz,
    primary key (alert_id, ordinal))`,
  `comment on column alert_event.body is 'measures, comparisons, evidence, explanation, recommended measures; for acts of people the note'`,
  `comment on column alert_event.planned_at is 'when delivery wrote its rows for this event; the one column that changes after the insert'`,
  'create index alert_event_unplanned on alert_event (at) where planned_at is null',
  `create function app.keep_alert_event() returns trigger language plpgsql as
    'begin
       if tg_op = ''DELETE'' or (to_jsonb(new) - ''planned_at'') is distinct from (to_jsonb(old) - ''planned_at'') then
         raise exception ''alert_event is append-only'' using errcode = ''insufficient_privilege'';
       end if;
       return new;
     end'`,
  `create trigger alert_event_append_only before update or delete on alert_event
    for each row execute function app.keep_alert_event()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

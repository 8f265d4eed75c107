// The life of a calendar while its process is open: who brought each version, what of it is still to be told, and which acts are on record.
import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table calendar_version
    add column proposal_id uuid references proposal,
    add column reason text,
    add column is_told boolean not null default true`,
  `comment on column calendar_version.proposal_id is 'what two persons decided; null = the file of the country pack, or the calendar as it was at the opening'`,
  `comment on column calendar_version.is_told is 'false until the legal clock has looked at what this version moved'`,
  'create index calendar_version_untold on calendar_version (process) where not is_told',
  `alter table electoral_process
    add column calendar_due timestamptz,
    add column watched_since timestamptz not null default app.now()`,
  `comment on column electoral_process.calendar_due is 'when the calendar is to be looked at again: a further part of it becomes known, or the legal clock speaks; null = nothing is to come'`,
  `comment on column electoral_process.watched_since is 'acts that were due earlier are held against nobody'`,
  `update electoral_process set calendar_due = app.now() where state = 'open' and clock = 'live'`,
  `create table milestone_act (
    id uuid primary key,
    process text not null references electoral_process,
    milestone text not null,
    round int,
    happened_at timestamptz not null,
    note text,
    actor uuid not null references principal,
    recorded_at timestamptz not null default app.now(),
    withdrawn_at timestamptz,
    withdrawn_by uuid references principal)`,
  `comment on table milestone_act is 'Acts of a calendar that a person recorded as done; one that was recorded by mistake is withdrawn and stays'`,
  `create unique index milestone_act_once on milestone_act (process, milestone, coalesce(round, 0)) where withdrawn_at is null`,
  'grant select, insert, update on milestone_act to vigia_api, vigia_worker',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

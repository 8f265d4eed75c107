// The life cycle of trigger rules: who wrote a revision, its test runs, two-person proposals, set times, and states that are still being built.
import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table rule_revision
    add column author_token uuid references api_token,
    add column author_person uuid references person,
    add column base text,
    add column params jsonb not null default '{}'`,
  `comment on column rule_revision.base is 'hash of the revision that this one was made from; the way back to the common ancestor with the files'`,
  `comment on column rule_revision.params is 'tuned values; durations in milliseconds'`,
  `create index rule_revision_by_version on rule_revision (rule_id, version)`,
  // Persons are never taken from a caller: they are copied from the token.
  `create function app.person_of(token uuid) returns uuid language sql stable as
    'select person_id from public.api_token where id = token'`,
  `create function app.copy_revision_person() returns trigger language plpgsql as
    'begin new.author_person := app.person_of(new.author_token); return new; end'`,
  `create trigger rule_revision_person before insert on rule_revision
    for each row execute function app.copy_revision_person()`,
  `create table rule_test_run (
    id bigint generated always as identity primary key,
    rule_id text not null,
    hash text not null,
    passed int not null,
    failures jsonb not null,
    actor uuid,
    at timestamptz not null default app.now(),
    foreign key (rule_id, hash) references rule_revision)`,
  'create index rule_test_run_by_revision on rule_test_run (rule_id, hash, id)',
  `create table rule_file (
    rule_id text primary key,
    hash text not null,
    file text not null,
    seen_at timestamptz not null default app.now(),
    foreign key (rule_id, hash) references rule_revision)`,
  `comment on table rule_file is 'What the rule files said when they were last read'`,
  `create table proposal (
    id uuid primary key,
    kind text not null,
    target text not null,
    subject jsonb not null,
    reason text not null,
    author_person uuid references person,
    proposer uuid references api_token,
    proposer_person uuid references person,
    base text,
    state text not null default 'open' check (state in ('open', 'approved', 'done', 'rejected', 'stale')),
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    decided_at timestamptz)`,
  `comment on column proposal.author_person is 'who wrote what is proposed; null when it came from the files'`,
  `comment on column proposal.base is 'what was in force when it was proposed; anything else makes the proposal stale'`,
  'create index proposal_by_target on proposal (kind, target, created_at)',
  `create function app.copy_proposal_person() returns trigger language plpgsql as
    'begin new.proposer_person := app.person_of(new.proposer); return new; end'`,
  `create trigger proposal_person before insert on proposal
    for each row execute function app.copy_proposal_person()`,
  `create function app.keep_proposal() returns trigger language plpgsql as
    'begin
       if tg_op = ''DELETE'' or (to_jsonb(new) - ''state'' - ''decided_at'') is distinct from (to_jsonb(old) - ''state'' - ''decided_at'') then
         raise exception ''a proposal is decided, never edited'' using errcode = ''insufficient_privilege'';
       end if;
       return new;
     end'`,
  `create trigger proposal_kept before update or delete on proposal
    for each row execute function app.keep_proposal()`,
  `create table approval (
    proposal_id uuid not null references proposal,
    approver uuid not null references api_token,
    approver_person uuid not null references person,
    author_person uuid,
    proposer_person uuid,
    decision text not null check (decision in ('approve', 'reject')),
    note text,
    at timestamptz not null default app.now(),
    primary key (proposal_id, approver_person),
    constraint approval_by_another_person check (
      decision = 'reject' or (approver_person is distinct from author_person and approver_person is distinct from proposer_person)))`,
  `create function app.copy_approval_persons() returns trigger language plpgsql as
    'begin
       new.approver_person := app.person_of(new.approver);
       select p.author_person, p.proposer_person into new.author_person, new.proposer_person
         from public.proposal p where p.id = new.proposal_id;
       return new;
     end'`,
  `create trigger approval_persons before insert on approval
    for each row execute function app.copy_approval_persons()`,
  `create trigger approval_append_only before update or delete on approval
    for each row execute function app.refuse_change()`,
  `alter table rule_activation
    add column act text not null default 'import' check (act in ('import', 'activate', 'shadow', 'retire', 'rollback')),
    add column rule_id text,
    add column hash text,
    add column proposal_id uuid references proposal,
    add column actor uuid`,
  `comment on column rule_activation.rule_id is 'the one rule that changed; null for an import of files'`,
  'create index rule_activation_by_rule on rule_activation (rule_id, id)',
  `create table rule_schedule (
    id bigint generated always as identity primary key,
    proposal_id uuid not null unique references proposal,
    due timestamptz not null,
    actor uuid not null,
    ended_at timestamptz,
    outcome text)`,
  `create index rule_schedule_due on rule_schedule (due) where ended_at is null`,
  `create table rule_build (
    lane int primary key references lane,
    activation bigint not null references rule_activation,
    after_pos bigint not null default 0,
    is_released boolean not null default false)`,
  `comment on table rule_build is 'Rule states that are built from the log beside the active ones; the activation entry waits until is_released'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

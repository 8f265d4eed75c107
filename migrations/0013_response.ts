// Response: what people decide about an alert, the ledger of measures, agreements, outcome labels and events that no alert came before.
import { type Kysely, sql } from 'kysely'

const appendOnly = (table: string) => [
  `create trigger ${table}_append_only before update or delete on ${table} for each row execute function app.refuse_change()`,
]

const decisions = [
  `alter table alert
    add column closed_level text,
    add column held_level text,
    add column answered_ordinal int not null default 0`,
  `comment on column alert.closed_level is 'level at which a person closed it while its condition held; null = not closed so'`,
  `comment on column alert.held_level is 'level that evaluation finds while a person keeps it closed'`,
  `comment on column alert.answered_ordinal is 'last event that response has taken up: proposals of measures, tasks'`,
  'create index alert_unanswered on alert (id) where answered_ordinal < last_ordinal',
  `create table alert_decision (
    id uuid primary key,
    alert_id uuid not null,
    kind text not null check (kind in ('resolved', 'reopened')),
    actor uuid not null,
    reason text not null,
    at timestamptz not null default app.now())`,
  `comment on table alert_decision is 'A person closes or reopens an alert; the lane takes it up in the order of its log'`,
  `comment on column alert_decision.alert_id is 'no foreign key: a log and what it refers to are carried elsewhere before the alerts follow from it'`,
  ...appendOnly('alert_decision'),
  `create table acknowledgement_withdrawal (
    acknowledgement_id uuid primary key references acknowledgement,
    actor uuid not null,
    reason text not null,
    at timestamptz not null default app.now())`,
  `comment on table acknowledgement_withdrawal is 'An acknowledgement stays on record when it is taken back'`,
  ...appendOnly('acknowledgement_withdrawal'),
  `create table alert_comment (
    id uuid primary key,
    alert_id uuid not null references alert,
    actor uuid not null,
    office text,
    text text not null,
    language text not null check (language in ('es', 'en')),
    marking text not null,
    at timestamptz not null default app.now())`,
  'create index alert_comment_by_alert on alert_comment (alert_id, at)',
  ...appendOnly('alert_comment'),
]

const ledger = [
  `create table response_action (
    id uuid primary key,
    alert_id uuid not null references alert,
    rule_action text,
    level text not null,
    text jsonb not null,
    class text check (class in ('prevention', 'intervention', 'mediation')),
    line text,
    addressee text not null,
    due_at timestamptz,
    state text not null check (state in ('recommended', 'issued', 'accepted', 'declined', 'started', 'evidenced', 'taken', 'rated')),
    held_reason text,
    is_taken boolean not null default false,
    rating int check (rating between 0 and 4),
    evidence_count int not null default 0,
    overdue_at timestamptz,
    created_by uuid,
    created_at timestamptz not null default app.now(),
    last_ordinal int not null default 0,
    xid xid8 not null default pg_current_xact_id(),
    unique (alert_id, rule_action))`,
  `comment on table response_action is 'A measure recommended (by the rule or a person) or taken; what happened to it is in action_event'`,
  `comment on column response_action.rule_action is 'id of the measure in the rule; null = added by a person'`,
  `comment on column response_action.level is 'of the alert when the measure was recommended: its weight in the response index'`,
  `comment on column response_action.held_reason is 'why it is not issued to this addressee; null = it may be'`,
  `comment on column response_action.overdue_at is 'when it was first found overdue'`,
  'create index response_action_by_commit on response_action (xid, id)',
  `create index response_action_overdue on response_action (due_at)
    where overdue_at is null and state in ('recommended', 'issued', 'accepted', 'started')`,
  `create table action_event (
    action_id uuid not null references response_action,
    ordinal int not null,
    kind text not null,
    actor uuid,
    at timestamptz not null default app.now(),
    body jsonb not null,
    primary key (action_id, ordinal))`,
  `comment on column action_event.actor is 'the person; null = the rule or a clock of the product'`,
  ...appendOnly('action_event'),
  `create table action_evidence (
    id uuid primary key,
    action_id uuid not null references response_action,
    kind text not null check (kind in ('document', 'signal', 'link')),
    ref text not null,
    sha256 text not null,
    note text,
    actor uuid not null,
    at timestamptz not null default app.now())`,
  `comment on column action_evidence.sha256 is 'of the document as its holder gave it; of the reference itself for signals and links'`,
  'create index action_evidence_by_action on action_evidence (action_id, at)',
  ...appendOnly('action_evidence'),
  `create table action_rating (
    id uuid primary key,
    action_id uuid not null references response_action,
    rating int not null check (rating between 0 and 4),
    reason text not null,
    rater uuid not null,
    at timestamptz not null default app.now())`,
  'create index action_rating_by_action on action_rating (action_id, at)',
  ...appendOnly('action_rating'),
]

const agreements = [
  `create table agreement (
    id uuid primary key,
    alert_id uuid not null references alert,
    kind text not null check (kind in ('agreement', 'truce', 'joint_statement', 'withdrawal')),
    text jsonb not null,
    parties text[] not null,
    agreed_at timestamptz not null,
    actor uuid not null,
    created_at timestamptz not null default app.now(),
    xid xid8 not null default pg_current_xact_id())`,
  `comment on column agreement.parties is 'institutions and groups, never persons'`,
  'create index agreement_by_commit on agreement (xid, id)',
  `create table agreement_follow_up (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    due_at timestamptz not null,
    result text check (result in ('kept', 'partly_kept', 'broken')),
    note text,
    done_by uuid,
    done_at timestamptz)`,
  'create index agreement_follow_up_by_agreement on agreement_follow_up (agreement_id, due_at)',
]

const outcomes = [
  `create table outcome_task (
    alert_id uuid primary key references alert,
    due_at timestamptz not null,
    opened_at timestamptz not null default app.now(),
    done_at timestamptz)`,
  `comment on table outcome_task is 'A closed alert waits for its label'`,
  `create table outcome_label (
    id uuid primary key,
    alert_id uuid not null references alert,
    label text not null check (label in ('confirmed', 'averted', 'false_alarm', 'undetermined')),
    lesser boolean not null,
    definition text not null,
    reason text,
    evidence jsonb not null,
    first_harm_at timestamptz,
    lead_from_firing_ms bigint,
    lead_from_receipt_ms bigint,
    note text,
    language text not null,
    labeller uuid not null,
    at timestamptz not null default app.now(),
    unique (alert_id, labeller))`,
  `comment on table outcome_label is 'What became of an alert, one judgement per person; two that differ are a disagreement for a third'`,
  `comment on column outcome_label.note is 'what worked; offered when a similar alert opens'`,
  ...appendOnly('outcome_label'),
  `create table missed_event (
    id uuid primary key,
    process text not null references electoral_process,
    place text not null,
    department text,
    marking text not null,
    definition text not null,
    happened_at timestamptz not null,
    rule_id text,
    text text not null,
    language text not null,
    actor uuid not null,
    at timestamptz not null default app.now(),
    xid xid8 not null default pg_current_xact_id())`,
  `comment on table missed_event is 'Harm that no alert came before'`,
  `comment on column missed_event.rule_id is 'the rule that should have seen it; null = none'`,
  'create index missed_event_by_commit on missed_event (xid, id)',
  ...appendOnly('missed_event'),
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...decisions, ...ledger, ...agreements, ...outcomes])
    await sql.raw(statement).execute(db)
}

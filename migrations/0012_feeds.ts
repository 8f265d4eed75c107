// Feeds: CAP files as they were published, and the order in which changes of alerts and deliveries were committed.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table cap_message (
    identifier uuid primary key,
    alert_id uuid not null,
    ordinal int not null,
    channel text not null,
    edition text not null,
    view text not null check (view in ('full', 'thin')),
    sender text not null,
    sent text not null,
    msg_type text not null check (msg_type in ('Alert', 'Update', 'Cancel')),
    status text not null check (status in ('Actual', 'Exercise', 'Test')),
    scope text not null check (scope in ('Public', 'Restricted', 'Private')),
    headline jsonb not null,
    document text not null,
    is_approved boolean not null,
    published_at timestamptz not null default app.now(),
    fetch_due_at timestamptz not null,
    first_fetched_at timestamptz,
    unfetched_at timestamptz,
    foreign key (alert_id, ordinal) references alert_event,
    unique (alert_id, edition, ordinal, view))`,
  `comment on table cap_message is 'CAP 1.2 files as they were published: one per change of an alert and redaction view; the bytes never change'`,
  `comment on column cap_message.edition is 'whose chain of references it belongs to: the channel, and for Private messages the recipient'`,
  `comment on column cap_message.is_approved is 'a person let it through the release gate, or it ends something that a person let through'`,
  `comment on column cap_message.fetch_due_at is 'two poll periods of the channel after publishing: not fetched by then, its owner is told'`,
  `comment on column cap_message.first_fetched_at is 'when one of its addressees read it first'`,
  `comment on column cap_message.unfetched_at is 'when the log said that nobody had fetched it in time'`,
  'create index cap_message_newest on cap_message (published_at desc, identifier)',
  'create index cap_message_unfetched on cap_message (fetch_due_at) where first_fetched_at is null and unfetched_at is null',
  'alter table alert_event add column xid xid8 not null default pg_current_xact_id()',
  `comment on column alert_event.xid is 'the transaction that wrote it: streams go by it'`,
  'create index alert_event_by_commit on alert_event (xid)',
  'alter table delivery add column xid xid8 not null default pg_current_xact_id()',
  `comment on column delivery.xid is 'the transaction that last changed what people see of the row: streams go by it'`,
  'create index delivery_by_commit on delivery (xid)',
  `create function app.mark_delivery_change() returns trigger language plpgsql as
    'begin new.xid := pg_current_xact_id(); return new; end'`,
  `create trigger delivery_marks_change before update on delivery for each row
    when ((old.state, old.reason, old.accepted_at, old.seen_at, old.ended_at)
      is distinct from (new.state, new.reason, new.accepted_at, new.seen_at, new.ended_at))
    execute function app.mark_delivery_change()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

// Who was told what, by which way, and with what result; and who answered.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table delivery (
    id uuid primary key,
    alert_id uuid not null references alert,
    ordinal int not null,
    audience text not null,
    recipient text not null,
    channel text not null,
    channel_type text not null,
    step int not null default 0,
    state text not null,
    reason text not null,
    level text not null,
    priority int not null,
    due_at timestamptz,
    lease_until timestamptz,
    fence int not null default 0,
    attempts int not null default 0,
    message jsonb,
    created_at timestamptz not null default app.now(),
    accepted_at timestamptz,
    seen_at timestamptz,
    ended_at timestamptz,
    unique (alert_id, ordinal, recipient, channel, step)) with (autovacuum_vacuum_scale_factor = 0.01)`,
  `comment on table delivery is 'One row for every addressee considered, also when nothing is sent; reason says why'`,
  `comment on column delivery.message is 'rendered at the first claim and kept, so that every retry carries the same bytes'`,
  'create index delivery_due on delivery (priority, due_at) where due_at is not null',
  "create index delivery_inbox on delivery (recipient, created_at) where channel_type = 'inbox'",
  `create table attempt (
    delivery_id uuid not null references delivery,
    ordinal int not null,
    fence int not null,
    started_at timestamptz not null default app.now(),
    ended_at timestamptz,
    outcome text,
    detail text,
    primary key (delivery_id, ordinal))`,
  `create table acknowledgement (
    id uuid primary key,
    alert_id uuid not null references alert,
    actor uuid not null,
    audience text,
    level text,
    note text,
    is_first boolean not null,
    at timestamptz not null default app.now())`,
  'create index acknowledgement_by_alert on acknowledgement (alert_id, at)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

// Signals as revisions that never change.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table signal (
    id uuid not null,
    rev int not null check (rev >= 1),
    kind text not null check (kind in ('signal', 'correction', 'retraction')),
    source_id text not null references source,
    external_id text not null,
    processes text[] not null,
    category text not null,
    place text not null,
    department text,
    event_time timestamptz not null,
    received_at timestamptz not null,
    body jsonb not null,
    derived jsonb not null,
    body_hash text not null,
    fingerprint text not null,
    reason text,
    actor uuid,
    xid xid8 not null default pg_current_xact_id(),
    primary key (id, rev),
    unique (source_id, external_id, rev))`,
  `comment on column signal.body is 'the contract fields as accepted; never changed in place'`,
  `comment on column signal.derived is 'what intake derived: flat fields that rules read, open phases and calendar windows per electoral process, grades, flags'`,
  `comment on column signal.xid is 'lists are paged by (xid, id) below the oldest running transaction, so that rows that commit late are never skipped'`,
  'create index signal_by_commit on signal (xid, id)',
  'create index signal_by_fingerprint on signal (fingerprint, received_at) where rev = 1',
  'create index signal_by_department on signal (department, event_time)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

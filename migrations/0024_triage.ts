// The desk of verification: what was decided on a signal and by whom, which signals a person holds for one, who has a signal in hand.
// The decision itself is a revision of the signal; these rows say whose it was and what it rested on.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table verification (
    id uuid primary key,
    signal_id uuid not null,
    on_rev int not null,
    rev int not null,
    decision text not null check (decision in ('verified', 'rejected')),
    reliability text check (reliability between 'A' and 'F'),
    credibility int check (credibility between 1 and 6),
    reason text,
    token_id uuid not null references principal,
    person_id uuid not null references person,
    created_at timestamptz not null default app.now(),
    undone_rev int,
    undone_at timestamptz,
    foreign key (signal_id, rev) references signal (id, rev),
    constraint verification_rejected_with_reason check (decision <> 'rejected' or reason is not null))`,
  `comment on column verification.on_rev is 'the revision that was read and decided on'`,
  `comment on column verification.rev is 'the revision that the decision made; undone_rev: the one that took it back'`,
  'create index verification_by_signal on verification (signal_id, created_at)',
  `create table signal_merge (
    id uuid primary key,
    signal_id uuid not null,
    into_id uuid not null,
    rev int not null,
    reason text,
    token_id uuid not null references principal,
    person_id uuid not null references person,
    created_at timestamptz not null default app.now(),
    ended_person uuid references person,
    ended_reason text,
    ended_at timestamptz,
    foreign key (signal_id, rev) references signal (id, rev),
    constraint signal_merge_with_another check (signal_id <> into_id),
    constraint signal_merge_ended_by check ((ended_at is null) = (ended_person is null)))`,
  `comment on table signal_merge is 'A person holds a signal for a repeat of another: both stay, and the repeat counts for nothing while the merge stands'`,
  'create unique index signal_merge_once on signal_merge (signal_id) where ended_at is null',
  'create index signal_merge_into on signal_merge (into_id) where ended_at is null',
  `create table triage_hold (
    signal_id uuid primary key,
    person_id uuid references person,
    snoozed_until timestamptz,
    changed_person uuid not null references person,
    changed_at timestamptz not null default app.now())`,
  `comment on table triage_hold is 'Who has a signal in hand, and until when it is out of the queue; working state, overwritten in place'`,
  // The queue reads the latest revisions that nobody has decided; those decided are most of a table that only grows.
  `create index signal_undecided on signal (received_at, id)
    where kind <> 'retraction' and derived->>'verification' = 'unverified'`,
  ...['verification', 'signal_merge', 'triage_hold'].flatMap((table) => [
    `grant select, insert, update on ${table} to vigia_api, vigia_worker`,
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy worker_all on ${table} for all to vigia_worker using (true) with check (true)`,
    `create policy api_all on ${table} for all to vigia_api
      using (exists (select from signal s where s.id = ${table}.signal_id))
      with check (exists (select from signal s where s.id = ${table}.signal_id))`,
  ]),
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

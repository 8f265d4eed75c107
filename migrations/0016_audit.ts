// The audit log: events of ids and codes that can only be added, the tree that seals them, its signed checkpoints.
import { type Kysely, sql } from 'kysely'

const statements = [
  // Of events from before, texts leave the record for a note that can be forgotten; the record keeps their salted hash.
  'drop trigger audit_event_append_only on audit_event',
  `create table audit_note (
    hash text primary key,
    salt text not null,
    text text not null,
    created_at timestamptz not null default app.now())`,
  `comment on table audit_note is 'Reasons that a person gave; audit_event.detail names the hash, so the text can be deleted and the tree stays whole'`,
  `comment on column audit_note.hash is 'SHA-256 of salt and text, hexadecimal'`,
  'alter table audit_event rename column actor to actor_token',
  'alter table audit_event rename column act to action',
  'alter table audit_event rename column target to object_id',
  'alter table audit_event rename column details to detail',
  'alter table audit_event add column actor_person uuid',
  `alter table audit_event add column object_kind text not null default ''`,
  'alter table audit_event add column xid xid8 not null default pg_current_xact_id()',
  'alter table audit_event alter column object_kind drop default',
  `update audit_event e set object_kind = split_part(e.action, '.', 1),
    actor_person = (select t.person_id from api_token t where t.id = e.actor_token)`,
  `create temporary table old_note as
    select e.id, gen_random_uuid()::text as salt, e.detail ->> 'reason' as text from audit_event e where e.detail ->> 'reason' is not null`,
  `insert into audit_note (hash, salt, text)
    select encode(sha256(convert_to(salt || text, 'UTF8')), 'hex'), salt, text from old_note`,
  `update audit_event e set detail = e.detail || jsonb_build_object('note', encode(sha256(convert_to(o.salt || o.text, 'UTF8')), 'hex'))
    from old_note o where o.id = e.id`,
  `update audit_event set detail = detail - array['reason', 'comment', 'message', 'warnings']`,
  'drop table old_note',
  `comment on table audit_event is 'Who did what to which object, or read it: ids and codes, never a name or a text; rows are only ever added'`,
  `comment on column audit_event.actor_token is 'the token or session that acted; null = the product itself or its command line'`,
  `comment on column audit_event.action is 'object.verb, such as token.issued'`,
  `comment on column audit_event.xid is 'the transaction that wrote it: it is sealed when every older one has ended'`,
  'create index audit_event_by_commit on audit_event (xid, id)',
  'create index audit_event_by_object on audit_event (object_kind, object_id)',
  `create table audit_leaf (
    index bigint primary key check (index >= 0),
    event_id bigint not null unique references audit_event,
    hash bytea not null check (length(hash) = 32))`,
  `comment on table audit_leaf is 'Which event stands where in the tree (RFC 6962), and its leaf hash: SHA-256(0x00, canonical line)'`,
  `create table audit_node (
    level int not null check (level > 0),
    index bigint not null check (index >= 0),
    hash bytea not null check (length(hash) = 32),
    primary key (level, index))`,
  `comment on table audit_node is 'Roots of the complete subtrees of 2^level leaves, so that a proof reads a few rows'`,
  `create table audit_key (
    key_id text primary key,
    public_key text not null,
    added_at timestamptz not null default app.now())`,
  `comment on table audit_key is 'Public keys that have signed checkpoints here; the private one is in a file outside the database'`,
  `create table audit_checkpoint (
    size bigint primary key check (size > 0),
    root bytea not null check (length(root) = 32),
    at timestamptz not null,
    key_id text not null references audit_key,
    note text not null)`,
  `comment on table audit_checkpoint is 'What the log was at a moment, signed; copies travel in mails, webhooks and feeds'`,
  `comment on column audit_checkpoint.note is 'signed note of C2SP: origin, size, root, time, signature'`,
  `create table audit_tree (
    id int primary key check (id = 1),
    origin text not null,
    sealed_below xid8 not null)`,
  `comment on table audit_tree is 'One row: the name of this log, and the transaction below which every event is sealed'`,
  `comment on column audit_tree.sealed_below is 'where the sealer goes on; set back when the database was restored into another cluster'`,
  `insert into audit_tree values (1, 'vigia/audit/' || gen_random_uuid()::text, '0')`,
  ...['audit_event', 'audit_leaf', 'audit_node', 'audit_key', 'audit_checkpoint'].flatMap((table) => [
    `create trigger ${table}_append_only before update or delete on ${table} for each row execute function app.refuse_change()`,
    `create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function app.refuse_change()`,
  ]),
  'alter table cap_message add column checkpoint text',
  `comment on column cap_message.checkpoint is 'the audit log''s last signed checkpoint when the file was published; feeds carry it'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

// Schema vault: who is behind a report, as ciphertext; the wrapped data keys in a table of their own; who asked to read, who agreed, what
// was read; legal holds, retention and shredding. Beside it, in the open part: notices, and texts approved for the public.
import { type Kysely, sql } from 'kysely'

const tables = [
  'create schema if not exists vault',
  `create table vault.identity (
    id uuid primary key,
    signal_id uuid not null,
    source_id text not null,
    processes text[] not null,
    wrapping text not null check (wrapping in ('server', 'verifiers')),
    is_at_risk boolean not null,
    created_at timestamptz not null default app.now(),
    shredded_at timestamptz,
    shred_reason text)`,
  `comment on table vault.identity is 'One row per report that came with an identity; its id is the opaque name of the person behind it'`,
  `comment on column vault.identity.wrapping is 'server: the wrapping key of the server opens it; verifiers: only the private keys of the recipients do'`,
  'create index identity_by_signal on vault.identity (signal_id)',
  'create index identity_kept on vault.identity (created_at) where shredded_at is null',
  `create table vault.identity_field (
    identity_id uuid not null references vault.identity,
    field text not null,
    version int not null,
    alg text not null,
    key_id uuid not null,
    ciphertext bytea not null,
    primary key (identity_id, field))`,
  `comment on table vault.identity_field is 'AES-256-GCM: nonce, ciphertext, tag; bound to vault.identity_field|identity|field|version. Useless without the row of data_key'`,
  `create table vault.data_key (
    id uuid primary key,
    identity_id uuid not null references vault.identity,
    wrapping text not null check (wrapping in ('server', 'verifiers')),
    wrapping_key text not null,
    alg text not null,
    wrapped bytea not null,
    created_at timestamptz not null default app.now())`,
  `comment on table vault.data_key is 'Wrapped data keys. Deleting a row is the shredding: leave this table out of every full backup, it has its own (vigia keys backup)'`,
  'create index data_key_by_identity on vault.data_key (identity_id)',
  `create table vault.blind_index (
    identity_id uuid not null references vault.identity,
    kind text not null,
    key_id text not null,
    value text not null,
    primary key (identity_id, kind))`,
  `comment on table vault.blind_index is 'HMAC under a key outside the database, cut to 24 bits: two equal values suggest one person and prove nothing'`,
  'create index blind_index_value on vault.blind_index (kind, value)',
  `create table vault.access (
    id uuid primary key,
    signal_id uuid not null,
    proposal_id uuid references public.proposal,
    purpose text not null,
    explanation text not null,
    is_emergency boolean not null,
    token_id uuid not null references public.api_token,
    person_id uuid not null references public.person,
    approver_person uuid references public.person,
    asked_at timestamptz not null default app.now(),
    opened_at timestamptz,
    ends_at timestamptz,
    constraint access_by_two_persons check (approver_person is distinct from person_id or approver_person is null),
    constraint access_opens_by_another check (opened_at is null or is_emergency or approver_person is not null))`,
  `comment on table vault.access is 'Break-glass: who asked for the identities of a signal and why, who agreed, from when to when they may be read'`,
  'create index access_by_time on vault.access (asked_at)',
  `create table vault.identity_read (
    id bigint generated always as identity primary key,
    access_id uuid not null references vault.access,
    identity_id uuid not null references vault.identity,
    token_id uuid not null,
    person_id uuid not null,
    fields text[] not null,
    at timestamptz not null default app.now())`,
  `comment on table vault.identity_read is 'Every reading of an identity, committed before anything is decrypted'`,
  `create table vault.legal_hold (
    id uuid primary key,
    kind text not null check (kind in ('identity', 'signal', 'process')),
    target text not null,
    reason text not null,
    placed_by uuid not null,
    placed_person uuid not null references public.person,
    placed_at timestamptz not null default app.now(),
    lifted_person uuid references public.person,
    lifted_at timestamptz,
    constraint hold_lifted_by_another check (lifted_person is null or lifted_person <> placed_person))`,
  `comment on table vault.legal_hold is 'While one stands, nothing that it covers is shredded; another person than the one who placed it lifts it'`,
  `create table vault.shredding (
    identity_id uuid primary key references vault.identity,
    reason text not null,
    token_id uuid,
    person_id uuid,
    keys int not null,
    at timestamptz not null default app.now())`,
  `comment on table vault.shredding is 'Data keys destroyed, and why; token_id null: the retention schedule'`,
  `create table vault.retention (
    id bigint generated always as identity primary key,
    days int not null check (days between 1 and 3650),
    proposal_id uuid not null unique references public.proposal,
    since timestamptz not null default app.now())`,
  `comment on table vault.retention is 'Days after the closing of a process for which identities are kept; the newest row holds; none: the default of the product'`,
  ...['identity_read', 'shredding', 'retention'].map(
    (table) => `create trigger ${table}_append_only before update or delete on vault.${table}
      for each row execute function app.refuse_change()`,
  ),
  `create table identity_notice (
    id uuid primary key,
    kind text not null,
    access_id uuid not null,
    signal_id uuid not null,
    office text,
    at timestamptz not null default app.now(),
    told_at timestamptz)`,
  `comment on table identity_notice is 'Told to everybody with a right to sources: an identity was opened, by one person in an emergency or by two'`,
  `create table public_text (
    signal_id uuid not null,
    number int not null,
    body text not null,
    token_id uuid not null references api_token,
    person_id uuid not null references person,
    created_at timestamptz not null default app.now(),
    decision text check (decision in ('approved', 'withheld')),
    decided_person uuid references person,
    decided_at timestamptz,
    note text,
    primary key (signal_id, number),
    constraint public_text_by_another check (decision is distinct from 'approved' or decided_person <> person_id))`,
  `create table consent_withdrawal (
    id uuid primary key,
    signal_id uuid not null,
    rev int not null,
    answers text[] not null,
    token_id uuid not null,
    at timestamptz not null default app.now(),
    told_at timestamptz)`,
  `comment on table consent_withdrawal is 'A source takes back answers of consent; told_at null: delivery has not told those who were told before'`,
  'create index consent_withdrawal_untold on consent_withdrawal (at) where told_at is null',
  `comment on table public_text is 'A separate text of a signal for readers outside; nobody outside reads it before a person has approved it'`,
]

/**
 * A role of its own that owns nothing and reaches the vault alone. Where the migrating user may not create roles the vault works without it,
 * and vigia doctor says so. Roles belong to the whole server, so another database may be creating it right now.
 */
const role = `do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'vigia_vault') then
    begin
      create role vigia_vault nologin;
    exception when others then
      raise notice 'vigia_vault was not created: %', sqlerrm;
    end;
  end if;
  if exists (select 1 from pg_roles where rolname = 'vigia_vault') then
    begin
      grant usage on schema vault, app to vigia_vault;
      grant select, insert, update, delete on all tables in schema vault to vigia_vault;
      grant usage on all sequences in schema vault to vigia_vault;
      if not pg_has_role(current_user, 'vigia_vault', 'member') then
        execute format('grant vigia_vault to %I', current_user);
      end if;
    exception when others then
      raise notice 'vigia_vault was not granted: %', sqlerrm;
    end;
  end if;
  revoke all on schema vault from public;
end $$`

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of tables) await sql.raw(statement).execute(db)
  await sql.raw(role).execute(db)
}

// Accounts of an institution that people have linked to their own account, to sign in with (OpenID Connect).
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table oidc_link (
    id uuid primary key,
    account_id uuid not null references account,
    issuer text not null,
    subject_hash text not null,
    created_at timestamptz not null default app.now(),
    last_used_day date)`,
  `comment on table oidc_link is 'Which account of an institution signs in as which of ours; linked by the person who was signed in'`,
  `comment on column oidc_link.subject_hash is 'SHA-256 of issuer and subject: who somebody is there is not kept'`,
  // One account there is one account here, and so one person.
  'create unique index oidc_link_once on oidc_link (subject_hash)',
  'create index oidc_link_by_account on oidc_link (account_id)',
  'grant select, insert, update, delete on oidc_link to vigia_api, vigia_worker',
  'alter table session drop constraint session_pathway_check',
  `alter table session add constraint session_pathway_check check (pathway in ('passkey', 'password', 'oidc'))`,
  'alter table one_time_token drop constraint one_time_token_kind_check',
  `alter table one_time_token add constraint one_time_token_kind_check check (kind in
    ('enrolment', 'passkey_enrol', 'passkey_sign_in', 'passkey_step_up', 'totp_enrol',
     'oidc_sign_in', 'oidc_link', 'oidc_proven', 'oidc_passkey'))`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

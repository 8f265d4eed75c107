// People who sign in: accounts, grants, what they prove themselves with, sessions, one-time tokens, counters of attempts.
import { type Kysely, sql } from 'kysely'

// Who acts is a token or an account; either way it belongs to a person, and only the database says to which.
const principals = [
  `create table principal (
    id uuid primary key,
    person_id uuid not null references person,
    kind text not null check (kind in ('token', 'account')))`,
  `comment on table principal is 'Everything that can act: an API token or an account. Acts name it; the database reads the person from it'`,
  `insert into principal (id, person_id, kind) select id, person_id, 'token' from api_token`,
  `create function app.enrol_principal() returns trigger language plpgsql as
    'begin
       insert into public.principal (id, person_id, kind) values (new.id, new.person_id, tg_argv[0])
         on conflict (id) do nothing;
       if not exists (select from public.principal p where p.id = new.id and p.person_id = new.person_id and p.kind = tg_argv[0]) then
         raise exception ''who acts never changes hands'' using errcode = ''insufficient_privilege'';
       end if;
       return new;
     end'`,
  `create function app.keep_person() returns trigger language plpgsql as
    'begin
       if new.id <> old.id or new.person_id <> old.person_id then
         raise exception ''who acts never changes hands'' using errcode = ''insufficient_privilege'';
       end if;
       return new;
     end'`,
  `create trigger principal_fixed before update or delete on principal
    for each row execute function app.refuse_change()`,
  `create trigger api_token_principal before insert on api_token
    for each row execute function app.enrol_principal('token')`,
  `create trigger api_token_fixed before update on api_token
    for each row execute function app.keep_person()`,
  'alter table api_token add foreign key (id) references principal',
  'alter table api_token add column rotated_from uuid references api_token',
  `comment on column api_token.rotated_from is 'the token that this one takes the place of; both are valid until that one ends'`,
  'create index api_token_by_person on api_token (person_id)',
  `create or replace function app.person_of(token uuid) returns uuid language sql stable as
    'select person_id from public.principal where id = token'`,
  'alter table rule_revision drop constraint rule_revision_author_token_fkey',
  'alter table rule_revision add foreign key (author_token) references principal',
  'alter table proposal drop constraint proposal_proposer_fkey',
  'alter table proposal add foreign key (proposer) references principal',
  'alter table approval drop constraint approval_approver_fkey',
  'alter table approval add foreign key (approver) references principal',
]

const accounts = [
  `create table account (
    id uuid primary key references principal,
    person_id uuid not null references person,
    handle text not null unique check (handle = lower(handle)),
    office text,
    state text not null default 'invited' check (state in ('invited', 'active', 'frozen', 'disabled')),
    state_at timestamptz not null default app.now(),
    state_by uuid references principal,
    created_by uuid references principal,
    created_at timestamptz not null default app.now())`,
  `comment on table account is 'A way for one person to sign in; a person may have several, and two-person acts count the person'`,
  `comment on column account.office is 'the office whose «Cerrar todo» closes it'`,
  `comment on column account.created_by is 'null: the command line of the machine'`,
  `create trigger account_principal before insert on account
    for each row execute function app.enrol_principal('account')`,
  `create trigger account_fixed before update on account
    for each row execute function app.keep_person()`,
  'create index account_by_person on account (person_id)',
  `create table role_grant (
    id uuid primary key,
    account_id uuid not null references account,
    person_id uuid not null references person,
    role text not null check (role in
      ('analyst', 'verifier', 'ombudsman', 'un_liaison', 'rules_admin', 'system_admin', 'auditor')),
    territory text[] not null,
    marking text not null,
    office text,
    source_id text,
    processes text[],
    reason text not null,
    granted_by uuid references principal,
    proposal_id uuid unique references proposal,
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by uuid references principal)`,
  `comment on table role_grant is 'What an account may do: one role, exact place codes, a ceiling of markings, an end. Revoked, never edited'`,
  `comment on column role_grant.person_id is 'copied from the account by the database'`,
  `comment on column role_grant.proposal_id is 'for a role that two persons give: what the second one approved; used once'`,
  'create index role_grant_by_account on role_grant (account_id)',
  'create index role_grant_by_person on role_grant (person_id)',
  `create function app.live_roles(who uuid) returns setof text language sql volatile as
    'select role from public.role_grant where person_id = who and revoked_at is null and expires_at > app.now()
     union
     select role from public.api_token where person_id = who and revoked_at is null and expires_at > app.now()'`,
  // The person's row is locked first, so that two grants given at once do not both see an empty list.
  `create function app.refuse_role_conflict(who uuid, wanted text) returns void language plpgsql as
    'declare held text;
     begin
       perform 1 from public.person where id = who for update;
       for held in select * from app.live_roles(who) loop
         if (held = ''auditor'') <> (wanted = ''auditor'')
            or (held = ''rules_admin'' and wanted = ''system_admin'')
            or (held = ''system_admin'' and wanted = ''rules_admin'') then
           raise exception ''role_conflict: % beside %'', wanted, held using errcode = ''integrity_constraint_violation'';
         end if;
       end loop;
     end'`,
  `create function app.guard_token_role() returns trigger language plpgsql as
    'begin perform app.refuse_role_conflict(new.person_id, new.role); return new; end'`,
  `create trigger api_token_role before insert on api_token
    for each row execute function app.guard_token_role()`,
  `create function app.is_approved_by_another(the_grant public.role_grant) returns boolean language sql volatile as
    'select exists (
       select from public.proposal p join public.approval a on a.proposal_id = p.id and a.decision = ''approve''
       where p.id = the_grant.proposal_id and p.kind = ''role.grant'' and p.state = ''approved''
         and p.target = the_grant.account_id::text
         and p.subject->>''role'' = the_grant.role and p.subject->>''marking'' = the_grant.marking
         and p.subject->''territory'' = to_jsonb(the_grant.territory)
         and a.approver_person <> the_grant.person_id and p.proposer_person <> the_grant.person_id
         and a.approver_person <> p.proposer_person)'`,
  // system_admin by the command line: only while fewer than two persons could give it to somebody else.
  `create function app.is_first_admin(the_grant public.role_grant) returns boolean language plpgsql volatile as
    'begin
       perform pg_advisory_xact_lock(hashtext(''vigia.first_admin''));
       return the_grant.role = ''system_admin'' and the_grant.granted_by is null and (
         select count(distinct g.person_id) from public.role_grant g join public.account a on a.id = g.account_id
         where g.role = ''system_admin'' and a.state = ''active'' and g.revoked_at is null and g.expires_at > app.now()) < 2;
     end'`,
  `create function app.guard_grant() returns trigger language plpgsql as
    'begin
       if tg_op = ''DELETE'' then
         raise exception ''a grant is revoked, never deleted'' using errcode = ''insufficient_privilege'';
       end if;
       if tg_op = ''UPDATE'' then
         if old.revoked_at is not null
            or (to_jsonb(new) - ''revoked_at'' - ''revoked_by'') is distinct from (to_jsonb(old) - ''revoked_at'' - ''revoked_by'') then
           raise exception ''a grant is revoked, never edited'' using errcode = ''insufficient_privilege'';
         end if;
         return new;
       end if;
       select a.person_id into new.person_id from public.account a where a.id = new.account_id;
       if app.person_of(new.granted_by) = new.person_id then
         raise exception ''own_grant: nobody gives themselves a right'' using errcode = ''insufficient_privilege'';
       end if;
       perform app.refuse_role_conflict(new.person_id, new.role);
       if new.role in (''system_admin'', ''rules_admin'', ''auditor'') then
         if new.proposal_id is null and not app.is_first_admin(new)
            or new.proposal_id is not null and not app.is_approved_by_another(new) then
           raise exception ''second_person: % needs the approval of another person'', new.role using errcode = ''insufficient_privilege'';
         end if;
       end if;
       return new;
     end'`,
  `create trigger role_grant_guard before insert or update or delete on role_grant
    for each row execute function app.guard_grant()`,
  // An approval by somebody who was demoted while the page was open is none.
  `create function app.is_in_force(who uuid) returns boolean language sql volatile as
    'select exists (select from public.api_token where id = who and revoked_at is null and expires_at > app.now())
       or exists (select from public.account a join public.role_grant g on g.account_id = a.id
                  where a.id = who and a.state = ''active'' and g.revoked_at is null and g.expires_at > app.now())'`,
  `create or replace function app.copy_approval_persons() returns trigger language plpgsql as
    'begin
       if not app.is_in_force(new.approver) then
         raise exception ''demoted: the approver has no right any more'' using errcode = ''insufficient_privilege'';
       end if;
       new.approver_person := app.person_of(new.approver);
       select p.author_person, p.proposer_person into new.author_person, new.proposer_person
         from public.proposal p where p.id = new.proposal_id;
       return new;
     end'`,
]

const credentials = [
  `create table passkey (
    id text primary key,
    account_id uuid not null references account,
    public_key text not null,
    counter bigint not null,
    transports text[] not null,
    is_synced boolean not null,
    label text not null,
    created_at timestamptz not null default app.now(),
    last_used_day date)`,
  `comment on table passkey is 'Public keys of passkeys; id and key as base64url. The private key never leaves the authenticator'`,
  'create index passkey_by_account on passkey (account_id)',
  `create table password_credential (
    account_id uuid primary key references account,
    hash text not null,
    totp_sealed text not null,
    totp_step bigint not null,
    set_at timestamptz not null default app.now())`,
  `comment on table password_credential is 'A password (argon2id) and its second factor, together or not at all'`,
  `comment on column password_credential.totp_sealed is 'AES-256-GCM under the key of VIGIA_ACCESS_KEY, bound to the account'`,
  `comment on column password_credential.totp_step is 'the last 30-second step that a code was taken of: each is good once'`,
  `create table recovery_code (
    account_id uuid not null references account,
    hash text not null,
    used_at timestamptz,
    primary key (account_id, hash))`,
  `comment on table recovery_code is 'In place of a TOTP code, once; 100 random bits each, so that SHA-256 is enough'`,
]

const sessions = [
  `create table session (
    id uuid primary key,
    hash text not null unique,
    account_id uuid not null references account,
    grant_id uuid not null references role_grant,
    pathway text not null check (pathway in ('passkey', 'password')),
    created_at timestamptz not null default app.now(),
    last_seen_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    stepped_up_at timestamptz not null default app.now(),
    ended_at timestamptz,
    end_reason text)`,
  `comment on table session is 'Who is signed in; the id in the cookie is 256 random bits, of which only the SHA-256 is here'`,
  `comment on column session.grant_id is 'the one grant that the person acts with'`,
  `comment on column session.stepped_up_at is 'when the person last proved themselves with both factors'`,
  'create index session_open on session (account_id) where ended_at is null',
  `create table one_time_token (
    id uuid primary key,
    kind text not null check (kind in ('enrolment', 'passkey_enrol', 'passkey_sign_in', 'passkey_step_up', 'totp_enrol')),
    hash text not null unique,
    account_id uuid references account,
    payload jsonb not null default '{}',
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    used_at timestamptz)`,
  `comment on table one_time_token is 'Invitations and challenges: short-lived and good once'`,
  'create index one_time_token_end on one_time_token (expires_at)',
  `create table attempt_counter (
    kind text not null check (kind in ('account', 'network', 'step_up')),
    subject text not null,
    failures int not null,
    blocked_until timestamptz not null,
    updated_at timestamptz not null default app.now(),
    primary key (kind, subject))`,
  `comment on table attempt_counter is 'Failed sign-ins; here and not in Redis, so that losing Redis resets nothing'`,
  `comment on column attempt_counter.subject is 'a hash: of the handle, or of the network with a salt of the day'`,
  'create index attempt_counter_age on attempt_counter (updated_at)',
  `create table network_salt (
    day date primary key,
    salt text not null)`,
  `comment on table network_salt is 'What networks are hashed with; yesterday''s is deleted, so that nobody can be traced from day to day'`,
  `create table office_closing (
    id uuid primary key,
    office text not null,
    closed_by uuid not null references principal,
    reason text not null,
    sessions int not null,
    tokens int not null,
    frozen int not null,
    at timestamptz not null default app.now())`,
  `comment on table office_closing is 'Each «Cerrar todo»: who, why, and what it ended'`,
  `create trigger office_closing_append_only before update or delete on office_closing
    for each row execute function app.refuse_change()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...principals, ...accounts, ...credentials, ...sessions]) {
    await sql.raw(statement).execute(db)
  }
}

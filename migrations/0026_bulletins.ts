// Stored bulletins: numbers frozen at an instant, texts of people, and a second person who publishes. The database has the last word on all three.
import { type Kysely, sql } from 'kysely'

const tables = [
  `create table bulletin (
    id uuid primary key,
    process text not null references electoral_process,
    kind text not null check (kind in ('daily', 'weekly')),
    place text not null,
    period_from timestamptz not null,
    period_to timestamptz not null,
    as_of timestamptz not null,
    is_exercise boolean not null,
    ceiling text not null,
    has_reports boolean not null,
    marking text not null,
    texts jsonb not null,
    numbers jsonb not null,
    hash text not null,
    checkpoint jsonb,
    state text not null default 'draft' check (state in ('draft', 'proposed', 'published', 'withdrawn')),
    version int not null default 1,
    created_token uuid not null references principal,
    created_person uuid not null references person,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    proposal_id uuid references proposal,
    published_person uuid references person,
    published_at timestamptz,
    withdrawn_at timestamptz,
    xid xid8 not null default pg_current_xact_id(),
    constraint bulletin_published_by check ((published_at is null) = (published_person is null)),
    constraint bulletin_withdrawn_at check ((withdrawn_at is null) = (state <> 'withdrawn')))`,
  `comment on table bulletin is 'A daily or weekly bulletin: its numbers as they were known at as_of, and what people wrote beside them'`,
  `comment on column bulletin.ceiling is 'content up to this marking was counted; marking: the strictest that was among it'`,
  `comment on column bulletin.has_reports is 'reports were counted: whoever composed it may read signals'`,
  `comment on column bulletin.hash is 'SHA-256 of everything that is printed but its state and checkpoint, as canonical JSON'`,
  `comment on column bulletin.checkpoint is 'the head of the audit log when it was composed, then when it was published'`,
  'create index bulletin_by_commit on bulletin (xid, id)',
  `create table bulletin_event (
    bulletin_id uuid not null references bulletin,
    ordinal int not null,
    kind text not null check (kind in ('composed', 'edited', 'proposed', 'returned', 'published', 'withdrawn', 'erratum')),
    token_id uuid not null references principal,
    person_id uuid not null references person,
    at timestamptz not null default app.now(),
    body jsonb not null,
    primary key (bulletin_id, ordinal))`,
  `comment on table bulletin_event is 'Every act on a bulletin and whose it was; errata are printed'`,
]

const guards = [
  `create trigger bulletin_event_append_only before update or delete on bulletin_event
    for each row execute function app.refuse_change()`,
  `create function app.copy_bulletin_person() returns trigger language plpgsql as
    'begin new.created_person := app.person_of(new.created_token); return new; end'`,
  `create trigger bulletin_person before insert on bulletin for each row execute function app.copy_bulletin_person()`,
  `create function app.copy_bulletin_event_person() returns trigger language plpgsql as
    'begin new.person_id := app.person_of(new.token_id); return new; end'`,
  `create trigger bulletin_event_person before insert on bulletin_event
    for each row execute function app.copy_bulletin_event_person()`,
  `create function app.keep_bulletin() returns trigger language plpgsql as
    'declare
       changing text[] := array[''texts'', ''hash'', ''checkpoint'', ''state'', ''version'', ''updated_at'', ''proposal_id'',
         ''published_person'', ''published_at'', ''withdrawn_at'', ''xid''];
     begin
       if tg_op = ''DELETE'' or (to_jsonb(new) - changing) is distinct from (to_jsonb(old) - changing) then
         raise exception ''the numbers of a bulletin are frozen: compose another one'' using errcode = ''insufficient_privilege'';
       end if;
       if old.published_at is not null and (new.texts is distinct from old.texts or new.hash is distinct from old.hash
           or new.published_at is distinct from old.published_at or new.published_person is distinct from old.published_person) then
         raise exception ''a published bulletin is corrected by an erratum, never edited'' using errcode = ''insufficient_privilege'';
       end if;
       if old.state = ''withdrawn'' and new.state <> ''withdrawn'' then
         raise exception ''a withdrawn bulletin stays withdrawn'' using errcode = ''insufficient_privilege'';
       end if;
       if new.published_at is not null and old.published_at is null and not (old.state = ''proposed'' and new.state = ''published''
           and exists (select from public.approval a join public.proposal p on p.id = a.proposal_id
             where p.id = new.proposal_id and p.kind = ''bulletin'' and p.target = new.id::text and p.base = new.hash
               and a.decision = ''approve'' and a.approver_person = new.published_person)
           and not exists (select from public.bulletin_event e
             where e.bulletin_id = new.id and e.kind in (''composed'', ''edited'', ''proposed'') and e.person_id = new.published_person)) then
         raise exception ''bulletin_second_person: published by another person than those who composed, edited or proposed it''
           using errcode = ''insufficient_privilege'';
       end if;
       if new.state = ''published'' and new.published_at is null then
         raise exception ''bulletin_second_person: published without a person'' using errcode = ''insufficient_privilege'';
       end if;
       return new;
     end'`,
  `create trigger bulletin_kept before update or delete on bulletin for each row execute function app.keep_bulletin()`,
  `create function app.begin_bulletin() returns trigger language plpgsql as
    'begin
       if new.state <> ''draft'' or new.published_at is not null or new.proposal_id is not null then
         raise exception ''a bulletin begins as a draft'' using errcode = ''insufficient_privilege'';
       end if;
       return new;
     end'`,
  `create trigger bulletin_begins before insert on bulletin for each row execute function app.begin_bulletin()`,
]

/** Once per statement, not once per row; missing or empty means nothing. */
const text = (name: string) => `(select nullif(current_setting('vigia.${name}', true), ''))`
const list = (name: string) => `(select nullif(current_setting('vigia.${name}', true), '')::text[])::text[]`
const isOn = (name: string) => `coalesce(${text(name)} = 'on', false)`
const hasScope = (...scopes: string[]) =>
  `coalesce((select nullif(current_setting('vigia.scopes', true), '')::text[] && array[${scopes.map((one) => `'${one}'`).join(', ')}]), false)`

/** The whole of what it speaks about lies in the caller's sight; before somebody published it, it is for those who make it. */
const seen = `(${hasScope('alerts:read', 'delivery:manage')}
  and (${isOn('all_processes')} or bulletin.process = any(${list('processes')}))
  and (${isOn('everywhere')} or bulletin.place = any(${list('places')}))
  and bulletin.marking = any(${list('markings')})
  and (bulletin.published_at is not null or ${hasScope('delivery:manage')}))`
const made = `(${seen} and ${hasScope('delivery:manage')})`
const ofBulletin = 'exists (select from bulletin b where b.id = bulletin_event.bulletin_id)'

const walls = [
  'grant select, insert, update on bulletin to vigia_api, vigia_worker',
  'grant select, insert on bulletin_event to vigia_api, vigia_worker',
  ...['bulletin', 'bulletin_event'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy worker_all on ${table} for all to vigia_worker using (true) with check (true)`,
  ]),
  `create policy api_select on bulletin for select to vigia_api using (${seen})`,
  `create policy api_insert on bulletin for insert to vigia_api with check (${made})`,
  `create policy api_update on bulletin for update to vigia_api using (${made}) with check (${made})`,
  `create policy api_select on bulletin_event for select to vigia_api using (${ofBulletin})`,
  `create policy api_insert on bulletin_event for insert to vigia_api
    with check (${ofBulletin} and ${hasScope('delivery:manage')})`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...guards, ...walls]) await sql.raw(statement).execute(db)
}

// Row-level security as a second wall behind the filters of the statements: roles that own nothing, their grants, and policies on every table
// that holds protected rows, also for the owner. What each role may do, and why some tables have no policy: docs/security/walls.md.
import { type Kysely, sql } from 'kysely'

const roles = ['vigia_api', 'vigia_worker', 'vigia_vault', 'vigia_audit']

/** Roles belong to the whole server: another database may be creating the same one right now, and is waited for. */
const createRoles = `do $$
declare wanted text; tries int;
begin
  foreach wanted in array array[${roles.map((role) => `'${role}'`).join(', ')}] loop
    tries := 0;
    while not exists (select 1 from pg_roles where rolname = wanted) loop
      begin
        execute format('create role %I nologin', wanted);
      exception
        when duplicate_object or unique_violation then null;
        when lock_not_available then
          tries := tries + 1;
          if tries > 2 then raise; end if;
        when insufficient_privilege then
          raise exception 'the user % may not create roles. Let an administrator run: create role vigia_api nologin; create role vigia_worker nologin; create role vigia_vault nologin; create role vigia_audit nologin; grant vigia_api, vigia_worker, vigia_vault, vigia_audit to %; and then migrate again', current_user, current_user;
      end;
    end loop;
    if not (select rolsuper from pg_roles where rolname = current_user) then
      begin
        execute format('grant %I to current_user', wanted);
      exception when others then
        -- Whoever made the role has given it, or has to: taking it says which.
        execute format('set local role %I', wanted);
        reset role;
      end;
    end if;
  end loop;
end $$`

/** Once per statement, not once per row: each stands in a subquery of its own. */
const text = (name: string) => `(select nullif(current_setting('vigia.${name}', true), ''))`
const list = (name: string) => `(select nullif(current_setting('vigia.${name}', true), '')::text[])::text[]`
/** Missing or empty = no. */
const isOn = (name: string) => `coalesce(${text(name)} = 'on', false)`
const hasScope = (...scopes: string[]) =>
  `coalesce((select nullif(current_setting('vigia.scopes', true), '')::text[] && array[${scopes.map((one) => `'${one}'`).join(', ')}]), false)`
const within = (row: string) =>
  `(${isOn('everywhere')} or ${row}.department = any(${list('places')}) or ${row}.place = any(${list('places')}))`
const isMarkingSeen = (column: string) => `${column} = any(${list('markings')})`
const isProcessSeen = (column: string) =>
  `(${isOn('all_processes')} or ${column} = any(${list('processes')}))`

const readsAlerts = hasScope(
  'alerts:read',
  'alerts:act',
  'delivery:read',
  'delivery:manage',
  'channels:manage',
  'exports:read',
)

/** As domain/signal/sight.ts: the own source; else process, territory, marking, and for the Ombudsman the consent of the source. */
const seesSignal = (row: string, marking: string, consent: string) => `(
  (${row}.source_id = ${text('source')} and ${hasScope('signals:read', 'signals:write')})
  or (${hasScope('signals:read', 'signals:grade')} and ${within(row)} and ${isMarkingSeen(marking)}
    and (${text('role')} <> 'ombudsman' or ${consent})
    and cardinality(${row}.processes) > 0 and (${isOn('all_processes')} or ${row}.processes && ${list('processes')})))`
const isEvidence = (column: string) => `coalesce(${column}::text = any(${list('evidence')}), false)`

/** A revised signal is judged by its newest revision, whichever is read. */
const signalPolicy = `(${isEvidence('signal.id')} or case
  when exists (select from signal_revised r where r.id = signal.id)
    then exists (select from signal_newest n where n.id = signal.id)
  else ${seesSignal('signal', `(signal.derived ->> 'marking')`, `(signal.derived -> 'consent' ->> 'ombudsman')::boolean`)} end)`

/** Alerts of the caller's processes, places and markings; for feeds those that the files shown to the reader are of. */
const alertPolicy = `(
  (${readsAlerts} and ${isProcessSeen('alert.process')} and ${within('alert')} and ${isMarkingSeen('alert.marking')})
  or (${text('feed')} = 'reader' and ${isProcessSeen('alert.process')} and ${within('alert')}
    and exists (select from cap_message c where c.alert_id = alert.id))
  or (${text('feed')} = 'public' and exists (select from cap_message c where c.alert_id = alert.id)))`

const ofAlert = (table: string) => `exists (select from alert a where a.id = ${table}.alert_id)`
const ofParent = (table: string, column: string, parent: string) =>
  `exists (select from ${parent} p where p.id = ${table}.${column})`

/** What vigia_api may see and write of each table; worker alone: null. */
const seenByApi: Readonly<Record<string, string | null>> = {
  signal: signalPolicy,
  signal_newest: seesSignal('signal_newest', 'signal_newest.marking', 'signal_newest.ombudsman'),
  public_text: `(${isEvidence('public_text.signal_id')} or exists (select from signal s where s.id = public_text.signal_id))`,
  consent_withdrawal: null,
  identity_notice: hasScope('identity:open', 'identity:approve', 'identity:review', 'audit:read'),
  alert: alertPolicy,
  cap_message: `(${text('feed')} = 'reader'
    or (${text('feed')} = 'public' and scope = 'Public' and is_approved and status = 'Actual'))`,
  ...Object.fromEntries(
    [
      'alert_event',
      'alert_decision',
      'alert_handling',
      'acknowledgement',
      'agreement',
      'delivery',
      'draft',
      'escalation',
      'escalation_step',
      'exclusion',
      'outcome_label',
      'outcome_task',
      'response_action',
      'suppression',
    ].map((table) => [table, ofAlert(table)]),
  ),
  alert_comment: `(${ofAlert('alert_comment')} and ${isMarkingSeen('alert_comment.marking')})`,
  acknowledgement_withdrawal: ofParent('acknowledgement_withdrawal', 'acknowledgement_id', 'acknowledgement'),
  agreement_follow_up: ofParent('agreement_follow_up', 'agreement_id', 'agreement'),
  attempt: ofParent('attempt', 'delivery_id', 'delivery'),
  delivery_overdue: ofParent('delivery_overdue', 'delivery_id', 'delivery'),
  action_event: ofParent('action_event', 'action_id', 'response_action'),
  action_evidence: ofParent('action_evidence', 'action_id', 'response_action'),
  action_rating: ofParent('action_rating', 'action_id', 'response_action'),
  missed_event: `(${readsAlerts} and ${isProcessSeen('missed_event.process')} and ${within('missed_event')}
    and ${isMarkingSeen('missed_event.marking')})`,
  silence: `(${readsAlerts} and ${isProcessSeen('silence.process')})`,
  backtest_run: `(${hasScope('rules:read', 'rules:propose', 'rules:approve')} and ${isProcessSeen('backtest_run.process')})`,
  backtest_finding: ofParent('backtest_finding', 'run', 'backtest_run'),
  adapter_callback: null,
  contribution: null,
  key_state: null,
  rule_key: null,
  timer: null,
  quarantine: null,
  idempotency_key: `(actor::text = ${text('actor')})`,
}

const vault = [
  'identity',
  'identity_field',
  'data_key',
  'blind_index',
  'access',
  'identity_read',
  'legal_hold',
  'shredding',
  'retention',
].map((table) => `vault.${table}`)

/** Written by everybody, read by auditors, changed by nobody. */
const record = ['audit_event', 'audit_note', 'audit_leaf', 'audit_node']

const deletedByApi =
  'one_time_token, network_salt, attempt_counter, passkey, recovery_code, password_credential, shift, absence, outcome_task, rule_build'
const deletedByWorker = `${deletedByApi}, alert, alert_event, attempt, contribution, delivery, delivery_overdue, escalation, inbox, log,
  place, rule_file, signal, timer`
const ofWorkerAlone = Object.entries(seenByApi)
  .filter(([, seen]) => seen === null)
  .map(([table]) => table)

const walled = (table: string) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
]
const policy = (table: string, role: string, seen: string, how = 'all') => {
  const name = `${role.replace('vigia_', '')}_${how}`
  const using = how === 'insert' ? '' : `using (${seen})`
  const check = how === 'select' ? '' : `with check (${seen})`
  return `create policy ${name} on ${table} for ${how} to ${role} ${using} ${check}`
}

/** The newest revision of each signal that was revised, and their ids: a policy on signal cannot ask signal itself. */
const newest = [
  'create table signal_revised (id uuid primary key)',
  `comment on table signal_revised is 'Signals with more than one revision; ids alone'`,
  `create table signal_newest (
    id uuid primary key,
    rev int not null,
    source_id text not null,
    department text,
    place text not null,
    processes text[] not null,
    marking text not null,
    ombudsman boolean not null)`,
  `comment on table signal_newest is 'What the newest revision of a revised signal says of who may see it; kept by a trigger'`,
  `insert into signal_newest select distinct on (id) id, rev, source_id, department, place, processes, derived ->> 'marking',
    coalesce((derived -> 'consent' ->> 'ombudsman')::boolean, false) from signal where rev > 1 order by id, rev desc`,
  'insert into signal_revised select id from signal_newest',
  `create function app.keep_newest_signal() returns trigger language plpgsql security definer set search_path = '' as
    'begin
       if tg_op = ''DELETE'' then
         delete from public.signal_newest where id = old.id;
         delete from public.signal_revised where id = old.id;
         return old;
       end if;
       insert into public.signal_revised values (new.id) on conflict do nothing;
       insert into public.signal_newest values (new.id, new.rev, new.source_id, new.department, new.place, new.processes,
         new.derived ->> ''marking'', coalesce((new.derived -> ''consent'' ->> ''ombudsman'')::boolean, false))
       on conflict (id) do update set rev = excluded.rev, source_id = excluded.source_id, department = excluded.department,
         place = excluded.place, processes = excluded.processes, marking = excluded.marking, ombudsman = excluded.ombudsman
       where excluded.rev > public.signal_newest.rev;
       return new;
     end'`,
  `create trigger signal_keeps_newest after insert on signal for each row when (new.rev > 1) execute function app.keep_newest_signal()`,
  `create trigger signal_forgets_newest after delete on signal for each row when (old.rev > 1) execute function app.keep_newest_signal()`,
  // The trigger runs as whoever owns the tables, also where that is no superuser.
  `create policy owner_all on signal_newest for all to current_user using (true) with check (true)`,
]

const placesWithin = `create function app.places_within(codes text[]) returns text[] language sql stable as
  'with recursive inside as (
     select unnest(codes) as code
     union
     select p.code from public.place p join inside i on p.parent = i.code)
   select coalesce(array_agg(code), ''{}'') from inside'`

const grants = [
  'grant usage on schema app, public to vigia_api, vigia_worker, vigia_vault, vigia_audit',
  // Names of migrations: whoever starts reads whether the schema is as new as the code.
  'grant select on kysely_migration to public',
  'grant select, insert, update on all tables in schema public to vigia_api, vigia_worker',
  `grant delete on ${deletedByApi} to vigia_api`,
  `grant delete on ${deletedByWorker} to vigia_worker`,
  `revoke all on ${ofWorkerAlone.join(', ')}, kysely_migration_lock from vigia_api`,
  'revoke insert, update on kysely_migration, signal, signal_newest, signal_revised from vigia_api',
  'revoke all on kysely_migration_lock from vigia_worker',
  'revoke insert, update on kysely_migration, signal_newest, signal_revised from vigia_worker',
  'revoke update on audit_event, audit_note from vigia_api, vigia_worker',
  'revoke insert, update on audit_leaf, audit_node, audit_key, audit_checkpoint, audit_tree from vigia_api, vigia_worker',
  'grant select on audit_event, audit_note, audit_leaf, audit_node, audit_key, audit_checkpoint, audit_tree, api_token to vigia_audit',
  'grant insert on audit_event, audit_note, audit_leaf, audit_node, audit_key, audit_checkpoint to vigia_audit',
  'grant update on audit_tree to vigia_audit',
  'grant usage on schema vault to vigia_vault',
  'grant select, insert, update, delete on all tables in schema vault to vigia_vault',
  'grant select on proposal, electoral_process to vigia_vault',
  'grant select, update on identity_notice to vigia_vault',
]

const policies = [
  ...Object.entries(seenByApi).flatMap(([table, seen]) => [
    ...walled(table),
    policy(table, 'vigia_worker', 'true'),
    ...(seen === null ? [] : [policy(table, 'vigia_api', seen)]),
  ]),
  policy('identity_notice', 'vigia_vault', 'true'),
  ...vault.flatMap((table) => [...walled(table), policy(table, 'vigia_vault', 'true')]),
  ...record.flatMap((table) => [
    ...walled(table),
    policy(table, 'vigia_audit', 'true'),
    policy(table, 'vigia_worker', 'true', 'select'),
    policy(table, 'vigia_api', hasScope('audit:read'), 'select'),
  ]),
  ...['audit_event', 'audit_note'].flatMap((table) => [
    policy(table, 'vigia_worker', 'true', 'insert'),
    policy(table, 'vigia_api', 'true', 'insert'),
  ]),
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [createRoles, ...newest, placesWithin, ...grants, ...policies])
    await sql.raw(statement).execute(db)
}

// The canary's rows have an end: 1,440 beats a day say nothing any more once the chain has carried the next ones.
import { type Kysely, sql } from 'kysely'

const statements = [
  'alter table canary add column prune_at timestamptz not null default app.now()',
  `comment on column canary.prune_at is 'when what old beats left behind is removed next'`,
  // History of an alert is never removed but for closed alerts of the canary's own process, an hour after the event at the earliest.
  `create or replace function app.keep_alert_event() returns trigger language plpgsql as
    'begin
       if tg_op = ''DELETE'' then
         if old.at < app.now() - interval ''1 hour'' and exists (
           select 1 from alert where id = old.alert_id and process = ''vigia-canary'' and closed_at is not null) then
           return old;
         end if;
         raise exception ''alert_event is append-only'' using errcode = ''insufficient_privilege'';
       end if;
       if (to_jsonb(new) - ''planned_at'') is distinct from (to_jsonb(old) - ''planned_at'') then
         raise exception ''alert_event is append-only'' using errcode = ''insufficient_privilege'';
       end if;
       return new;
     end'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

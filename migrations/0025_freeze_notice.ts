// Who lifts the change freeze alone is not alone with it: each lift is told once to everybody inside.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table freeze_notice (
    lift uuid primary key references freeze_lift,
    told_at timestamptz not null default app.now())`,
  `comment on table freeze_notice is 'Lifts of the change freeze that everybody inside has been told of'`,
  'grant select, insert on freeze_notice to vigia_worker',
  // Those before this table are old news.
  'insert into freeze_notice (lift) select id from freeze_lift',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

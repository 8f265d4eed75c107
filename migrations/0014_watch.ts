// The canary of the silence alarm: its counter, and when its next beat is due.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table canary (
    process text primary key references electoral_process,
    counter int not null default 0,
    due_at timestamptz not null default app.now(),
    opened_at timestamptz not null default app.now(),
    posted_at timestamptz,
    withheld_at timestamptz)`,
  `comment on table canary is 'One row: the beat that whichever process finds it due takes; the counter never goes back'`,
  `comment on column canary.withheld_at is 'a beat that was kept back, because a lane stood still: the silence is the alarm'`,
  `create index delivery_not_ended on delivery (state) where state in ('planned', 'draft', 'held', 'sending', 'retry', 'exhausted')`,
  `create index attempt_unknown on attempt (started_at) where outcome = 'unknown'`,
  `create index alert_of_canary on alert (fired_at) where process = 'vigia-canary'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

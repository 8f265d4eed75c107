// All SQL of attempt_counter and network_salt.
import { sql } from 'kysely'
import { limits } from '#config/limits.ts'
import type { Executor } from '#platform/database/database.ts'

export interface Counted {
  readonly kind: 'account' | 'network' | 'step_up'
  readonly subject: string
}

/** One row per counter, locked: attempts on the same account wait for each other. */
export async function lockCounter(
  trx: Executor,
  { kind, subject }: Counted,
): Promise<{ readonly failures: number; readonly waitSeconds: number }> {
  await sql`
    insert into attempt_counter (kind, subject, failures, blocked_until) values (${kind}, ${subject}, 0, app.now())
    on conflict do nothing`.execute(trx)
  const { rows } = await sql<{ failures: number; waitSeconds: number }>`
    select case when updated_at < app.now() - make_interval(hours => ${limits.attemptHours}) then 0 else failures end as failures,
      greatest(0, ceil(extract(epoch from blocked_until - app.now())))::int as "waitSeconds"
    from attempt_counter where kind = ${kind} and subject = ${subject} for update`.execute(trx)
  return rows[0] ?? { failures: 0, waitSeconds: 0 }
}

export async function setCounter(
  trx: Executor,
  { kind, subject }: Counted,
  failures: number,
  delaySeconds: number,
): Promise<void> {
  await sql`
    update attempt_counter set failures = ${failures}, updated_at = app.now(),
      blocked_until = case when ${delaySeconds}::int = 0 then 'epoch'::timestamptz else app.now() + make_interval(secs => ${delaySeconds}::int) end
    where kind = ${kind} and subject = ${subject}`.execute(trx)
}

/** One success takes back what this attempt was counted for, and for an account all that was counted. */
export async function clearCounter(db: Executor, { kind, subject }: Counted): Promise<void> {
  await sql`
    update attempt_counter set failures = ${kind === 'network' ? sql`greatest(0, failures - 1)` : sql`0`}, blocked_until = 'epoch'
    where kind = ${kind} and subject = ${subject}`.execute(db)
}

/** The salt of today; those of earlier days, and counters that nobody came back to, are deleted. */
export async function saltOfToday(trx: Executor, fresh: string): Promise<string> {
  const { rows } = await sql<{
    salt: string
  }>`select salt from network_salt where day = app.now()::date`.execute(trx)
  if (rows[0] !== undefined) return rows[0].salt
  await sql`
    insert into network_salt (day, salt) values (app.now()::date, ${fresh}) on conflict do nothing`.execute(
    trx,
  )
  await sql`delete from network_salt where day < app.now()::date`.execute(trx)
  await sql`
    delete from attempt_counter where updated_at < app.now() - make_interval(hours => ${limits.attemptHours})`.execute(
    trx,
  )
  return saltOfToday(trx, fresh)
}

// How many signals a caller may see, by place and source: for maps and coverage.
import { sql } from 'kysely'
import type { SignalCount } from '#domain/alert/situation.ts'
import { formatInstant } from '#domain/time.ts'
import type { Executor } from '#platform/database/database.ts'
import { type SignalSight, seenSignals } from './signal-store.ts'

/** Counted by when it happened: `from` begins the time asked about, `usualFrom` the usual days before it. Withdrawn signals do not count. */
export async function countSignals(
  db: Executor,
  sight: SignalSight,
  times: { readonly usualFrom: number; readonly from: number },
): Promise<SignalCount[]> {
  const from = formatInstant(times.from)
  const { rows } = await sql<Omit<SignalCount, 'last'> & { last: Temporal.Instant | null }>`
    select signal.place, signal.source_id as source,
      count(*) filter (where event_time >= ${from}::timestamptz)::int as now,
      count(*) filter (where event_time < ${from}::timestamptz)::int as before,
      max(received_at) as last
    from signal
    where ${seenSignals(sight)} and signal.kind <> 'retraction'
      and event_time >= ${formatInstant(times.usualFrom)}::timestamptz
    group by signal.place, signal.source_id`.execute(db)
  return rows.map((row) => ({ ...row, last: row.last?.epochMilliseconds ?? null }))
}

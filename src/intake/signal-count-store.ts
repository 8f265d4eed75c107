// How many signals a caller may see, by place and source: for maps and coverage.
import { sql } from 'kysely'
import type { SignalCount } from '#domain/alert/situation.ts'
import type { Marking } from '#domain/pack.ts'
import { formatInstant } from '#domain/time.ts'
import type { Executor } from '#platform/database/database.ts'
import { type SignalSight, seenSignals } from './signal-store.ts'

interface CountedTimes {
  readonly usualFrom: number
  readonly from: number
  /** Happened at or before it; absent: up to the newest. */
  readonly until?: number
  /** As stored by then; absent: as it is now. */
  readonly knownAt?: number
}

/** Counted by when it happened: `from` begins the time asked about, `usualFrom` the usual days before it. Withdrawn signals do not count. */
export async function countSignals(
  db: Executor,
  sight: SignalSight,
  times: CountedTimes,
): Promise<SignalCount[]> {
  const from = formatInstant(times.from)
  const { rows } = await sql<Omit<SignalCount, 'last'> & { last: Temporal.Instant | null }>`
    select signal.place, signal.source_id as source,
      count(*) filter (where event_time >= ${from}::timestamptz)::int as now,
      count(*) filter (where event_time < ${from}::timestamptz)::int as before,
      max(received_at) as last
    from signal where ${counted(sight, times)}
    group by signal.place, signal.source_id`.execute(db)
  return rows.map((row) => ({ ...row, last: row.last?.epochMilliseconds ?? null }))
}

/** Every marking among the signals that such a count is made of. */
export async function markingsCounted(
  db: Executor,
  sight: SignalSight,
  times: CountedTimes,
): Promise<Marking[]> {
  const { rows } = await sql<{ marking: Marking }>`
    select distinct derived->>'marking' as marking from signal where ${counted(sight, times)}`.execute(db)
  return rows.map(({ marking }) => marking)
}

function counted(sight: SignalSight, { usualFrom, until, knownAt }: CountedTimes) {
  const known = knownAt === undefined ? undefined : formatInstant(knownAt)
  return sql`${seenSignals(sight, known)} and signal.kind <> 'retraction'
      and event_time >= ${formatInstant(usualFrom)}::timestamptz
      ${until === undefined ? sql`` : sql`and event_time <= ${formatInstant(until)}::timestamptz`}`
}

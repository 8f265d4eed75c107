// Reads for the desk of verification: the queue in the order of its clock, and the reports near a signal that may be the same event.
import { sql } from 'kysely'
import { canaryProcess } from '#domain/canary.ts'
import type { DerivedSignal, SignalBody } from '#domain/signal/signal.ts'
import { allowedBySeverity, calmest } from '#domain/signal/triage-clock.ts'
import type { Executor } from '#platform/database/database.ts'

/** What the queue shows of a signal: neither its source nor its text, so that only opening one is on record. */
export interface QueueRow {
  readonly id: string
  readonly rev: number
  readonly derived: DerivedSignal
  readonly category: string
  readonly target: string | null
  readonly hasText: boolean
  readonly received: Temporal.Instant
  readonly due: Temporal.Instant
  readonly personId: string | null
  readonly snoozedUntil: Temporal.Instant | null
  readonly alike: number
}

export interface QueueFilter {
  readonly process?: string | undefined
  readonly place?: string | undefined
  readonly category?: string | undefined
  readonly minSeverity?: number | undefined
  readonly text?: string | undefined
  /** Only what this person has in hand. */
  readonly personId?: string | undefined
  /** Those that are out of the queue for a time, instead of the queue. */
  readonly isSnoozed: boolean
  readonly territory: readonly string[]
  readonly isNational: boolean
  readonly markings: readonly string[]
  readonly processes: readonly string[] | null
  readonly after?: { readonly due: string; readonly id: string } | undefined
  readonly limit: number
}

/** Plain comparisons, because they are made for every row that waits. */
const allowedSeconds = sql`(case round((s.derived->>'severity')::numeric) ${sql.join(
  allowedBySeverity.map(([severity, ms]) => sql`when ${severity}::int then ${ms / 1000}::float8`),
  sql` `,
)} else ${calmest / 1000}::float8 end)::float8`

/**
 * Signals that nobody has decided, and that no person holds for a repeat: the one that is due first at the top. The page is chosen from narrow
 * rows; only those on it are read whole.
 */
export async function readQueue(db: Executor, filter: QueueFilter): Promise<QueueRow[]> {
  const { rows } = await sql<QueueRow>`
    with waiting as (
      select s.id, s.rev, coalesce(first.received_at, s.received_at) as received,
        coalesce(first.received_at, s.received_at) + make_interval(secs => ${allowedSeconds}) as due,
        h.person_id, case when h.snoozed_until > app.now() then h.snoozed_until end as snoozed_until
      from signal s
        left join signal first on s.rev > 1 and first.id = s.id and first.rev = 1
        left join triage_hold h on h.signal_id = s.id
      where s.kind <> 'retraction' and s.derived->>'verification' = 'unverified'
        and not exists (select 1 from signal newer where newer.id = s.id and newer.rev > s.rev)
        and ${within(filter)}
        and (coalesce(h.snoozed_until > app.now(), false)) = ${filter.isSnoozed}::boolean),
    page as (
      select * from waiting w
      ${filter.after === undefined ? sql`` : sql`where (w.due, w.id) > (${filter.after.due}::timestamptz, ${filter.after.id}::uuid)`}
      order by w.due, w.id limit ${filter.limit})
    select p.id, p.rev, p.received, p.due, p.person_id as "personId", p.snoozed_until as "snoozedUntil", s.derived, s.category,
      s.body->'target'->>'kind' as target, coalesce(s.body->>'narrative', '') <> '' as "hasText",
      (select count(*)::int from signal other where other.fingerprint = s.fingerprint and other.rev = 1 and other.id <> s.id) as alike
    from page p join signal s on s.id = p.id and s.rev = p.rev
    order by p.due, p.id`.execute(db)
  return rows
}

/** How many wait, up to a bound that a page can show. */
export async function countQueue(db: Executor, filter: QueueFilter, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select 1 from signal s left join triage_hold h on h.signal_id = s.id
      where s.kind <> 'retraction' and s.derived->>'verification' = 'unverified'
        and not exists (select 1 from signal newer where newer.id = s.id and newer.rev > s.rev)
        and ${within(filter)}
        and (coalesce(h.snoozed_until > app.now(), false)) = ${filter.isSnoozed}::boolean
      limit ${most}) as counted`.execute(db)
  return rows[0]?.count ?? 0
}

function within(filter: QueueFilter) {
  const territory = [...filter.territory]
  return sql`(${filter.isNational}::boolean or s.department = any(${territory}::text[]) or s.place = any(${territory}::text[]))
    and s.derived->>'marking' = any(${[...filter.markings]}::text[])
    ${filter.processes === null ? sql`` : sql`and s.processes && ${[...filter.processes]}::text[]`}
    ${filter.process === undefined ? sql`and not ${canaryProcess} = any(s.processes)` : sql`and ${filter.process} = any(s.processes)`}
    ${filter.place === undefined ? sql`` : sql`and s.place like ${`${filter.place}%`}`}
    ${filter.category === undefined ? sql`` : sql`and s.category = ${filter.category}`}
    ${filter.minSeverity === undefined ? sql`` : sql`and (s.derived->>'severity')::numeric >= ${filter.minSeverity}`}
    ${filter.personId === undefined ? sql`` : sql`and h.person_id = ${filter.personId}::uuid`}
    ${filter.text === undefined ? sql`` : sql`and (coalesce(s.body->>'title', '') || ' ' || coalesce(s.body->>'narrative', '')) ilike ${likePattern(filter.text)}`}`
}

function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

export interface NearRow {
  readonly id: string
  readonly rev: number
  readonly sourceId: string
  readonly body: SignalBody
  readonly derived: DerivedSignal
  readonly received: Temporal.Instant
  readonly mergedInto: string | null
}

/** Reports of the same municipality, or of the same department where none is known, within so many hours; the nearest in time first. */
export async function readNear(
  db: Executor,
  { id, derived }: { readonly id: string; readonly derived: DerivedSignal },
  hours: number,
  most: number,
): Promise<NearRow[]> {
  const municipality = derived.fields['municipality'] ?? null
  const { rows } = await sql<NearRow>`
    select s.id, s.rev, s.source_id as "sourceId", s.body, s.derived, s.received_at as received, m.into_id as "mergedInto"
    from signal s left join signal_merge m on m.signal_id = s.id and m.ended_at is null
    where s.department is not distinct from ${derived.department}
      and s.event_time between ${derived.eventTime}::timestamptz - make_interval(hours => ${hours})
        and ${derived.eventTime}::timestamptz + make_interval(hours => ${hours})
      and s.id <> ${id}::uuid and s.kind <> 'retraction'
      and not exists (select 1 from signal newer where newer.id = s.id and newer.rev > s.rev)
      and s.derived->'fields'->>'municipality' is not distinct from ${municipality}
      and s.processes && array(select jsonb_array_elements_text(${JSON.stringify(Object.keys(derived.processes))}::jsonb))
    order by abs(extract(epoch from s.event_time - ${derived.eventTime}::timestamptz)), s.id limit ${most}`.execute(
    db,
  )
  return rows
}

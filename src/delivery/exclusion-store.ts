// All SQL of exclusion: addressees whose institution is an alleged actor.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface Exclusion {
  readonly alertId: string
  readonly ordinal: number
  readonly recipient: string
  readonly audience: string
  readonly institution: string
  readonly form: 'leave_out' | 'redact'
}

/** Answers those that were not on record yet. */
export async function insertExclusions(trx: Trx, given: readonly Exclusion[]): Promise<Exclusion[]> {
  if (given.length === 0) return []
  const { rows } = await sql<Exclusion>`
    insert into exclusion (alert_id, ordinal, recipient, audience, institution, form)
    select "alertId", ordinal, recipient, audience, institution, form
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as r("alertId" uuid, ordinal int, recipient text, audience text, institution text, form text)
    on conflict do nothing
    returning alert_id as "alertId", ordinal, recipient, audience, institution, form`.execute(trx)
  return rows
}

export interface ExclusionFilter {
  readonly alertId?: string | undefined
  readonly processes: readonly string[] | null
  /** Places that the caller covers, each with everything inside it; null = everywhere. */
  readonly territory: readonly string[] | null
  /** Number of the last row of the page before. */
  readonly before?: string | undefined
  readonly limit: number
}

export interface ExclusionRow extends Exclusion {
  readonly process: string
  readonly at: Temporal.Instant
  readonly number: number
}

/** The newest first. */
export async function listExclusions(db: Executor, filter: ExclusionFilter): Promise<ExclusionRow[]> {
  const { alertId, processes, territory, before } = filter
  const { rows } = await sql<ExclusionRow>`
    select x.alert_id as "alertId", x.ordinal, x.recipient, x.audience, x.institution, x.form, x.at, a.process, x.id as number
    from exclusion x join alert a on a.id = x.alert_id
    where true
      ${alertId === undefined ? sql`` : sql`and x.alert_id = ${alertId}::uuid`}
      ${processes === null ? sql`` : sql`and a.process = any(${[...processes]}::text[])`}
      ${territory === null ? sql`` : sql`and (a.department = any(${[...territory]}::text[]) or a.place = any(${[...territory]}::text[]))`}
      ${before === undefined ? sql`` : sql`and x.id < ${before}::int8`}
    order by x.id desc limit ${filter.limit}`.execute(db)
  return rows
}

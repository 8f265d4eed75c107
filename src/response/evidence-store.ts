// All SQL of action_evidence and action_rating.
import type { Executor, Trx } from '#platform/database/database.ts'

export interface EvidenceRow {
  readonly id: string
  readonly kind: string
  readonly ref: string
  readonly sha256: string
  readonly note: string | null
  readonly actor: string
  readonly at: Temporal.Instant
}

export async function insertEvidence(
  trx: Trx,
  actionId: string,
  given: Omit<EvidenceRow, 'at'>,
): Promise<void> {
  await trx
    .insertInto('action_evidence')
    .values({ ...given, action_id: actionId })
    .execute()
}

export async function listEvidence(db: Executor, actionId: string): Promise<EvidenceRow[]> {
  return db
    .selectFrom('action_evidence')
    .select(['id', 'kind', 'ref', 'sha256', 'note', 'actor', 'at'])
    .where('action_id', '=', actionId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export interface RatingRow {
  readonly id: string
  readonly rating: number
  readonly reason: string
  readonly rater: string
  readonly at: Temporal.Instant
}

export async function insertRating(trx: Trx, actionId: string, given: Omit<RatingRow, 'at'>): Promise<void> {
  await trx
    .insertInto('action_rating')
    .values({ ...given, action_id: actionId })
    .execute()
}

export async function listRatings(db: Executor, actionId: string): Promise<RatingRow[]> {
  return db
    .selectFrom('action_rating')
    .select(['id', 'rating', 'reason', 'rater', 'at'])
    .where('action_id', '=', actionId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Persons who accepted, started, proved or recorded a measure as done. */
export async function doersOf(db: Executor, actionId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('action_event')
    .select('actor')
    .distinct()
    .where('action_id', '=', actionId)
    .where('kind', 'in', ['accepted', 'started', 'evidenced', 'taken'])
    .execute()
  return rows.flatMap(({ actor }) => actor ?? [])
}

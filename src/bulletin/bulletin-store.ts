// All SQL of bulletin and bulletin_event.
import { sql } from 'kysely'
import type { BulletinKind, BulletinState, BulletinTexts } from '#domain/bulletin/bulletin.ts'
import type { BulletinNumbers } from '#domain/bulletin/numbers.ts'
import type { Marking } from '#domain/pack.ts'
import type { Text } from '#domain/text.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

/** The head of the audit log. */
export interface BulletinCheckpoint {
  readonly size: number
  readonly root: string
  readonly at: string
  readonly note: string
}

interface BulletinFields {
  readonly id: string
  readonly process: string
  readonly kind: BulletinKind
  readonly place: string
  readonly isExercise: boolean
  readonly ceiling: Marking
  readonly hasReports: boolean
  readonly marking: Marking
  readonly texts: BulletinTexts
  readonly numbers: BulletinNumbers
  readonly hash: string
  readonly checkpoint: BulletinCheckpoint | null
}

export interface BulletinRow extends BulletinFields {
  readonly from: Temporal.Instant
  readonly to: Temporal.Instant
  readonly asOf: Temporal.Instant
  readonly state: BulletinState
  readonly version: number
  readonly createdPerson: string
  readonly createdAt: Temporal.Instant
  readonly updatedAt: Temporal.Instant
  readonly proposalId: string | null
  readonly publishedPerson: string | null
  readonly publishedAt: Temporal.Instant | null
  readonly withdrawnAt: Temporal.Instant | null
  /** How many correct it. */
  readonly errata: number
  readonly xid: string
}

const columns = sql`id, process, kind, place, period_from as "from", period_to as "to", as_of as "asOf", is_exercise as "isExercise", ceiling,
  has_reports as "hasReports", marking, texts, numbers, hash, checkpoint, state, version, created_person as "createdPerson",
  created_at as "createdAt", updated_at as "updatedAt", proposal_id as "proposalId", published_person as "publishedPerson",
  published_at as "publishedAt", withdrawn_at as "withdrawnAt", xid::text as xid,
  (select count(*)::int from bulletin_event e where e.bulletin_id = bulletin.id and e.kind = 'erratum') as errata`

export interface NewBulletin extends BulletinFields {
  readonly from: string
  readonly to: string
  readonly asOf: string
  /** Who composes it; the database copies the person. */
  readonly token: string
  readonly person: string
}

export async function insertBulletin(trx: Trx, given: NewBulletin): Promise<void> {
  await trx
    .insertInto('bulletin')
    .values({
      id: given.id,
      process: given.process,
      kind: given.kind,
      place: given.place,
      period_from: given.from,
      period_to: given.to,
      as_of: given.asOf,
      is_exercise: given.isExercise,
      ceiling: given.ceiling,
      has_reports: given.hasReports,
      marking: given.marking,
      texts: JSON.stringify(given.texts),
      numbers: JSON.stringify(given.numbers),
      hash: given.hash,
      checkpoint: given.checkpoint === null ? null : JSON.stringify(given.checkpoint),
      created_token: given.token,
      created_person: given.person,
    })
    .execute()
}

/** `lock`: until the end of the transaction. */
export async function readBulletin(db: Executor, id: string, lock = false): Promise<BulletinRow | undefined> {
  const { rows } = await sql<BulletinRow>`
    select ${columns} from bulletin where id = ${id}::uuid ${lock ? sql`for no key update` : sql``}`.execute(
    db,
  )
  return rows[0]
}

export interface BulletinFilter {
  readonly process?: string | undefined
  readonly kind?: string | undefined
  readonly state?: string | undefined
  readonly isNational: boolean
  readonly places: readonly string[]
  readonly markings: readonly string[]
  /** null = all. */
  readonly processes: readonly string[] | null
  /** Those that nobody has published yet as well. */
  readonly withDrafts: boolean
  readonly before: { readonly xid: string; readonly id: string } | undefined
  readonly limit: number
}

/** The latest change first. */
export async function listBulletins(db: Executor, filter: BulletinFilter): Promise<BulletinRow[]> {
  const { rows } = await sql<BulletinRow>`
    select ${columns} from bulletin
    where marking = any(${[...filter.markings]}::text[])
      and (${filter.isNational}::boolean or place = any(${[...filter.places]}::text[]))
      and (${filter.withDrafts}::boolean or published_at is not null)
      ${filter.processes === null ? sql`` : sql`and process = any(${[...filter.processes]}::text[])`}
      ${filter.process === undefined ? sql`` : sql`and process = ${filter.process}`}
      ${filter.kind === undefined ? sql`` : sql`and kind = ${filter.kind}`}
      ${filter.state === undefined ? sql`` : sql`and state = ${filter.state}`}
      ${filter.before === undefined ? sql`` : sql`and (xid, id) < (${filter.before.xid}::xid8, ${filter.before.id}::uuid)`}
    order by bulletin.xid desc, bulletin.id desc limit ${filter.limit}`.execute(db)
  return rows
}

/** What an act may change; what is not named stays. */
export interface BulletinChange {
  readonly state: BulletinState
  readonly texts?: BulletinTexts
  readonly hash?: string
  readonly checkpoint?: BulletinCheckpoint | null
  readonly proposalId?: string | null
  /** By whom it is published, now. */
  readonly publishedPerson?: string
}

export type BulletinEventKind =
  | 'composed'
  | 'edited'
  | 'proposed'
  | 'returned'
  | 'published'
  | 'withdrawn'
  | 'erratum'

/** What is kept of an act beside whose it was. */
export interface BulletinEventBody {
  readonly hash?: string
  readonly reason?: string
  readonly sections?: readonly string[]
  readonly text?: Text
}

export interface BulletinEventRow {
  readonly ordinal: number
  readonly kind: BulletinEventKind
  readonly person: string
  readonly at: Temporal.Instant
  readonly body: BulletinEventBody
}

export interface NewBulletinEvent {
  readonly kind: BulletinEventKind
  readonly token: string
  readonly body: BulletinEventBody
}

export async function appendBulletinEvent(
  trx: Trx,
  id: string,
  { kind, token, body }: NewBulletinEvent,
): Promise<void> {
  await sql`
    insert into bulletin_event (bulletin_id, ordinal, kind, token_id, body)
    select ${id}::uuid, coalesce(max(ordinal), 0) + 1, ${kind}, ${token}::uuid, ${JSON.stringify(body)}::jsonb
    from bulletin_event where bulletin_id = ${id}::uuid`.execute(trx)
}

/** Under the row lock of readBulletin. The act is written first: the guard of the table asks who edited. */
export async function changeBulletin(
  trx: Trx,
  id: string,
  change: BulletinChange,
  event: NewBulletinEvent,
): Promise<void> {
  await appendBulletinEvent(trx, id, event)
  const { texts, hash, checkpoint, proposalId, publishedPerson } = change
  await sql`
    update bulletin set state = ${change.state}, version = version + 1, updated_at = app.now(), xid = pg_current_xact_id()
      ${texts === undefined ? sql`` : sql`, texts = ${JSON.stringify(texts)}::jsonb`}
      ${hash === undefined ? sql`` : sql`, hash = ${hash}`}
      ${checkpoint === undefined ? sql`` : sql`, checkpoint = ${checkpoint === null ? null : JSON.stringify(checkpoint)}::jsonb`}
      ${proposalId === undefined ? sql`` : sql`, proposal_id = ${proposalId}::uuid`}
      ${publishedPerson === undefined ? sql`` : sql`, published_person = ${publishedPerson}::uuid, published_at = app.now()`}
      ${change.state === 'withdrawn' ? sql`, withdrawn_at = app.now()` : sql``}
    where id = ${id}::uuid`.execute(trx)
}

export async function listBulletinEvents(db: Executor, id: string): Promise<BulletinEventRow[]> {
  const { rows } = await sql<BulletinEventRow>`
    select ordinal, kind, person_id as person, at, body from bulletin_event where bulletin_id = ${id}::uuid order by ordinal`.execute(
    db,
  )
  return rows
}

// All SQL of verification, signal_merge and triage_hold.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface NewVerification {
  readonly id: string
  readonly signalId: string
  readonly onRev: number
  readonly rev: number
  readonly decision: 'verified' | 'rejected'
  readonly reliability: string | null
  readonly credibility: number | null
  readonly reason: string | null
  readonly tokenId: string
  readonly personId: string
}

export interface VerificationRow extends NewVerification {
  readonly createdAt: Temporal.Instant
  readonly undoneRev: number | null
  readonly undoneAt: Temporal.Instant | null
}

const verificationColumns = sql`v.id, v.signal_id as "signalId", v.on_rev as "onRev", v.rev, v.decision, v.reliability, v.credibility,
  v.reason, v.token_id as "tokenId", v.person_id as "personId", v.created_at as "createdAt", v.undone_rev as "undoneRev",
  v.undone_at as "undoneAt"`

export async function insertVerification(trx: Trx, row: NewVerification): Promise<VerificationRow> {
  const { rows } = await sql<VerificationRow>`
    insert into verification as v (id, signal_id, on_rev, rev, decision, reliability, credibility, reason, token_id, person_id)
    values (${row.id}::uuid, ${row.signalId}::uuid, ${row.onRev}, ${row.rev}, ${row.decision}, ${row.reliability},
      ${row.credibility}::int, ${row.reason}, ${row.tokenId}::uuid, ${row.personId}::uuid)
    returning ${verificationColumns}`.execute(trx)
  const [made] = rows
  if (made === undefined) throw new Error(`the verification ${row.id} was not stored`)
  return made
}

export async function listVerifications(db: Executor, signalId: string): Promise<VerificationRow[]> {
  const { rows } = await sql<VerificationRow>`
    select ${verificationColumns} from verification v where v.signal_id = ${signalId}::uuid
    order by v.created_at desc, v.id desc`.execute(db)
  return rows
}

/** Locked; `isRecent` while it may be taken back. */
export async function lockVerification(
  trx: Trx,
  signalId: string,
  id: string,
  seconds: number,
): Promise<(VerificationRow & { readonly isRecent: boolean }) | undefined> {
  const { rows } = await sql<VerificationRow & { isRecent: boolean }>`
    select ${verificationColumns}, v.created_at > app.now() - make_interval(secs => ${seconds}) as "isRecent"
    from verification v where v.id = ${id}::uuid and v.signal_id = ${signalId}::uuid for update`.execute(trx)
  return rows[0]
}

export async function markUndone(trx: Trx, id: string, rev: number): Promise<void> {
  await sql`update verification set undone_rev = ${rev}, undone_at = app.now() where id = ${id}::uuid`.execute(
    trx,
  )
}

export interface MergeRow {
  readonly id: string
  readonly signalId: string
  readonly intoId: string
  /** The revision that the merge made; the one before it is what the signal was. */
  readonly rev: number
  readonly reason: string | null
  readonly personId: string
  readonly createdAt: Temporal.Instant
}

const mergeColumns = sql`m.id, m.signal_id as "signalId", m.into_id as "intoId", m.rev, m.reason, m.person_id as "personId",
  m.created_at as "createdAt"`

/** The merge in which the signal is the repeat, while it stands. */
export async function standingMerge(db: Executor, signalId: string): Promise<MergeRow | undefined> {
  const { rows } = await sql<MergeRow>`
    select ${mergeColumns} from signal_merge m where m.signal_id = ${signalId}::uuid and m.ended_at is null`.execute(
    db,
  )
  return rows[0]
}

/** The repeats that a signal stands for. */
export async function mergedInto(db: Executor, intoId: string): Promise<MergeRow[]> {
  const { rows } = await sql<MergeRow>`
    select ${mergeColumns} from signal_merge m where m.into_id = ${intoId}::uuid and m.ended_at is null
    order by m.created_at, m.id`.execute(db)
  return rows
}

export async function insertMerge(
  trx: Trx,
  row: Omit<MergeRow, 'createdAt'> & { readonly tokenId: string },
): Promise<void> {
  await sql`
    insert into signal_merge (id, signal_id, into_id, rev, reason, token_id, person_id)
    values (${row.id}::uuid, ${row.signalId}::uuid, ${row.intoId}::uuid, ${row.rev}, ${row.reason}, ${row.tokenId}::uuid,
      ${row.personId}::uuid)`.execute(trx)
}

export async function endMerge(trx: Trx, id: string, personId: string, reason: string): Promise<void> {
  await sql`
    update signal_merge set ended_at = app.now(), ended_person = ${personId}::uuid, ended_reason = ${reason}
    where id = ${id}::uuid`.execute(trx)
}

export interface HoldRow {
  readonly personId: string | null
  readonly snoozedUntil: Temporal.Instant | null
}

export async function readHold(db: Executor, signalId: string): Promise<HoldRow> {
  const { rows } = await sql<HoldRow>`
    select h.person_id as "personId", h.snoozed_until as "snoozedUntil" from triage_hold h
    where h.signal_id = ${signalId}::uuid`.execute(db)
  return rows[0] ?? { personId: null, snoozedUntil: null }
}

/** Given to a person, or to nobody. */
export async function assignSignal(
  trx: Trx,
  signalId: string,
  personId: string | null,
  by: string,
): Promise<void> {
  await sql`
    insert into triage_hold (signal_id, person_id, changed_person)
    values (${signalId}::uuid, ${personId}::uuid, ${by}::uuid)
    on conflict (signal_id) do update set person_id = excluded.person_id, changed_person = excluded.changed_person,
      changed_at = app.now()`.execute(trx)
}

/** Out of the queue for so many minutes; 0 brings it back. */
export async function snoozeSignal(trx: Trx, signalId: string, minutes: number, by: string): Promise<void> {
  await sql`
    insert into triage_hold (signal_id, snoozed_until, changed_person)
    values (${signalId}::uuid, case when ${minutes}::int > 0 then app.now() + make_interval(mins => ${minutes}::int) end, ${by}::uuid)
    on conflict (signal_id) do update set snoozed_until = excluded.snoozed_until, changed_person = excluded.changed_person,
      changed_at = app.now()`.execute(trx)
}

/** The person behind a token or an account; undefined where the database does not know one. */
export async function personOf(db: Executor, tokenId: string | null): Promise<string | undefined> {
  if (tokenId === null) return undefined
  const { rows } = await sql<{ person: string | null }>`
    select app.person_of(${tokenId}::uuid) as person`.execute(db)
  return rows[0]?.person ?? undefined
}

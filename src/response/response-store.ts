// All SQL of acknowledgement, acknowledgement_withdrawal and alert_comment.
import { sql } from 'kysely'
import type { Marking } from '#domain/pack.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface Acknowledgement {
  readonly id: string
  readonly alertId: string
  /** The person, not the token. */
  readonly actor: string
  /** The office or audience that the person answers for. */
  readonly audience: string | null
  readonly level: string | null
  readonly note: string | null
  /** This one moved the alert. */
  readonly isFirst: boolean
  readonly at: Temporal.Instant
  readonly withdrawnAt: Temporal.Instant | null
  readonly withdrawnReason: string | null
}

const columns = sql`id, alert_id as "alertId", acknowledgement.actor, audience, level, note, is_first as "isFirst", acknowledgement.at`

export async function insertAcknowledgement(
  trx: Trx,
  given: Omit<Acknowledgement, 'at' | 'withdrawnAt' | 'withdrawnReason'>,
): Promise<Acknowledgement> {
  const { id, alertId, actor, audience, level, note, isFirst } = given
  const { rows } = await sql<Acknowledgement>`
    insert into acknowledgement (id, alert_id, actor, audience, level, note, is_first)
    values (${id}, ${alertId}, ${actor}, ${audience}, ${level}, ${note}, ${isFirst}) returning ${columns}, null::timestamptz as "withdrawnAt", null::text as "withdrawnReason"`.execute(
    trx,
  )
  const [row] = rows
  if (row === undefined) throw new Error('the insert returned no row')
  return row
}

export async function listAcknowledgements(db: Executor, alertId: string): Promise<Acknowledgement[]> {
  const { rows } = await sql<Acknowledgement>`
    select ${columns}, w.at as "withdrawnAt", w.reason as "withdrawnReason"
    from acknowledgement left join acknowledgement_withdrawal w on w.acknowledgement_id = acknowledgement.id
    where alert_id = ${alertId}::uuid order by acknowledgement.at, id`.execute(db)
  return rows
}

/** Answers that stand, by alert: whom they are from and when they came. */
export async function standingSince(
  db: Executor,
  alertIds: readonly string[],
): Promise<Map<string, Pick<Acknowledgement, 'audience' | 'at'>[]>> {
  const { rows } = await sql<Pick<Acknowledgement, 'alertId' | 'audience' | 'at'>>`
    select alert_id as "alertId", audience, at from acknowledgement a
    where alert_id in (select jsonb_array_elements_text(${JSON.stringify(alertIds)}::jsonb)::uuid)
      and not exists (select 1 from acknowledgement_withdrawal w where w.acknowledgement_id = a.id)`.execute(
    db,
  )
  return Map.groupBy(rows, (row) => row.alertId)
}

/** The instant by which everything of this transaction is dated. */
export async function readNow(trx: Trx): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Temporal.Instant }>`select app.now() as now`.execute(trx)
  const [row] = rows
  if (row === undefined) throw new Error('the database told no time')
  return row.now
}

/** False: it was withdrawn before. */
export async function withdrawAcknowledgement(
  trx: Trx,
  id: string,
  actor: string,
  reason: string,
): Promise<boolean> {
  const row = await trx
    .insertInto('acknowledgement_withdrawal')
    .values({ acknowledgement_id: id, actor, reason })
    .onConflict((conflict) => conflict.doNothing())
    .returning('acknowledgement_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Answers of the institution since the alert was last taken, without those taken back. A liaison's receipt is none. */
export async function standingAnswers(trx: Trx, alertId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with answer as (
      select e.ordinal, a.id, a.is_first from alert_event e join acknowledgement a on a.id = (e.body->>'acknowledgement')::uuid
      where e.alert_id = ${alertId}::uuid and e.kind = 'acknowledged')
    select count(*)::int as count from answer
    where ordinal >= (select max(ordinal) from answer where is_first)
      and not exists (select 1 from acknowledgement_withdrawal w where w.acknowledgement_id = answer.id)`.execute(
    trx,
  )
  return rows[0]?.count ?? 0
}

export interface Comment {
  readonly id: string
  readonly alertId: string
  readonly actor: string
  readonly office: string | null
  readonly text: string
  readonly language: 'es' | 'en'
  readonly marking: Marking
  readonly at: Temporal.Instant
}

const commentColumns = sql`id, alert_id as "alertId", actor, office, text, language, marking, at`

export async function insertComment(trx: Trx, given: Omit<Comment, 'at'>): Promise<Comment> {
  const { id, alertId, actor, office, text, language, marking } = given
  const { rows } = await sql<Comment>`
    insert into alert_comment (id, alert_id, actor, office, text, language, marking)
    values (${id}, ${alertId}, ${actor}, ${office}, ${text}, ${language}, ${marking}) returning ${commentColumns}`.execute(
    trx,
  )
  const [row] = rows
  if (row === undefined) throw new Error('the insert returned no row')
  return row
}

/** Of an alert, up to the reader's marking, the first one first. */
export async function listComments(
  db: Executor,
  alertId: string,
  markings: readonly string[],
): Promise<Comment[]> {
  const { rows } = await sql<Comment>`
    select ${commentColumns} from alert_comment
    where alert_id = ${alertId}::uuid and marking = any(${[...markings]}::text[]) order by at, id limit 1000`.execute(
    db,
  )
  return rows
}

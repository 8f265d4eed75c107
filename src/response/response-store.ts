// All SQL of acknowledgement.
import { sql } from 'kysely'
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
}

const columns = sql`id, alert_id as "alertId", actor, audience, level, note, is_first as "isFirst", at`

export async function insertAcknowledgement(
  trx: Trx,
  given: Omit<Acknowledgement, 'at'>,
): Promise<Acknowledgement> {
  const { id, alertId, actor, audience, level, note, isFirst } = given
  const { rows } = await sql<Acknowledgement>`
    insert into acknowledgement (id, alert_id, actor, audience, level, note, is_first)
    values (${id}, ${alertId}, ${actor}, ${audience}, ${level}, ${note}, ${isFirst}) returning ${columns}`.execute(
    trx,
  )
  const [row] = rows
  if (row === undefined) throw new Error('the insert returned no row')
  return row
}

export async function listAcknowledgements(db: Executor, alertId: string): Promise<Acknowledgement[]> {
  const { rows } = await sql<Acknowledgement>`
    select ${columns} from acknowledgement where alert_id = ${alertId}::uuid order by at, id`.execute(db)
  return rows
}

/** The instant by which everything of this transaction is dated. */
export async function readNow(trx: Trx): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Temporal.Instant }>`select app.now() as now`.execute(trx)
  const [row] = rows
  if (row === undefined) throw new Error('the database told no time')
  return row.now
}

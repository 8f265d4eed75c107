// All SQL of agreement and agreement_follow_up.
import { sql } from 'kysely'
import type { Text } from '#domain/text.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { type Sight, within } from './action-store.ts'

export const agreementKinds = ['agreement', 'truce', 'joint_statement', 'withdrawal'] as const
export type AgreementKind = (typeof agreementKinds)[number]

export interface AgreementRow {
  readonly id: string
  readonly alertId: string
  readonly process: string
  readonly place: string
  readonly department: string | null
  readonly kind: AgreementKind
  readonly text: Text
  readonly parties: readonly string[]
  readonly agreedAt: Temporal.Instant
  readonly actor: string
  readonly createdAt: Temporal.Instant
  readonly xid: string
}

const columns = sql`g.id, g.alert_id as "alertId", a.process, a.place, a.department, g.kind, g.text, g.parties, g.agreed_at as "agreedAt",
  g.actor, g.created_at as "createdAt", g.xid::text as xid`

export interface NewAgreement {
  readonly id: string
  readonly alertId: string
  readonly kind: AgreementKind
  readonly text: Text
  readonly parties: readonly string[]
  readonly agreedAt: string
  readonly actor: string
}

export async function insertAgreement(trx: Trx, given: NewAgreement): Promise<void> {
  await trx
    .insertInto('agreement')
    .values({
      id: given.id,
      alert_id: given.alertId,
      kind: given.kind,
      text: JSON.stringify(given.text),
      parties: [...given.parties],
      agreed_at: given.agreedAt,
      actor: given.actor,
    })
    .execute()
}

export async function insertFollowUp(
  trx: Trx,
  given: { readonly id: string; readonly agreementId: string; readonly dueAt: string },
): Promise<void> {
  await trx
    .insertInto('agreement_follow_up')
    .values({ id: given.id, agreement_id: given.agreementId, due_at: given.dueAt })
    .execute()
}

export async function readAgreement(db: Executor, id: string): Promise<AgreementRow | undefined> {
  const { rows } = await sql<AgreementRow>`
    select ${columns} from agreement g join alert a on a.id = g.alert_id where g.id = ${id}::uuid`.execute(db)
  return rows[0]
}

export async function listAgreements(
  db: Executor,
  sight: Sight,
  filter: { readonly process?: string | undefined; readonly alert?: string | undefined },
  page: {
    readonly before: { readonly xid: string; readonly id: string } | undefined
    readonly limit: number
  },
): Promise<AgreementRow[]> {
  const { before, limit } = page
  const { rows } = await sql<AgreementRow>`
    select ${columns} from agreement g join alert a on a.id = g.alert_id
    where ${within(sight)}
      ${filter.process === undefined ? sql`` : sql`and a.process = ${filter.process}`}
      ${filter.alert === undefined ? sql`` : sql`and g.alert_id = ${filter.alert}::uuid`}
      ${before === undefined ? sql`` : sql`and (g.xid, g.id) < (${before.xid}::xid8, ${before.id}::uuid)`}
    order by g.xid desc, g.id desc limit ${limit}`.execute(db)
  return rows
}

export interface FollowUpRow {
  readonly id: string
  readonly agreementId: string
  readonly dueAt: Temporal.Instant
  readonly result: 'kept' | 'partly_kept' | 'broken' | null
  readonly note: string | null
  readonly doneBy: string | null
  readonly doneAt: Temporal.Instant | null
  readonly isOverdue: boolean
}

export async function followUpsOf(db: Executor, agreementIds: readonly string[]): Promise<FollowUpRow[]> {
  const { rows } = await sql<FollowUpRow>`
    select id, agreement_id as "agreementId", due_at as "dueAt", result, note, done_by as "doneBy", done_at as "doneAt",
      done_at is null and due_at <= app.now() as "isOverdue"
    from agreement_follow_up
    where agreement_id in (select jsonb_array_elements_text(${JSON.stringify(agreementIds)}::jsonb)::uuid)
    order by due_at, id`.execute(db)
  return rows
}

/** False: there is no such follow-up, or it is done. */
export async function finishFollowUp(
  trx: Trx,
  agreementId: string,
  id: string,
  done: { readonly result: string; readonly note: string; readonly actor: string },
): Promise<boolean> {
  const { rows } = await sql`
    update agreement_follow_up set result = ${done.result}, note = ${done.note}, done_by = ${done.actor}::uuid, done_at = app.now()
    where id = ${id}::uuid and agreement_id = ${agreementId}::uuid and done_at is null returning id`.execute(
    trx,
  )
  return rows.length > 0
}

// All SQL of public_text: a text beside the report, for readers outside, that nobody reads before a person has approved it.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface PublicTextRow {
  readonly signalId: string
  readonly number: number
  readonly body: string
  readonly person: string
  readonly createdAt: Temporal.Instant
  readonly decision: 'approved' | 'withheld' | null
  readonly decidedPerson: string | null
  readonly decidedAt: Temporal.Instant | null
  readonly note: string | null
}

/** Numbered after those that are there; the person is that of the token. A text that is the newest already is not proposed again. */
export async function insertPublicTexts(
  trx: Trx,
  texts: readonly { readonly signalId: string; readonly body: string; readonly tokenId: string }[],
): Promise<void> {
  if (texts.length === 0) return
  await sql`
    insert into public_text (signal_id, number, body, token_id, person_id)
    select r."signalId", coalesce(newest.number, 0) + 1, r.body, r."tokenId", app.person_of(r."tokenId")
    from jsonb_to_recordset(${JSON.stringify(texts)}::jsonb) as r("signalId" uuid, body text, "tokenId" uuid)
      left join lateral (select t.number, t.body from public_text t where t.signal_id = r."signalId"
        order by t.number desc limit 1) newest on true
    where newest.body is distinct from r.body and app.person_of(r."tokenId") is not null`.execute(trx)
}

const columns = sql`signal_id as "signalId", number, body, person_id as person, created_at as "createdAt", decision,
  decided_person as "decidedPerson", decided_at as "decidedAt", note`

export async function listPublicTexts(db: Executor, signalId: string): Promise<PublicTextRow[]> {
  const { rows } = await sql<PublicTextRow>`
    select ${columns} from public_text t where t.signal_id = ${signalId}::uuid order by t.number desc`.execute(
    db,
  )
  return rows
}

export async function lockPublicText(
  trx: Trx,
  signalId: string,
  number: number,
): Promise<PublicTextRow | undefined> {
  const { rows } = await sql<PublicTextRow>`
    select ${columns} from public_text t where t.signal_id = ${signalId}::uuid and t.number = ${number} for update`.execute(
    trx,
  )
  return rows[0]
}

/** The database refuses an approval by the author. */
export async function decidePublicText(
  trx: Trx,
  text: Pick<PublicTextRow, 'signalId' | 'number'>,
  by: { readonly decision: 'approved' | 'withheld'; readonly person: string; readonly note: string | null },
): Promise<void> {
  await sql`
    update public_text set decision = ${by.decision}, decided_person = ${by.person}::uuid, decided_at = app.now(), note = ${by.note}
    where signal_id = ${text.signalId}::uuid and number = ${text.number} and decision is null`.execute(trx)
}

/** The newest decision counts: a text that was withheld later is gone for readers. */
export async function approvedTexts(
  db: Executor,
  signalIds: readonly string[],
): Promise<Map<string, string>> {
  if (signalIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; body: string; decision: string }>`
    select distinct on (t.signal_id) t.signal_id as id, t.body, t.decision from public_text t
    where t.decision is not null
      and t.signal_id in (select jsonb_array_elements_text(${JSON.stringify(signalIds)}::jsonb)::uuid)
    order by t.signal_id, t.decided_at desc, t.number desc`.execute(db)
  return new Map(rows.filter((row) => row.decision === 'approved').map((row) => [row.id, row.body]))
}

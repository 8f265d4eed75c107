// All SQL of consent_withdrawal: written with the revision that carries the answers, taken up by delivery.
import { sql } from 'kysely'
import type { Consent } from '#domain/signal/signal.ts'
import type { Db, Trx } from '#platform/database/database.ts'

export interface WithdrawalRow {
  readonly id: string
  readonly signalId: string
  readonly rev: number
  readonly answers: readonly (keyof Consent)[]
  readonly tokenId: string
}

export async function insertWithdrawal(trx: Trx, row: WithdrawalRow): Promise<void> {
  await sql`
    insert into consent_withdrawal (id, signal_id, rev, answers, token_id)
    values (${row.id}::uuid, ${row.signalId}::uuid, ${row.rev}, ${[...row.answers]}::text[], ${row.tokenId}::uuid)`.execute(
    trx,
  )
}

/** Locked, those that another worker holds left out; told from now on. */
export async function takeUntold(
  trx: Trx,
  limit: number,
): Promise<(WithdrawalRow & { at: Temporal.Instant })[]> {
  const { rows } = await sql<WithdrawalRow & { at: Temporal.Instant }>`
    update consent_withdrawal set told_at = app.now()
    where id in (select w.id from consent_withdrawal w where w.told_at is null order by w.at limit ${limit} for update skip locked)
    returning id, signal_id as "signalId", rev, answers, token_id as "tokenId", at`.execute(trx)
  return rows
}

export async function hasUntold(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from consent_withdrawal where told_at is null) as found`.execute(db)
  return rows[0]?.found ?? false
}

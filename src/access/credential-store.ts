// All SQL of passkey, password_credential and recovery_code.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { NewPasskey, StoredPasskey } from '#platform/passkeys.ts'

export interface PasskeyRow extends StoredPasskey {
  readonly accountId: string
  readonly label: string
  readonly isSynced: boolean
  readonly createdAt: Temporal.Instant
  readonly lastUsedDay: Temporal.PlainDate | null
}

const passkeyColumns = sql`k.id, k.account_id as "accountId", k.public_key as "publicKey", k.counter, k.transports, k.is_synced as "isSynced",
  k.label, k.created_at as "createdAt", k.last_used_day as "lastUsedDay"`

/** False: this passkey is known already. */
export async function insertPasskey(
  trx: Trx,
  accountId: string,
  passkey: NewPasskey,
  label: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto('passkey')
    .values({
      id: passkey.id,
      account_id: accountId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: [...passkey.transports],
      is_synced: passkey.isSynced,
      label,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows > 0n
}

/** Locked: of two answers with the same counter only one is taken. */
export async function readPasskey(trx: Trx, id: string): Promise<PasskeyRow | undefined> {
  const { rows } = await sql<PasskeyRow>`
    select ${passkeyColumns} from passkey k where k.id = ${id} for update`.execute(trx)
  return rows[0]
}

export async function passkeysOf(db: Executor, accountId: string): Promise<PasskeyRow[]> {
  const { rows } = await sql<PasskeyRow>`
    select ${passkeyColumns} from passkey k where k.account_id = ${accountId}::uuid order by k.created_at, k.id`.execute(
    db,
  )
  return rows
}

export async function notePasskeyUse(trx: Trx, id: string, counter: number): Promise<void> {
  await sql`update passkey set counter = ${counter}, last_used_day = app.now()::date where id = ${id}`.execute(
    trx,
  )
}

export async function deletePasskey(trx: Trx, accountId: string, id: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    delete from passkey where id = ${id} and account_id = ${accountId}::uuid`.execute(trx)
  return numAffectedRows > 0n
}

export interface PasswordRow {
  readonly accountId: string
  readonly hash: string
  readonly totpSealed: string
  readonly totpStep: number
}

export async function readPassword(db: Executor, accountId: string): Promise<PasswordRow | undefined> {
  const { rows } = await sql<PasswordRow>`
    select account_id as "accountId", hash, totp_sealed as "totpSealed", totp_step as "totpStep"
    from password_credential where account_id = ${accountId}::uuid`.execute(db)
  return rows[0]
}

export async function putPassword(trx: Trx, row: PasswordRow): Promise<void> {
  await sql`
    insert into password_credential (account_id, hash, totp_sealed, totp_step)
    values (${row.accountId}::uuid, ${row.hash}, ${row.totpSealed}, ${row.totpStep})
    on conflict (account_id) do update set hash = excluded.hash, totp_sealed = excluded.totp_sealed,
      totp_step = excluded.totp_step, set_at = app.now()`.execute(trx)
}

export async function setPasswordHash(trx: Trx, accountId: string, hash: string): Promise<void> {
  await sql`
    update password_credential set hash = ${hash}, set_at = app.now() where account_id = ${accountId}::uuid`.execute(
    trx,
  )
}

/** A step is taken once, also by two requests at the same moment; false: it was taken. */
export async function takeTotpStep(trx: Trx, accountId: string, step: number): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update password_credential set totp_step = ${step} where account_id = ${accountId}::uuid and totp_step < ${step}`.execute(
    trx,
  )
  return numAffectedRows > 0n
}

export async function putRecoveryCodes(
  trx: Trx,
  accountId: string,
  hashes: readonly string[],
): Promise<void> {
  await trx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  if (hashes.length === 0) return
  await trx
    .insertInto('recovery_code')
    .values(hashes.map((hash) => ({ account_id: accountId, hash })))
    .execute()
}

/** False: there is no such code, or it was used. */
export async function takeRecoveryCode(trx: Trx, accountId: string, hash: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update recovery_code set used_at = app.now()
    where account_id = ${accountId}::uuid and hash = ${hash} and used_at is null`.execute(trx)
  return numAffectedRows > 0n
}

export async function countRecoveryCodes(db: Executor, accountId: string): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select count(*)::int as left from recovery_code where account_id = ${accountId}::uuid and used_at is null`.execute(
    db,
  )
  return rows[0]?.left ?? 0
}

/** Before an account is enrolled anew: whoever found the old ones has nothing. */
export async function deleteCredentials(trx: Trx, accountId: string): Promise<void> {
  await trx.deleteFrom('passkey').where('account_id', '=', accountId).execute()
  await trx.deleteFrom('password_credential').where('account_id', '=', accountId).execute()
  await trx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  await trx.deleteFrom('oidc_link').where('account_id', '=', accountId).execute()
}

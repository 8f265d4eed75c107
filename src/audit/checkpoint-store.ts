// All SQL of audit_checkpoint and audit_key.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface Checkpoint {
  readonly size: number
  /** Hexadecimal. */
  readonly root: string
  readonly at: Temporal.Instant
  readonly keyId: string
  /** Signed note: what travels. */
  readonly note: string
}

const columns = sql`size, encode(root, 'hex') as root, at, key_id as "keyId", note`

/** undefined: nothing is sealed yet. */
export async function latestCheckpoint(db: Executor): Promise<Checkpoint | undefined> {
  return (await listCheckpoints(db, undefined, 1))[0]
}

export async function readCheckpoint(db: Executor, size: number): Promise<Checkpoint | undefined> {
  const { rows } =
    await sql<Checkpoint>`select ${columns} from audit_checkpoint where size = ${size}`.execute(db)
  return rows[0]
}

/** The largest first. */
export async function listCheckpoints(
  db: Executor,
  before: number | undefined,
  limit: number,
): Promise<Checkpoint[]> {
  const { rows } = await sql<Checkpoint>`
    select ${columns} from audit_checkpoint ${before === undefined ? sql`` : sql`where size < ${before}`}
    order by size desc limit ${limit}`.execute(db)
  return rows
}

/** Those of sizes above `from` up to `to`, the smallest first. */
export async function checkpointsBetween(db: Executor, from: number, to: number): Promise<Checkpoint[]> {
  const { rows } = await sql<Checkpoint>`
    select ${columns} from audit_checkpoint where size > ${from} and size <= ${to} order by size`.execute(db)
  return rows
}

export async function insertCheckpoint(
  trx: Trx,
  one: Omit<Checkpoint, 'at'> & { readonly at: string },
): Promise<void> {
  await sql`
    insert into audit_checkpoint (size, root, at, key_id, note)
    values (${one.size}, decode(${one.root}, 'hex'), ${one.at}::timestamptz, ${one.keyId}, ${one.note})`.execute(
    trx,
  )
}

export interface PublicKey {
  readonly keyId: string
  readonly publicKey: string
}

/** The oldest first. */
export async function listKeys(db: Executor): Promise<PublicKey[]> {
  const { rows } = await sql<PublicKey>`
    select key_id as "keyId", public_key as "publicKey" from audit_key order by added_at, key_id`.execute(db)
  return rows
}

export async function insertKey(trx: Trx, { keyId, publicKey }: PublicKey): Promise<void> {
  await trx
    .insertInto('audit_key')
    .values({ key_id: keyId, public_key: publicKey })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

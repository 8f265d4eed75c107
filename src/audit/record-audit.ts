// The record of who did or read what, written in the caller's transaction: act and record commit together, or neither does.
import { codesOnly } from '#domain/audit/event-line.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { randomBase62, sha256 } from '#platform/ids.ts'
import { insertEvent, insertNote } from './event-store.ts'

/** An Actor of a request, or a token whose person the database knows. */
export interface AuditActor {
  readonly tokenId: string
  readonly personId?: string
}

export interface AuditEntry {
  /** null: the product itself, its rule files or its command line. */
  readonly actor: AuditActor | null
  /** object.verb, such as `token.issued`. */
  readonly action: string
  readonly object: { readonly kind: string; readonly id: string }
  /** Ids and codes only: it can never be deleted. A text with spaces in it becomes `[text]`. */
  readonly detail?: Readonly<Record<string, unknown>>
  /** What a person gave as the reason: kept beside the record, where it can be forgotten; the record holds its salted hash. */
  readonly note?: string | null
}

/** A plain insert: nothing waits for another writer. The sealer puts the event into the tree within a second or two. */
export async function recordAudit(trx: Trx, entry: AuditEntry): Promise<void> {
  const { actor, action, object, detail = {}, note = null } = entry
  const noted = note === null ? {} : { note: await keepNote(trx, note) }
  await insertEvent(trx, {
    token: actor?.tokenId ?? null,
    person: actor?.personId ?? null,
    action,
    objectKind: object.kind,
    objectId: object.id,
    detail: { ...codesOnly(detail), ...noted },
  })
}

/** 160 random bits stand before the text, so that nobody can guess it from its hash once both are deleted. */
async function keepNote(trx: Trx, text: string): Promise<string> {
  const salt = randomBase62(27)
  const hash = sha256(salt + text)
  await insertNote(trx, { hash, salt, text })
  return hash
}

/** For reads: committed before the data is returned, so that no answer leaves without its record. */
export function recordRead(db: Db, entry: AuditEntry): Promise<void> {
  return inTransaction(db, (trx) => recordAudit(trx, entry))
}

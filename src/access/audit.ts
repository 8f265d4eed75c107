// The record of who did what, written in the caller's transaction, so that act and record commit together.
import type { Trx } from '#platform/database/database.ts'
import { type AuditEntry, insertAudit } from './audit-store.ts'

export function recordAudit(trx: Trx, entry: AuditEntry): Promise<void> {
  return insertAudit(trx, entry)
}

// All SQL of audit_event: append only.
import type { Trx } from '#platform/database/database.ts'

export interface AuditEntry {
  readonly actor: string | null
  /** verb.noun, such as `token.issued`. */
  readonly act: string
  readonly target: string
  readonly details?: Readonly<Record<string, unknown>>
}

export async function insertAudit(trx: Trx, entry: AuditEntry): Promise<void> {
  await trx
    .insertInto('audit_event')
    .values({
      actor: entry.actor,
      act: entry.act,
      target: entry.target,
      details: JSON.stringify(entry.details ?? {}),
    })
    .execute()
}

// What is recorded of sign-ins, accounts, grants and tokens, in the transaction of the act: ids and codes only, never names.
import { recordAudit } from '#audit/record-audit.ts'
import type { Trx } from '#platform/database/database.ts'

/** `by`: the token or account that acts; null is the command line of the machine. */
export function recordAccess(
  trx: Trx,
  by: string | null,
  act: string,
  target: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const [kind = act] = act.split('.', 1)
  const actor = by === null ? null : { tokenId: by }
  const { reason, ...detail } = details
  // A reason is a person's text: kept beside the record, where it can be forgotten.
  const note = typeof reason === 'string' ? reason : null
  return recordAudit(trx, { actor, action: act, object: { kind, id: target }, detail, note })
}

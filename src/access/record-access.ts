// What is recorded of sign-ins, accounts, grants and tokens, in the transaction of the act: ids and codes only, never names.
import type { Trx } from '#platform/database/database.ts'
import { recordAudit } from './audit.ts'

/** `by`: the token or account that acts; null is the command line of the machine. */
export function recordAccess(
  trx: Trx,
  by: string | null,
  act: string,
  target: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  return recordAudit(trx, { actor: by, act, target, details })
}

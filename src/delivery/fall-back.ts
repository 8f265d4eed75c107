// When a channel ends without success, the recipient finds the message in the inbox instead: no silent failure.
import type { Trx } from '#platform/database/database.ts'
import { deliveryId } from './delivery-id.ts'
import { type Claim, insertFallback, type Outcome } from './delivery-store.ts'

export function hasFallback(state: Outcome['state']): boolean {
  return state === 'failed' || state === 'exhausted'
}

/** False when the recipient has this event in the inbox already. */
export function planFallback(trx: Trx, claim: Claim): Promise<boolean> {
  const key = { ...claim, channel: 'inbox' }
  return insertFallback(trx, claim.id, deliveryId(key))
}

// When a channel ends without success, the recipient finds the message in the inbox instead: no silent failure.
import type { Trx } from '#platform/database/database.ts'
import { deliveryId } from './delivery-id.ts'
import { type Claim, insertFallback, type Outcome } from './delivery-store.ts'

/** Refusals at the last moment that leave the recipient without the message unless it goes another way. */
export function isRefusalWithFallback(reason: string): boolean {
  return ['no_usable_channel', 'channel_disabled', 'past_useful_life'].includes(reason)
}

export function hasFallback(state: Outcome['state']): boolean {
  return state === 'failed' || state === 'exhausted'
}

/** False when the recipient has this event in the inbox already. */
export function planFallback(trx: Trx, claim: Claim): Promise<boolean> {
  const key = { ...claim, channel: 'inbox' }
  return insertFallback(trx, claim.id, deliveryId(key))
}

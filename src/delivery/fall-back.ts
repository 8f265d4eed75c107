// When a channel ends without success, the recipient finds the message in the inbox instead: no silent failure.
import type { Trx } from '#platform/database/database.ts'
import { deliveryId } from './delivery-id.ts'
import { type Claim, insertFallback, type Outcome } from './delivery-store.ts'
import { readCarried } from './held-store.ts'

/** Refusals at the last moment that leave the recipient without the message unless it goes another way. */
export function isRefusalWithFallback(reason: string): boolean {
  return ['no_usable_channel', 'channel_disabled', 'past_useful_life'].includes(reason)
}

export function hasFallback(state: Outcome['state']): boolean {
  return state === 'failed' || state === 'exhausted'
}

/** False when the recipient has these events in the inbox already. What a list carried falls back with it, one by one. */
export async function planFallback(trx: Trx, claim: Claim): Promise<boolean> {
  const key = { ...claim, channel: 'inbox' }
  let isPlanned = await insertFallback(trx, claim.id, deliveryId(key))
  for (const { id, alertId, ordinal } of await readCarried(trx, [claim.id])) {
    const isNew = await insertFallback(trx, id, deliveryId({ ...key, alertId, ordinal }))
    isPlanned = isPlanned || isNew
  }
  return isPlanned
}

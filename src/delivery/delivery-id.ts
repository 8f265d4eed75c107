// The id of a delivery: the same event, recipient, channel and step give the same id, before and after any crash or restore.
import { uuidv5 } from '#platform/ids.ts'

/** UUIDv5 of `urn:vigia:delivery` in the URL namespace. */
const NAMESPACE = uuidv5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:vigia:delivery')

export interface DeliveryKey {
  readonly alertId: string
  readonly ordinal: number
  readonly recipient: string
  readonly channel: string
  readonly step: number
}

export function deliveryId({ alertId, ordinal, recipient, channel, step }: DeliveryKey): string {
  return uuidv5(NAMESPACE, JSON.stringify([alertId, ordinal, recipient, channel, step]))
}

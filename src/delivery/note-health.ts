// After every send: the health of its channel, in the transaction that records the outcome; a channel that is given up announces it first.
import {
  afterFailure,
  afterSuccess,
  type HealthKey,
  type HealthState,
} from '#domain/delivery/channel-health.ts'
import type { Trx } from '#platform/database/database.ts'
import { lockHealth, noteWell, saveHealth } from './channel-health-store.ts'
import type { SendResult } from './channels/channel.ts'

/** The new state where it changed. */
export async function noteHealth(
  trx: Trx,
  key: HealthKey,
  channelType: string,
  result: SendResult,
): Promise<HealthState | undefined> {
  const isSuccess = result.outcome === 'accepted'
  if (isSuccess && (await noteWell(trx, key))) return undefined
  const before = await lockHealth(trx, key, channelType)
  const isGone = result.outcome === 'rejected' && result.isGone === true
  const after = isSuccess ? afterSuccess(before) : afterFailure(before, before.now, isGone)
  await saveHealth(trx, key, { ...after, isSuccess, detail: result.detail })
  return after.state === before.state ? undefined : after.state
}

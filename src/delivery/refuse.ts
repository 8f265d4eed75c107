// What may not be sent, found at the last moment: how its row ends, and who is told instead.
import { healthKeyOf } from '#domain/delivery/channel-health.ts'
import { channelOf } from '#domain/delivery/routing.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import type { Pokes } from '#queue/pokes.ts'
import { announceExhausted, type NoticeDeps } from './channel-notice.ts'
import type { Channels } from './channels/channel-table.ts'
import { type Claim, recordOutcomes } from './delivery-store.ts'
import { isRefusalWithFallback, planFallback } from './fall-back.ts'
import { refusalOutcome } from './outcome.ts'
import { planOthers } from './plan-others.ts'
import type { Refusal } from './prepare-message.ts'

export type Refused = Refusal & { readonly claim: Claim }

export interface RefuseDeps extends NoticeDeps {
  readonly pokes: Pokes
  readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'>
}

/** In the transaction of the claim. Sorted: two senders whose refusals fall back to the same inboxes write them in one order. */
export async function settleRefused(trx: Trx, deps: RefuseDeps, refused: readonly Refused[]): Promise<void> {
  for (const { claim, refusal } of refused.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))) {
    const outcome = refusalOutcome(refusal)
    await recordOutcomes(trx, [{ claim, outcome }])
    if (isRefusalWithFallback(refusal)) await planFallback(trx, claim)
    if (outcome.state === 'exhausted') await tellExhausted(trx, deps, claim)
  }
  const moved = refused.filter((one) => one.isMoved === true).map((one) => one.claim)
  if (moved.length > 0 && (await planOthers(trx, deps, deps.pack, moved)) > 0)
    afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
}

const placeOf = ({ claim: { alertId, ordinal, recipient } }: Refused) =>
  `${alertId} ${String(ordinal).padStart(10, '0')} ${recipient}`

/** Every try of this message has failed: the owners of its channel hear of it. */
export async function tellExhausted(
  trx: Trx,
  deps: Pick<RefuseDeps, keyof NoticeDeps | 'pokes'>,
  row: Claim,
): Promise<void> {
  const described = channelOf(deps.pack.routing, row.channel)
  if (described === undefined) return
  const told = await announceExhausted(trx, deps, healthKeyOf(described, row.recipient), row)
  if (told > 0) afterCommit(trx, () => deps.pokes.poke('channels', 'due'))
}

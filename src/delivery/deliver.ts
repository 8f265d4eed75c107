// Handler of `deliver`: claim with a lease and a fencing token → send, in no transaction → record, only while the token still holds.
import { type HealthKey, healthKeyOf } from '#domain/delivery/channel-health.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { Message } from '#domain/delivery/message.ts'
import { channelOf } from '#domain/delivery/routing.ts'
import { afterCommit, type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { every } from '#platform/every.ts'
import { failpoint } from '#platform/failpoint.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readProofs } from './channel-health-store.ts'
import { announceDisabling, announceExhausted } from './channel-notice.ts'
import type { SendingChannel, SendResult } from './channels/channel.ts'
import type { Channels } from './channels/channel-table.ts'
import { type Claim, claimDue, recordOutcome, renewLease } from './delivery-store.ts'
import { hasFallback, isRefusalWithFallback, planFallback } from './fall-back.ts'
import type { InFlight } from './in-flight.ts'
import { noteHealth } from './note-health.ts'
import { outcomeOf, refusalOutcome } from './outcome.ts'
import { planOthers } from './plan-others.ts'
import { prepare, type Refusal } from './prepare-message.ts'
import { type Sending, sendOnce, unprovenOf } from './send-once.ts'

/** A third of the lease, so that one lost renewal costs nothing. */
const RENEW_EVERY_MS = 5_000

export interface DeliverDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  readonly channels: Channels
  readonly inFlight: InFlight
  readonly publicUrl: string
  /** Routing, offices and names as they are now. */
  loadPack(): Promise<DeliveryPack>
  /** Counts attempts by channel type and outcome. */
  countAttempt?(channelType: string, outcome: string): void
}

interface Job extends Sending {
  readonly claim: Claim
  /** Whose health this send tells of; undefined = a channel that is our own. */
  readonly health: HealthKey | undefined
  readonly pack: DeliveryPack
}

/** Starts what is due and returns; each end of a send pokes again when there was no room for more. */
export async function deliver(deps: DeliverDeps, _key: string): Promise<void> {
  const pack = await deps.loadPack()
  for (;;) {
    const { any, critical } = deps.inFlight.room()
    if (critical === 0) return
    const { jobs, claimed } = await claim(deps, pack, any > 0 ? any : critical, any === 0)
    for (const job of jobs) deps.inFlight.start(() => carryOut(deps, job))
    if (claimed === 0) return
  }
}

/** One transaction: lease, attempt row, the re-check, and at the first claim the rendered message. What may not be sent ends here. */
function claim(
  deps: DeliverDeps,
  pack: DeliveryPack,
  limit: number,
  criticalOnly: boolean,
): Promise<{ jobs: Job[]; claimed: number }> {
  return inTransaction(deps.db, async (trx) => {
    const claims = await claimDue(trx, limit, criticalOnly)
    const prepared = await prepare(deps, pack, trx, claims)
    const proofs = claims.some(({ channelType }) => deps.channels.ofType(channelType)?.handshake)
      ? await readProofs(trx)
      : new Map<string, string>()
    const jobs: Job[] = []
    const refused: Refused[] = []
    for (const one of prepared) {
      const channel = deps.channels.ofType(one.claim.channelType)
      if ('message' in one && channel !== undefined)
        jobs.push(jobOf(pack, proofs, one.claim, one.message, channel))
      else refused.push('refusal' in one ? one : { claim: one.claim, refusal: 'no_usable_channel' })
    }
    await refuse(trx, refused)
    for (const { claim: one, refusal } of refused)
      if (refusalOutcome(refusal).state === 'exhausted') await tellExhausted(deps, trx, pack, one)
    const moved = refused.filter((one) => one.isMoved === true).map((one) => one.claim)
    if (moved.length > 0 && (await planOthers(trx, deps, pack, moved)) > 0)
      afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
    return { jobs, claimed: claims.length }
  })
}

type Refused = Refusal & { readonly claim: Claim }

/** Sorted: two senders whose refusals fall back to the same inboxes write them in one order. */
async function refuse(trx: Trx, refused: readonly Refused[]): Promise<void> {
  const placeOf = ({ claim: { alertId, ordinal, recipient } }: Refused) =>
    `${alertId} ${String(ordinal).padStart(10, '0')} ${recipient}`
  for (const { claim, refusal } of refused.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))) {
    await recordOutcome(trx, claim, refusalOutcome(refusal))
    if (isRefusalWithFallback(refusal)) await planFallback(trx, claim)
  }
}

function jobOf(
  pack: DeliveryPack,
  proofs: ReadonlyMap<string, string>,
  row: Claim,
  message: Message,
  channel: SendingChannel,
): Job {
  const described = channelOf(pack.routing, row.channel)
  const { id: deliveryId, channel: code, recipient } = row
  const unproven = unprovenOf(channel, code, proofs)
  const health = channel.isOwnRow || described === undefined ? undefined : healthKeyOf(described, recipient)
  return {
    claim: row,
    message,
    channel,
    target: { deliveryId, channel: code, recipient, to: described?.to },
    unproven,
    health,
    pack,
  }
}

async function carryOut(deps: DeliverDeps, job: Job): Promise<void> {
  failpoint('delivery.after_claim')
  const stopRenewing = keepLease(deps, job.claim)
  try {
    const result = await sendOnce(deps.db, job)
    if (result.outcome === 'accepted') failpoint('delivery.after_accept')
    await record(deps, job, result)
  } catch (error) {
    // The lease runs out and the row is taken up again: nothing is lost by leaving it.
    deps.logger.warn({ event: 'delivery.not_recorded', deliveryId: job.claim.id, error: String(error) })
  } finally {
    await stopRenewing()
    // This send still holds its place: with none left, rows may wait for the one that it gives back.
    if (deps.inFlight.room().any === 0) deps.pokes.poke('deliver', 'due')
  }
}

function keepLease(deps: DeliverDeps, { id, fence }: Claim): () => Promise<void> {
  let isFirst = true
  return every(
    RENEW_EVERY_MS,
    'delivery.lease',
    async () => {
      if (!isFirst) await renewLease(deps.db, id, fence)
      isFirst = false
    },
    deps.logger,
  )
}

async function record(deps: DeliverDeps, job: Job, result: SendResult): Promise<void> {
  const outcome = outcomeOf(job.claim, job.channel, result)
  const { claim: row } = job
  const isOurs = await inTransaction(deps.db, async (trx) => {
    const recorded = await recordOutcome(trx, row, outcome)
    if (recorded && hasFallback(outcome.state) && (await planFallback(trx, row))) {
      afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
    }
    if (recorded) await noteChannel(deps, trx, job, result)
    if (recorded && outcome.state === 'exhausted') await tellExhausted(deps, trx, job.pack, row)
    return recorded
  })
  deps.countAttempt?.(row.channelType, isOurs ? outcome.attemptOutcome : 'stale')
  deps.logger.info({
    event: 'delivery.attempted',
    deliveryId: row.id,
    alertId: row.alertId,
    channel: row.channel,
    attempt: row.attempt,
    outcome: isOurs ? outcome.state : 'stale',
    detail: outcome.detail,
  })
}

/** In the same transaction: a channel that is given up is announced before it is disabled. */
async function noteChannel(deps: DeliverDeps, trx: Trx, job: Job, result: SendResult): Promise<void> {
  const { health, claim: row, pack } = job
  if (health === undefined) return
  const changed = await noteHealth(trx, health, row.channelType, result)
  if (changed === undefined) return
  if (changed === 'disabling') await announceDisabling(trx, { ...deps, pack }, health)
  afterCommit(trx, () => {
    deps.logger.warn({ event: 'channel.changed', ...health, state: changed, detail: result.detail })
    if (changed === 'disabling') deps.pokes.poke('channels', 'due')
  })
}

async function tellExhausted(deps: DeliverDeps, trx: Trx, pack: DeliveryPack, row: Claim): Promise<void> {
  const described = channelOf(pack.routing, row.channel)
  if (described === undefined) return
  const told = await announceExhausted(trx, { ...deps, pack }, healthKeyOf(described, row.recipient), row)
  if (told > 0) afterCommit(trx, () => deps.pokes.poke('channels', 'due'))
}

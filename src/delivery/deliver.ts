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
import { announceDisabling } from './channel-notice.ts'
import type { SendingChannel, SendResult } from './channels/channel.ts'
import type { Channels } from './channels/channel-table.ts'
import { type Claim, claimDue, recordOutcome, renewLease } from './delivery-store.ts'
import { hasFallback, planFallback } from './fall-back.ts'
import type { InFlight } from './in-flight.ts'
import { noteHealth } from './note-health.ts'
import { outcomeOf } from './outcome.ts'
import { prepare } from './prepare-message.ts'
import { type Refused, settleRefused, tellExhausted } from './refuse.ts'
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
    await settleRefused(trx, { ...deps, pack }, refused)
    return { jobs, claimed: claims.length }
  })
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
    if (recorded && outcome.state === 'exhausted') await tellExhausted(trx, { ...deps, pack: job.pack }, row)
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

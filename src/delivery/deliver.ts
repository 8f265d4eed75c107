// Handler of `deliver`: claim with a lease and a fencing token → send, in no transaction → record, only while the token still holds.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { Message } from '#domain/delivery/message.ts'
import { nextTryAfter } from '#domain/delivery/retry.ts'
import { channelOf } from '#domain/delivery/routing.ts'
import { afterCommit, type Db, inTransaction } from '#platform/database/database.ts'
import { every } from '#platform/every.ts'
import { failpoint } from '#platform/failpoint.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import type { SendingChannel, SendResult, Target } from './channels/channel.ts'
import type { Channels } from './channels/channel-table.ts'
import { type Claim, claimDue, type Outcome, recordOutcome, renewLease } from './delivery-store.ts'
import { hasFallback, planFallback } from './fall-back.ts'
import type { InFlight } from './in-flight.ts'
import { prepare } from './prepare-message.ts'

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

interface Job {
  readonly claim: Claim
  readonly channel: SendingChannel
  readonly target: Target
  readonly message: Message
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
    const jobs: Job[] = []
    for (const one of prepared) {
      const channel = deps.channels.ofType(one.claim.channelType)
      if ('message' in one && channel !== undefined) {
        const to = channelOf(pack.routing, one.claim.channel)?.to
        const { id: deliveryId, channel: code, recipient } = one.claim
        jobs.push({ ...one, channel, target: { deliveryId, channel: code, recipient, to } })
        continue
      }
      const reason = 'refusal' in one ? one.refusal : 'no_usable_channel'
      await recordOutcome(trx, one.claim, {
        state: 'withheld',
        reason,
        attemptOutcome: 'withheld',
        detail: reason,
      })
      if (reason === 'no_usable_channel') await planFallback(trx, one.claim)
    }
    return { jobs, claimed: claims.length }
  })
}

async function carryOut(deps: DeliverDeps, job: Job): Promise<void> {
  failpoint('delivery.after_claim')
  const stopRenewing = keepLease(deps, job.claim)
  try {
    const result = await send(job)
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

async function send({ channel, message, target }: Job): Promise<SendResult> {
  try {
    return await channel.send(message, target, AbortSignal.timeout(channel.deadlineMs))
  } catch (error) {
    return { outcome: 'retry', detail: error instanceof Error ? error.name : 'failed' }
  }
}

async function record(deps: DeliverDeps, job: Job, result: SendResult): Promise<void> {
  const outcome = outcomeOf(job, result)
  const { claim: row } = job
  const isOurs = await inTransaction(deps.db, async (trx) => {
    const recorded = await recordOutcome(trx, row, outcome)
    if (recorded && hasFallback(outcome.state) && (await planFallback(trx, row))) {
      afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
    }
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

function outcomeOf({ claim: row, channel }: Job, result: SendResult): Outcome {
  const { detail } = result
  if (result.outcome === 'accepted') {
    return { state: channel.isOwnRow ? 'delivered' : 'accepted', attemptOutcome: 'accepted', detail }
  }
  if (result.outcome === 'rejected')
    return { state: 'failed', reason: 'rejected', attemptOutcome: 'rejected', detail }
  const failures = row.failures + 1
  if (result.finalAfter !== undefined && failures >= result.finalAfter) {
    return { state: 'failed', reason: 'rejected', attemptOutcome: 'rejected', detail }
  }
  const { id: deliveryId, channelType, level } = row
  const asked = result.afterMs === undefined ? {} : { retryAfterMs: result.afterMs }
  const dueInMs = nextTryAfter({ deliveryId, channelType, level, failures, ...asked })
  if (dueInMs === undefined)
    return { state: 'exhausted', reason: 'exhausted', attemptOutcome: 'retry', detail }
  return { state: 'retry', dueInMs, attemptOutcome: 'retry', detail }
}

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
import { type Claim, claimDue, type Outcome, recordOutcomes, renewLease } from './delivery-store.ts'
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
    // What is delivered by its own row leaves at once and is recorded at once; each other waits for its other side alone.
    const [own, others] = [jobs.filter(isOwn), jobs.filter((job) => !isOwn(job))]
    if (own.length > 0) deps.inFlight.start(() => carryOut(deps, own))
    for (const job of others) deps.inFlight.start(() => carryOut(deps, [job]))
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

const isOwn = ({ channel }: Job): boolean => channel.isOwnRow

async function carryOut(deps: DeliverDeps, jobs: readonly Job[]): Promise<void> {
  failpoint('delivery.after_claim')
  const stopRenewing = keepLeases(
    deps,
    jobs.map((job) => job.claim),
  )
  try {
    const sent = await Promise.all(jobs.map(async (job) => ({ job, result: await sendOnce(deps.db, job) })))
    if (sent.some(({ result }) => result.outcome === 'accepted')) failpoint('delivery.after_accept')
    await record(deps, sent)
  } catch (error) {
    // The leases run out and the rows are taken up again: nothing is lost by leaving them.
    const deliveryIds = jobs.map((job) => job.claim.id)
    deps.logger.warn({ event: 'delivery.not_recorded', deliveryIds, error: String(error) })
  } finally {
    await stopRenewing()
    // This send still holds its place: with none left, rows may wait for the one that it gives back.
    if (deps.inFlight.room().any === 0) deps.pokes.poke('deliver', 'due')
  }
}

function keepLeases(deps: DeliverDeps, claims: readonly Claim[]): () => Promise<void> {
  let isFirst = true
  return every(
    RENEW_EVERY_MS,
    'delivery.lease',
    async () => {
      if (!isFirst) for (const { id, fence } of claims) await renewLease(deps.db, id, fence)
      isFirst = false
    },
    deps.logger,
  )
}

interface Sent {
  readonly job: Job
  readonly result: SendResult
}

async function record(deps: DeliverDeps, sent: readonly Sent[]): Promise<void> {
  const ended = sent.map(({ job, result }) => ({
    job,
    result,
    claim: job.claim,
    outcome: outcomeOf(job.claim, job.channel, result),
  }))
  const ours = await inTransaction(deps.db, async (trx) => {
    const recorded = await recordOutcomes(trx, ended)
    for (const one of ended) if (recorded.has(one.claim.id)) await follow(deps, trx, one)
    return recorded
  })
  for (const { claim: row, outcome } of ended) {
    const isOurs = ours.has(row.id)
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
}

/** What else a recorded outcome brings about, in its transaction. */
async function follow(
  deps: DeliverDeps,
  trx: Trx,
  { job, result, outcome }: Sent & { readonly outcome: Outcome },
): Promise<void> {
  const { claim: row, pack } = job
  if (hasFallback(outcome.state) && (await planFallback(trx, row)))
    afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
  await noteChannel(deps, trx, job, result)
  if (outcome.state === 'exhausted') await tellExhausted(trx, { ...deps, pack }, row)
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

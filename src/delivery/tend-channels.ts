// Handler of `channels`: tests that are due, messages about channels, channels that are given up, and what waited for those.
import { recordAudit } from '#audit/record-audit.ts'
import { healthKeyOf } from '#domain/delivery/channel-health.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { readMessage } from '#domain/delivery/message.ts'
import { nextTryAfter } from '#domain/delivery/retry.ts'
import { channelOf } from '#domain/delivery/routing.ts'
import { afterCommit, type Db, inTransaction } from '#platform/database/database.ts'
import { sha256 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import { finishDisabling, readProofs } from './channel-health-store.ts'
import {
  type ChannelMessageClaim,
  type ChannelMessageOutcome,
  claimChannelMessages,
  proveTest,
  recordChannelMessage,
} from './channel-message-store.ts'
import { announceDisabling } from './channel-notice.ts'
import { noticeChannels, planDueTests } from './channel-tests.ts'
import type { SendResult } from './channels/channel.ts'
import type { Channels } from './channels/channel-table.ts'
import { moveOnFromDisabled } from './delivery-store.ts'
import { noteHealth } from './note-health.ts'
import { sendOnce, unprovenOf } from './send-once.ts'
import { tellEmergencies } from './tell-emergencies.ts'

export interface TendDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  readonly channels: Channels
  readonly publicUrl: string
  loadPack(): Promise<DeliveryPack>
}

/** Sent at once from one handler: tests never take the places of alerts. */
const AT_ONCE = 4
/** A message about a channel is given up after so many tries; the next test comes tomorrow. */
const TRIES = 6
const MOVE_AT_ONCE = 500

/** Waits for its sends, so that whoever drains knows that nothing is under way. */
export async function tendChannels(deps: TendDeps, key: string): Promise<void> {
  const pack = await deps.loadPack()
  if (key === 'start') await noticeChannels(deps, pack)
  await tellEmergencies(deps, pack)
  await planDueTests(deps, pack)
  while ((await sendBatch(deps, pack)) > 0);
  const disabled = await inTransaction(deps.db, async (trx) => {
    const given = await finishDisabling(trx)
    for (const { channel, recipient } of given) {
      const object = { kind: 'channel', id: channel }
      await recordAudit(trx, { actor: null, action: 'channel.disabled', object, detail: { recipient } })
    }
    return given
  })
  for (const one of disabled) deps.logger.warn({ event: 'channel.disabled', ...one })
  await moveOn(deps)
}

async function moveOn(deps: TendDeps): Promise<void> {
  for (;;) {
    const moved = await inTransaction(deps.db, (trx) => moveOnFromDisabled(trx, MOVE_AT_ONCE))
    if (moved > 0) deps.pokes.poke('deliver', 'due')
    if (moved < MOVE_AT_ONCE) return
  }
}

async function sendBatch(deps: TendDeps, pack: DeliveryPack): Promise<number> {
  const claims = await inTransaction(deps.db, (trx) => claimChannelMessages(trx, AT_ONCE))
  if (claims.length === 0) return 0
  const proofs = await readProofs(deps.db)
  await Promise.all(claims.map((claim) => sendOne(deps, pack, proofs, claim)))
  return claims.length
}

async function sendOne(
  deps: TendDeps,
  pack: DeliveryPack,
  proofs: ReadonlyMap<string, string>,
  claim: ChannelMessageClaim,
): Promise<void> {
  const message = readMessage(claim.message)
  const channel = deps.channels.ofType(claim.channelType)
  const described = channelOf(pack.routing, claim.channel)
  const isPossible = message !== undefined && channel !== undefined && described !== undefined
  const { channel: code, recipient } = claim
  const target = { deliveryId: claim.id, channel: code, recipient, to: described?.to }
  const result: SendResult = isPossible
    ? await sendOnce(deps.db, { channel, message, target, unproven: unprovenOf(channel, code, proofs) })
    : { outcome: 'rejected', detail: 'no usable channel' }
  await record(deps, pack, claim, result)
}

async function record(
  deps: TendDeps,
  pack: DeliveryPack,
  claim: ChannelMessageClaim,
  result: SendResult,
): Promise<void> {
  const outcome = outcomeOf(claim, result)
  const described = channelOf(pack.routing, claim.channel)
  await inTransaction(deps.db, async (trx) => {
    if (!(await recordChannelMessage(trx, claim, outcome))) return
    if (described === undefined) return
    if (result.outcome === 'accepted') await proveByAnswer(trx, claim, result.answer ?? '')
    const health = healthKeyOf(described, claim.recipient)
    const changed = await noteHealth(trx, health, claim.channelType, result)
    if (changed === 'disabling') await announceDisabling(trx, { ...deps, pack }, health)
    if (changed === 'disabling') afterCommit(trx, () => deps.pokes.poke('channels', 'due'))
  })
  deps.logger.info({
    event: 'channel.message',
    kind: claim.kind,
    channel: claim.channel,
    recipient: claim.recipient,
    state: outcome.state,
    detail: outcome.detail,
  })
}

/** A receiver proves the test by sending its word back in the answer. */
async function proveByAnswer(
  trx: Parameters<typeof proveTest>[0],
  { kind, tokenHash }: ChannelMessageClaim,
  answer: string,
): Promise<void> {
  if (kind !== 'test' || tokenHash === null) return
  const words = answer.match(/[0-9A-Za-z]{20,64}/g) ?? []
  if (words.some((word) => sha256(word) === tokenHash)) await proveTest(trx, { tokenHash })
}

function outcomeOf(claim: ChannelMessageClaim, result: SendResult): ChannelMessageOutcome {
  const { detail } = result
  if (result.outcome === 'accepted') return { state: 'accepted', detail }
  const isOver = result.outcome === 'rejected' || claim.attempt >= TRIES
  const wait = nextTryAfter({
    deliveryId: claim.id,
    channelType: claim.channelType,
    level: 'warning',
    failures: claim.attempt,
    ...(result.outcome === 'retry' && result.afterMs !== undefined ? { retryAfterMs: result.afterMs } : {}),
  })
  return isOver || wait === undefined
    ? { state: 'failed', detail }
    : { state: 'retry', dueInMs: wait, detail }
}

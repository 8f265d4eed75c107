// From a claim to the message that may be sent now: who may read how much is asked again, and the first claim renders and keeps the bytes.
import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import { healthKeyOf } from '#domain/delivery/channel-health.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { conflictOf, isGuarded, permissionFor, type View } from '#domain/delivery/exclusion.ts'
import { type Message, readMessage } from '#domain/delivery/message.ts'
import { render } from '#domain/delivery/render.ts'
import { usefulLifeOf } from '#domain/delivery/retry.ts'
import { type Audience, type Channel, channelOf, readerOf, standingOf } from '#domain/delivery/routing.ts'
import { isNotice, levelOf } from '#domain/delivery/situation.ts'
import { isSuppressible } from '#domain/delivery/suppression.ts'
import type { Trx } from '#platform/database/database.ts'
import { type Ailing, readAiling } from './channel-health-store.ts'
import type { Channels } from './channels/channel-table.ts'
import { type Claim, keepMessages } from './delivery-store.ts'
import { holdChains, publishCap } from './feeds/publish-cap.ts'
import { type MessageFacts, readMessageFacts } from './message-facts.ts'
import type { Situation } from './unplanned-store.ts'

export interface PrepareDeps {
  readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'>
  readonly publicUrl: string
}

export interface Refusal {
  readonly refusal: string
  /** The routes name others, or other ways, by now. */
  readonly isMoved?: boolean
}

export type Prepared = { readonly claim: Claim } & (
  | {
      readonly message: Message
      /** Rendered just now: its bytes are still to be kept. */
      readonly isNew?: boolean
    }
  | Refusal
)

export async function prepare(
  deps: PrepareDeps,
  pack: DeliveryPack,
  trx: Trx,
  claims: readonly Claim[],
): Promise<Prepared[]> {
  if (claims.length === 0) return []
  await holdChains(trx, claims)
  const facts = await readMessageFacts(trx, claims)
  const known = {
    ...deps,
    facts,
    ailing: await readAiling(trx),
    checkpoint: (await latestCheckpoint(trx))?.note,
  }
  const prepared: Prepared[] = []
  for (const claim of claims) {
    const situation = facts.situations.get(`${claim.alertId} ${claim.ordinal}`)
    // A foreign key holds the event; its absence is a defect, and the row waits for whoever repairs it.
    if (situation !== undefined) prepared.push(await prepareOne(known, pack, trx, claim, situation))
  }
  // A file of a CAP channel keeps its own; of the others, what has just been rendered.
  const rendered = prepared.flatMap((one) =>
    'message' in one && one.isNew === true ? [{ id: one.claim.id, message: one.message }] : [],
  )
  await keepMessages(trx, rendered)
  return prepared
}

interface Known extends PrepareDeps {
  readonly facts: MessageFacts
  readonly ailing: Ailing
  /** Of the audit log; undefined while nothing is sealed. */
  readonly checkpoint: string | undefined
}

async function prepareOne(
  deps: Known,
  pack: DeliveryPack,
  trx: Trx,
  claim: Claim,
  situation: Situation,
): Promise<Prepared> {
  const { audience, isFormer } = readerOf(pack, claim)
  const channel = channelOf(pack.routing, claim.channel)
  const isKnown = !isFormer || isNotice(situation.event.kind)
  if (!isKnown || channel === undefined) return { claim, refusal: 'recipient_revoked', isMoved: true }
  const checked = check(deps, pack, claim, situation, audience, channel)
  if ('refusal' in checked) return { claim, ...checked }
  const allowed: View = isFormer ? 'thin' : checked.view
  if (channel.type === 'cap') {
    const { publicUrl, checkpoint } = deps
    return publishCap(trx, {
      claim,
      occasion: { ...situation, pack },
      channel,
      view: allowed,
      publicUrl,
      checkpoint,
    })
  }
  const { facts } = deps
  const carried = facts.carried.get(claim.id) ?? []
  const view = viewOfList(allowed, carried, audience, channel, deps)
  const kept = readMessage(claim.message)
  // The same bytes on every try, but for one case: an alert that has since become too sensitive for the full text.
  if (kept !== undefined && (kept.view === 'thin' || view === 'full')) return { claim, message: kept }
  const message = render({
    occasion: { ...situation, pack },
    deliveryId: claim.id,
    audience,
    recipient: claim.recipient,
    channel,
    view,
    ...besidesOf(facts, claim),
    carried: carried.map(changeOf),
    checkpoint: deps.checkpoint ?? null,
    publicUrl: deps.publicUrl,
  })
  return { claim, message, isNew: true }
}

/** What a message says besides its event. */
function besidesOf({ missed, silences, comments }: MessageFacts, { id }: Claim) {
  return {
    missed: missed.get(id) ?? [],
    silences: (silences.get(id) ?? []).map(({ from, to, by }) => ({
      from: from.epochMilliseconds,
      to: to.epochMilliseconds,
      by,
    })),
    comment: comments.get(id) ?? null,
  }
}

const changeOf = ({ alert, event }: Situation) => ({
  alertId: alert.id,
  ordinal: event.ordinal,
  kind: event.kind,
  level: levelOf(event, alert),
  title: alert.title,
  place: alert.place,
  marking: alert.marking,
})

/** A list is full only where everything in it may be. */
function viewOfList(
  own: View,
  carried: readonly Situation[],
  audience: Audience,
  channel: Channel,
  deps: PrepareDeps,
): View {
  const isFull = ({ alert, event }: Situation) => {
    const permission = permissionFor({
      audience,
      channel,
      marking: alert.marking,
      consent: event.body.consent,
      isTlsEnforced: deps.channels.isTlsEnforced,
      isNotice: true,
    })
    return 'view' in permission && permission.view === 'full'
  }
  return own === 'full' && carried.every(isFull) ? 'full' : 'thin'
}

const reasons = { revoked: 'recipient_revoked', channel_lost: 'no_usable_channel' } as const

function check(
  deps: Known,
  pack: DeliveryPack,
  claim: Claim,
  situation: Situation,
  audience: Audience,
  channel: Channel,
): { readonly view: View } | Refusal {
  const { alert, event, isReplay } = situation
  const standing = standingOf({ alert, event, pack }, audience, claim.recipient, channel)
  if (standing !== 'addressed') return { refusal: reasons[standing], isMoved: true }
  if (isGuarded(channel, alert.isExercise, isReplay)) return { refusal: 'exercise_guard' }
  if (!deps.channels.isUsable(channel)) return { refusal: 'no_usable_channel' }
  const conflict = conflictOf({ alert, event, pack }, audience.code)
  if (conflict === 'leave_out') return { refusal: 'withheld_conflict_of_interest' }
  if (isSuppressible(event.kind) && deps.facts.silenced.has(alert.id)) return { refusal: 'silenced' }
  if (deps.ailing(healthKeyOf(channel, claim.recipient)) === 'disabled')
    return { refusal: 'channel_disabled' }
  if (claim.waitedMs > (usefulLifeOf(claim.channelType) ?? Number.POSITIVE_INFINITY))
    return { refusal: 'past_useful_life' }
  const permission = permissionFor({
    audience,
    channel,
    marking: alert.marking,
    consent: event.body.consent,
    isTlsEnforced: deps.channels.isTlsEnforced,
    isNotice: mayBeThin(claim, event.kind),
  })
  if ('withheld' in permission) return { refusal: permission.withheld }
  return conflict === 'redact' ? { view: 'thin' } : permission
}

/** Of whoever was told nothing before, as much is asked as for any first message. */
function mayBeThin({ reason }: Claim, kind: string): boolean {
  return (isNotice(kind) && reason !== 'released') || reason === 'last_resort'
}

// From a claim to the message that may be sent now: who may read how much is asked again, and the first claim renders and keeps the bytes.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { permissionFor, type View } from '#domain/delivery/exclusion.ts'
import { type Message, readMessage } from '#domain/delivery/message.ts'
import { render } from '#domain/delivery/render.ts'
import { type Audience, audienceOf, type Channel, channelOf } from '#domain/delivery/routing.ts'
import { isNotice } from '#domain/delivery/situation.ts'
import type { Trx } from '#platform/database/database.ts'
import type { Channels } from './channels/channel-table.ts'
import { type Claim, keepMessage, readMissed } from './delivery-store.ts'
import { holdChains, publishCap } from './feeds/publish-cap.ts'
import { readSituations, type Situation } from './unplanned-store.ts'

export interface PrepareDeps {
  readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'>
  readonly publicUrl: string
}

export type Prepared = { readonly claim: Claim } & (
  | { readonly message: Message }
  | { readonly refusal: string }
)

export async function prepare(
  deps: PrepareDeps,
  pack: DeliveryPack,
  trx: Trx,
  claims: readonly Claim[],
): Promise<Prepared[]> {
  await holdChains(trx, claims)
  const situations = await readSituations(trx, claims)
  const prepared: Prepared[] = []
  for (const claim of claims) {
    const situation = situations.find(
      ({ alert, event }) => alert.id === claim.alertId && event.ordinal === claim.ordinal,
    )
    // A foreign key holds the event; its absence is a defect, and the row waits for whoever repairs it.
    if (situation !== undefined) prepared.push(await prepareOne(deps, pack, trx, claim, situation))
  }
  return prepared
}

async function prepareOne(
  deps: PrepareDeps,
  pack: DeliveryPack,
  trx: Trx,
  claim: Claim,
  situation: Situation,
): Promise<Prepared> {
  const audience = audienceOf(pack.routing, claim.audience)
  const channel = channelOf(pack.routing, claim.channel)
  if (audience === undefined || channel === undefined) return { claim, refusal: 'recipient_revoked' }
  const checked = check(deps, claim, situation, audience, channel)
  if ('refusal' in checked) return { claim, ...checked }
  if (channel.type === 'cap') {
    const { publicUrl } = deps
    return publishCap(trx, {
      claim,
      occasion: { ...situation, pack },
      channel,
      view: checked.view,
      publicUrl,
    })
  }
  const kept = readMessage(claim.message)
  // The same bytes on every try, but for one case: an alert that has since become too sensitive for the full text.
  if (kept !== undefined && (kept.view === 'thin' || checked.view === 'full')) return { claim, message: kept }
  const message = render({
    occasion: { ...situation, pack },
    deliveryId: claim.id,
    audience,
    recipient: claim.recipient,
    channel,
    view: checked.view,
    missed: await readMissed(trx, claim),
    publicUrl: deps.publicUrl,
  })
  await keepMessage(trx, claim.id, message)
  return { claim, message }
}

function check(
  deps: PrepareDeps,
  claim: Claim,
  { alert, event, isReplay }: Situation,
  audience: Audience,
  channel: Channel,
): { readonly view: View } | { readonly refusal: string } {
  if (channel.type !== 'console' && (alert.isExercise || isReplay)) return { refusal: 'exercise_guard' }
  if (!deps.channels.isUsable(channel)) return { refusal: 'no_usable_channel' }
  const permission = permissionFor({
    audience,
    channel,
    marking: alert.marking,
    consent: event.body.consent,
    isTlsEnforced: deps.channels.isTlsEnforced,
    isNotice: isNotice(event.kind) || claim.reason === 'last_resort',
  })
  return 'withheld' in permission ? { refusal: permission.withheld } : permission
}

// What the owners of a channel are told about it: those whom it reaches, by their other ways, and the audience at the root of the routes.
import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import type { HealthKey } from '#domain/delivery/channel-health.ts'
import { type ChannelMessage, renderChannelMessage } from '#domain/delivery/channel-message.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { waysToTell } from '#domain/delivery/recipients.ts'
import { channelType } from '#domain/delivery/routing.ts'
import type { Trx } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { readAiling } from './channel-health-store.ts'
import { insertChannelMessage, listChannelStates, wasExhaustedTold } from './channel-message-store.ts'
import type { Channels } from './channels/channel-table.ts'
import { deadLettersOf } from './delivery-desk-store.ts'
import { readNow } from './unplanned-store.ts'

/** A dead endpoint exhausts messages by the hundred: one notice an hour names the first and counts them all. */
const EXHAUSTED_EVERY_SECONDS = 3_600

export interface NoticeDeps {
  readonly channels: Pick<Channels, 'isUsable'>
  readonly publicUrl: string
  readonly pack: DeliveryPack
}

type Notice = Pick<ChannelMessage, 'kind' | 'reason' | 'undelivered'>

/** Before a channel is given up. Returns how many notices leave; with none, the lists of the API and the log are what tells. */
export async function announceDisabling(trx: Trx, deps: NoticeDeps, about: HealthKey): Promise<number> {
  const states = await listChannelStates(trx)
  const state = states.find((one) => one.channel === about.channel && one.recipient === about.recipient)
  return announce(trx, deps, about, { kind: 'notice', reason: state?.reason ?? '' })
}

/** When every try of a message has failed: the owners of its channel hear that it is on the list of dead letters. */
export async function announceExhausted(
  trx: Trx,
  deps: NoticeDeps,
  about: HealthKey,
  message: { readonly id: string; readonly alertId: string },
): Promise<number> {
  if (await wasExhaustedTold(trx, about, EXHAUSTED_EVERY_SECONDS)) return 0
  const { id: deliveryId, alertId } = message
  const deadLetters = await deadLettersOf(trx, about)
  const undelivered = { deliveryId, alertId, deadLetters }
  return announce(trx, deps, about, { kind: 'exhausted', reason: 'exhausted', undelivered })
}

async function announce(trx: Trx, deps: NoticeDeps, about: HealthKey, notice: Notice): Promise<number> {
  const { pack, channels, publicUrl } = deps
  const ailing = await readAiling(trx)
  const ways = waysToTell(pack, about).filter(
    ({ channel, key }) => channels.isUsable(channel) && ailing(key) !== 'disabled',
  )
  const at = (await readNow(trx)).epochMilliseconds
  const defaultLanguage = pack.routing.languages.default
  const checkpoint = (await latestCheckpoint(trx))?.note
  for (const { channel, recipient } of ways) {
    const id = uuidv7()
    const message = renderChannelMessage({
      ...notice,
      id,
      channel,
      about,
      token: '',
      at,
      defaultLanguage,
      checkpoint,
      publicUrl,
    })
    await insertChannelMessage(trx, {
      id,
      kind: notice.kind,
      channel: channel.code,
      recipient,
      about,
      message,
      channelType: channelType(channel),
      tokenHash: null,
      requestedBy: null,
    })
  }
  return ways.length
}

// A channel that is given up is announced first: by their other ways, to those whom it reaches and to the audience at the root of the routes.
import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import type { HealthKey } from '#domain/delivery/channel-health.ts'
import { renderChannelMessage } from '#domain/delivery/channel-message.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { waysToTell } from '#domain/delivery/recipients.ts'
import { channelType } from '#domain/delivery/routing.ts'
import type { Trx } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { readAiling } from './channel-health-store.ts'
import { insertChannelMessage, listChannelStates } from './channel-message-store.ts'
import type { Channels } from './channels/channel-table.ts'
import { readNow } from './unplanned-store.ts'

export interface NoticeDeps {
  readonly channels: Pick<Channels, 'isUsable'>
  readonly publicUrl: string
  readonly pack: DeliveryPack
}

/** Returns how many notices leave; with none, the lists of the API and the log are what tells. */
export async function announceDisabling(trx: Trx, deps: NoticeDeps, about: HealthKey): Promise<number> {
  const { pack, channels, publicUrl } = deps
  const ailing = await readAiling(trx)
  const ways = waysToTell(pack, about).filter(
    ({ channel, key }) => channels.isUsable(channel) && ailing(key) !== 'disabled',
  )
  const states = await listChannelStates(trx)
  const state = states.find((one) => one.channel === about.channel && one.recipient === about.recipient)
  const now = await readNow(trx)
  const checkpoint = (await latestCheckpoint(trx))?.note
  for (const { channel, recipient } of ways) {
    const id = uuidv7()
    const message = renderChannelMessage({
      id,
      kind: 'notice',
      channel,
      about,
      token: '',
      reason: state?.reason ?? '',
      at: now.epochMilliseconds,
      defaultLanguage: pack.routing.languages.default,
      checkpoint,
      publicUrl,
    })
    const row = { id, kind: 'notice', channel: channel.code, recipient, about, message } as const
    await insertChannelMessage(trx, {
      ...row,
      channelType: channelType(channel),
      tokenHash: null,
      requestedBy: null,
    })
  }
  return ways.length
}

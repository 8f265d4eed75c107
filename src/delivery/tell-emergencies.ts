// One person alone has opened the identity of a source: everybody inside hears of it by every way there is.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { recipientsOf, waysOf } from '#domain/delivery/recipients.ts'
import { channelType } from '#domain/delivery/routing.ts'
import { renderSourceNotice } from '#domain/delivery/source-notice.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import { takeEmergencies } from '#sources/notice-store.ts'
import { readAiling } from './channel-health-store.ts'
import { insertChannelMessage } from './channel-message-store.ts'
import type { Channels } from './channels/channel-table.ts'

export interface TellEmergencyDeps {
  readonly db: Db
  readonly logger: Logger
  readonly channels: Pick<Channels, 'isUsable'>
  readonly publicUrl: string
}

/** Sent by the handler of `channels`, with its retries; a channel that is disabled is left out. */
export async function tellEmergencies(deps: TellEmergencyDeps, pack: DeliveryPack): Promise<void> {
  const told = await inTransaction(deps.db, async (trx) => {
    const emergencies = await takeEmergencies(trx)
    const ailing = await readAiling(trx)
    const inside = recipientsOf(pack).filter(({ audience }) => audience.inside)
    const ways = waysOf(inside).filter(
      ({ channel, key }) => deps.channels.isUsable(channel) && ailing(key) !== 'disabled',
    )
    let messages = 0
    for (const { at, isExercise } of emergencies) {
      for (const { channel, recipient } of isExercise ? [] : ways) {
        const id = uuidv7()
        const message = renderSourceNotice({
          id,
          channel,
          at: at.epochMilliseconds,
          defaultLanguage: pack.routing.languages.default,
          publicUrl: deps.publicUrl,
        })
        if (message === undefined) continue
        await insertChannelMessage(trx, {
          id,
          kind: 'notice',
          channel: channel.code,
          recipient,
          channelType: channelType(channel),
          about: { channel: 'sources', recipient: '' },
          message,
          tokenHash: null,
          requestedBy: null,
        })
        messages += 1
      }
    }
    return { emergencies: emergencies.length, messages }
  })
  if (told.emergencies > 0) deps.logger.warn({ event: 'sources.emergency', ...told })
}

// One person alone has used an emergency path, for the identity of a source or for a change under freeze: everybody inside hears of it by
// every way there is.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type EmergencyKind, renderEmergencyNotice } from '#domain/delivery/emergency-notice.ts'
import { recipientsOf, waysOf } from '#domain/delivery/recipients.ts'
import { channelType } from '#domain/delivery/routing.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import { takeUntoldLifts } from '#registry/freeze-store.ts'
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

/** What such a message is about, in the place where others name their channel. */
const about = { identity: 'sources', change_freeze: 'changes' } as const

/** Told from now on. Of a drill nothing leaves: whoever reads the list sees it. */
async function untold(trx: Trx): Promise<{ readonly kind: EmergencyKind; readonly at: Temporal.Instant }[]> {
  const opened = (await takeEmergencies(trx)).filter(({ isExercise }) => !isExercise)
  const lifts = await takeUntoldLifts(trx)
  return [
    ...opened.map(({ at }) => ({ kind: 'identity' as const, at })),
    ...lifts.map((at) => ({ kind: 'change_freeze' as const, at })),
  ]
}

/** Sent by the handler of `channels`, with its retries; a channel that is disabled is left out. */
export async function tellEmergencies(deps: TellEmergencyDeps, pack: DeliveryPack): Promise<void> {
  const told = await inTransaction(deps.db, async (trx) => {
    const emergencies = await untold(trx)
    const ailing = await readAiling(trx)
    const inside = recipientsOf(pack).filter(({ audience }) => audience.inside)
    const ways = waysOf(inside).filter(
      ({ channel, key }) => deps.channels.isUsable(channel) && ailing(key) !== 'disabled',
    )
    let messages = 0
    for (const { kind, at } of emergencies) {
      for (const { channel, recipient } of ways) {
        const id = uuidv7()
        const message = renderEmergencyNotice({
          id,
          kind,
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
          about: { channel: about[kind], recipient: '' },
          message,
          tokenHash: null,
          requestedBy: null,
        })
        messages += 1
      }
    }
    return { emergencies: emergencies.length, messages }
  })
  if (told.emergencies > 0) deps.logger.warn({ event: 'emergency.told', ...told })
}

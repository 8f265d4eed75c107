// The only list of channels: kind of channel → code that sends, where this installation has the settings for it.
import type { Channel } from '#domain/delivery/routing.ts'
import { channelType } from '#domain/delivery/routing.ts'
import { type Clock, systemClock } from '#platform/clock.ts'
import { createOutboundHttp } from '#platform/outbound-http.ts'
import { createSmtp } from '#platform/smtp.ts'
import type { DeliverySettings } from '../settings.ts'
import { capChannel } from './cap.ts'
import type { SendingChannel } from './channel.ts'
import { createEmailChannel } from './email.ts'
import { inboxChannel } from './inbox.ts'
import { createWebhookChannel } from './webhook.ts'

export interface Channels {
  /** undefined: no code or no settings for it here. */
  ofType(type: string): SendingChannel | undefined
  isUsable(channel: Channel): boolean
  /** Mail leaves over TLS or not at all. */
  readonly isTlsEnforced: boolean
  close(): Promise<void>
}

export function createChannels(settings: DeliverySettings, clock: Clock = systemClock): Channels {
  const http = createOutboundHttp({ allowPrivateAddresses: settings.allowPrivateAddresses })
  const { smtpUrl, mailFrom, webhooks } = settings
  const smtp = smtpUrl === undefined ? undefined : createSmtp({ url: smtpUrl, from: mailFrom })
  const table = new Map<string, SendingChannel>([
    ['inbox', inboxChannel],
    ['cap', capChannel],
    ['webhook', createWebhookChannel(http, webhooks, clock)],
  ])
  if (smtp !== undefined) table.set('email', createEmailChannel(smtp, mailFrom))
  return {
    ofType: (type) => table.get(type),
    isUsable(channel) {
      if (channel.type === 'webhook') return webhooks[channel.code] !== undefined
      if (channel.type === 'email' && channel.to === undefined) return false
      return table.has(channelType(channel))
    },
    isTlsEnforced: smtp?.isTlsEnforced ?? true,
    close: () => http.close(),
  }
}

// The only list of channels: kind of channel → code that sends, where this installation has the settings for it.
import type { Channel } from '#domain/delivery/routing.ts'
import { channelType } from '#domain/delivery/routing.ts'
import { type Clock, systemClock } from '#platform/clock.ts'
import { createOutboundHttp } from '#platform/outbound-http.ts'
import { createSmtp } from '#platform/smtp.ts'
import type { Adapter, DeliverySettings } from '../settings.ts'
import { createAdapterChannel } from './adapter.ts'
import { capChannel } from './cap.ts'
import type { SendingChannel } from './channel.ts'
import { createEmailChannel } from './email.ts'
import { inboxChannel } from './inbox.ts'
import { createWebhookChannel } from './webhook.ts'

export interface Channels {
  /** undefined: no code or no settings for it here. */
  ofType(type: string): SendingChannel | undefined
  isUsable(channel: Channel): boolean
  /** The adapter behind a channel: whose callbacks are verified, and who may answer. */
  adapterOf?(channel: string): Adapter | undefined
  /** Mail leaves over TLS or not at all. */
  readonly isTlsEnforced: boolean
  close(): Promise<void>
}

export function createChannels(settings: DeliverySettings, clock: Clock = systemClock): Channels {
  const http = createOutboundHttp({ allowPrivateAddresses: settings.allowPrivateAddresses })
  const { smtpUrl, mailFrom, webhooks, adapters } = settings
  const smtp = smtpUrl === undefined ? undefined : createSmtp({ url: smtpUrl, from: mailFrom })
  const adapter = createAdapterChannel({ http, clock }, adapters)
  const table = new Map<string, SendingChannel>([
    ['inbox', inboxChannel],
    ['webhook', createWebhookChannel({ http, clock }, webhooks)],
    ['sms', adapter],
    ['adapter', adapter],
    ['cap', capChannel],
  ])
  if (smtp !== undefined) table.set('email', createEmailChannel(smtp, mailFrom))
  return {
    ofType: (type) => table.get(type),
    isUsable(channel) {
      if (channel.type === 'webhook') return webhooks[channel.code] !== undefined
      if (channel.type === 'sms' || channel.type === 'adapter') return adapters[channel.code] !== undefined
      if (channel.type === 'email' && channel.to === undefined) return false
      return table.has(channelType(channel))
    },
    adapterOf: (code) => (Object.hasOwn(adapters, code) ? adapters[code] : undefined),
    isTlsEnforced: smtp?.isTlsEnforced ?? true,
    close: () => http.close(),
  }
}

// SMS, Telegram, WhatsApp: one short message to one address through an adapter, signed like a webhook (docs/adapters.md).
import type { Adapter } from '../settings.ts'
import type { SendingChannel } from './channel.ts'
import { CALL_DEADLINE_MS, type CallDeps, challengeOf, postSigned } from './signed-call.ts'

/** The recipient's own address, or that of whoever has none; undefined = this adapter does not reach the recipient. */
export function addressOf(adapter: Adapter | undefined, recipient: string): string | undefined {
  return adapter?.to[recipient] ?? adapter?.to['*']
}

export function createAdapterChannel(
  deps: CallDeps,
  adapters: Readonly<Record<string, Adapter>>,
): SendingChannel {
  return {
    deadlineMs: CALL_DEADLINE_MS,
    isOwnRow: false,
    handshake: challengeOf(deps, adapters),
    async send(message, target, deadline) {
      const adapter = adapters[target.channel]
      const to = addressOf(adapter, target.recipient)
      if (message.type !== 'adapter' || adapter === undefined || to === undefined)
        return { outcome: 'rejected', detail: 'no address' }
      const { at, type: _type, view: _view, expiresAt, ...content } = message
      const data = { delivery_id: target.deliveryId, to, ...content, expires_at: expiresAt }
      const body = JSON.stringify({ type: 'vigia.message', timestamp: at, data })
      const result = await postSigned(deps, adapter, `msg_${target.deliveryId}`, body, deadline)
      // The adapter's final error: this address or text will never do.
      return result.outcome === 'retry' && result.detail === 'HTTP 422'
        ? { outcome: 'rejected', detail: result.detail }
        : result
    },
  }
}

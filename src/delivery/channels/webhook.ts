// Webhooks by Standard Webhooks 1.0.0: `webhook-id` is the delivery's and stays over retries; only the timestamp is new on each try.
import type { WebhookEndpoint } from '../settings.ts'
import type { SendingChannel } from './channel.ts'
import { CALL_DEADLINE_MS, type CallDeps, challengeOf, postSigned } from './signed-call.ts'

export function createWebhookChannel(
  deps: CallDeps,
  endpoints: Readonly<Record<string, WebhookEndpoint>>,
): SendingChannel {
  return {
    deadlineMs: CALL_DEADLINE_MS,
    isOwnRow: false,
    handshake: challengeOf(deps, endpoints),
    async send(message, target, deadline) {
      const endpoint = endpoints[target.channel]
      if (message.type !== 'webhook' || endpoint === undefined)
        return { outcome: 'rejected', detail: 'no endpoint' }
      return postSigned(deps, endpoint, `msg_${target.deliveryId}`, message.body, deadline)
    },
  }
}

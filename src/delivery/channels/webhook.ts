// Webhooks by Standard Webhooks 1.0.0: `webhook-id` is the delivery's and stays over retries; only the timestamp is new on each try.
import type { Clock } from '#platform/clock.ts'
import type { Answer, OutboundHttp } from '#platform/outbound-http.ts'
import { signWebhook } from '#platform/webhook-signature.ts'
import type { WebhookEndpoint } from '../settings.ts'
import type { SendingChannel, SendResult } from './channel.ts'

/** A client error that may be a mistake of the moment: tried again this often in all, then final. */
const TRIES_OF_CLIENT_ERROR = 3
/** 4xx that ask for another try: request timeout, conflict, too early, too many. */
const passing = [408, 409, 425, 429]

export function createWebhookChannel(
  http: OutboundHttp,
  endpoints: Readonly<Record<string, WebhookEndpoint>>,
  clock: Clock,
): SendingChannel {
  return {
    deadlineMs: 15_000,
    isOwnRow: false,
    async send(message, target, deadline) {
      const endpoint = endpoints[target.channel]
      if (message.type !== 'webhook' || endpoint === undefined)
        return { outcome: 'rejected', detail: 'no endpoint' }
      const id = `msg_${target.deliveryId}`
      const timestamp = Math.floor(clock.now().epochMilliseconds / 1_000)
      const answer = await http.post({
        url: endpoint.url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Vigia/1',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signWebhook(endpoint.secret, id, timestamp, message.body),
        },
        body: message.body,
        deadline,
      })
      return judge(answer, clock)
    },
  }
}

function judge(answer: Answer, clock: Clock): SendResult {
  if (answer.outcome === 'failed') return { outcome: 'retry', detail: answer.reason }
  // A name may point elsewhere tomorrow: refused addresses are tried again, but not for days.
  if (answer.outcome === 'refused') {
    return {
      outcome: 'retry',
      finalAfter: TRIES_OF_CLIENT_ERROR,
      detail: `address refused: ${answer.reason}`,
    }
  }
  const { status } = answer
  const detail = `HTTP ${status}`
  if (status >= 200 && status < 300) return { outcome: 'accepted', detail }
  if (status === 410) return { outcome: 'rejected', detail }
  const wait = retryAfterMs(answer.retryAfter, clock)
  const asked = wait === undefined ? {} : { afterMs: wait }
  if (status >= 500 || passing.includes(status)) return { outcome: 'retry', ...asked, detail }
  return { outcome: 'retry', ...asked, finalAfter: TRIES_OF_CLIENT_ERROR, detail }
}

/** Seconds or an HTTP date, as in RFC 9110; undefined when it says nothing usable. */
function retryAfterMs(value: string | undefined, clock: Clock): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const at = httpDate(value)
  return at === undefined ? undefined : Math.max(0, at - clock.now().epochMilliseconds)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function httpDate(value: string): number | undefined {
  const parts = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/.exec(value)
  const month = months.indexOf(parts?.[2] ?? '') + 1
  if (parts === null || month === 0) return undefined
  try {
    const day = `${parts[3]}-${String(month).padStart(2, '0')}-${parts[1]}`
    return Temporal.Instant.from(`${day}T${parts[4]}Z`).epochMilliseconds
  } catch {
    return undefined
  }
}

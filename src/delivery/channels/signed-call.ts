// What webhooks and adapters have in common: a signed POST by Standard Webhooks, what an answer means, and the challenge before first use.
import type { Clock } from '#platform/clock.ts'
import { randomBase62, sha256 } from '#platform/ids.ts'
import type { Answer, OutboundHttp } from '#platform/outbound-http.ts'
import { signWebhook } from '#platform/webhook-signature.ts'
import type { Signing, WebhookEndpoint } from '../settings.ts'
import type { Handshake, SendResult } from './channel.ts'

export const CALL_DEADLINE_MS = 15_000
/** A client error that may be a mistake of the moment: tried again this often in all, then final. */
const TRIES_OF_CLIENT_ERROR = 3
/** 4xx that ask for another try: request timeout, conflict, too early, too many. */
const passing = [408, 409, 425, 429]
/** 43 base-62 digits carry 256 bits. */
const CHALLENGE_LENGTH = 43

export interface CallDeps {
  readonly http: OutboundHttp
  readonly clock: Clock
}

export async function postSigned(
  { http, clock }: CallDeps,
  endpoint: WebhookEndpoint,
  id: string,
  body: string,
  deadline: AbortSignal,
): Promise<SendResult> {
  const now = clock.now()
  const timestamp = Math.floor(now.epochMilliseconds / 1_000)
  const answer = await http.post({
    url: endpoint.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Vigia/1',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signaturesOf(endpoint, now)
        .map((secret) => signWebhook(secret, id, timestamp, body))
        .join(' '),
    },
    body,
    deadline,
  })
  return judge(answer, clock)
}

/** Those in use; until the end of the overlap those before them too, so that a receiver may change its own at any moment in between. */
function signaturesOf({ secrets, previous }: Signing, now: Temporal.Instant): readonly string[] {
  if (previous === undefined || Temporal.Instant.compare(now, previous.until) >= 0) return secrets
  return [...secrets, ...previous.secrets]
}

/** Before its first message an endpoint shows that it reads our calls: it sends the challenge of one back, as JSON or as plain text. */
export function challengeOf(deps: CallDeps, endpoints: Readonly<Record<string, WebhookEndpoint>>): Handshake {
  return {
    subjectOf: (channel) => {
      const url = endpoints[channel]?.url
      return url === undefined ? undefined : sha256(url)
    },
    async perform(channel, deadline) {
      const endpoint = endpoints[channel]
      if (endpoint === undefined) return { outcome: 'rejected', detail: 'no endpoint' }
      const challenge = randomBase62(CHALLENGE_LENGTH)
      const timestamp = deps.clock.now().toString({ smallestUnit: 'second' })
      const body = JSON.stringify({ type: 'vigia.endpoint.challenge', timestamp, data: { challenge } })
      const result = await postSigned(deps, endpoint, `msg_challenge_${sha256(challenge)}`, body, deadline)
      if (result.outcome !== 'accepted' || echoes(result.answer ?? '', challenge)) return result
      return { outcome: 'retry', detail: 'the endpoint did not send the challenge back' }
    },
  }
}

function echoes(answer: string, challenge: string): boolean {
  if (answer.trim() === challenge) return true
  try {
    const said: unknown = JSON.parse(answer)
    return typeof said === 'object' && said !== null && 'challenge' in said && said.challenge === challenge
  } catch {
    return false
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
  if (status >= 200 && status < 300) return { outcome: 'accepted', detail, answer: answer.start }
  if (status === 410) return { outcome: 'rejected', detail, isGone: true }
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

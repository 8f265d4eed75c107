// A request of a script that is sent with its key to any server, and again with that key until its outcome is known.
import { setTimeout as sleep } from 'node:timers/promises'
import { record } from '../support/oracle/plain.ts'
import type { Arena } from './arena.ts'
import type { Random } from './random.ts'
import { createAgent, send } from './request.ts'
import { text } from './row.ts'

export interface Insisted {
  readonly token: string
  readonly method?: 'POST' | 'PUT'
  readonly path: string
  readonly body?: unknown
  readonly ifMatch?: string | undefined
}

const agent = createAgent()
let count = 0

/** The body of the answer; throws on a refusal, which ends the script. */
export async function insist(
  { fleet, found }: Arena,
  random: Random,
  { token, method = 'POST', path, body = {}, ifMatch }: Insisted,
): Promise<Readonly<Record<string, unknown>>> {
  count += 1
  const key = `script-${count}`
  for (;;) {
    const member = fleet.apis[random.int(0, fleet.apis.length - 1)]
    const port = member?.port ?? 0
    const reply = await send(agent, { port, method, path, token, key, body, ifMatch })
    if (reply.kind === 'answer') {
      if (reply.status < 300) return record(reply.body)
      if (reply.status !== 503 && !isToCome(record(reply.body)))
        throw new Error(`${path} was answered ${reply.status}: ${JSON.stringify(reply.body)}`)
    }
    found.count('requests of the script sent again', 1)
    await sleep(100)
  }
}

/** The same request is under way, or the back-test that the approver waits for. */
function isToCome({ code, detail }: Readonly<Record<string, unknown>>): boolean {
  const isEarly = code === 'RULE_NOT_BACKTESTED' && text(detail).includes('under way')
  return isEarly || code === 'IDEMPOTENCY_IN_FLIGHT'
}

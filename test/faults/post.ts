// A signal that a script posts, as a client does: logged, and sent again until it is acknowledged.
import { setTimeout as sleep } from 'node:timers/promises'
import { record } from '../support/oracle/plain.ts'
import type { Arena } from './arena.ts'
import type { Operation } from './operations.ts'
import { createAgent, type Reply, send } from './request.ts'
import { text } from './row.ts'
import type { SignalBody } from './signals.ts'

const agent = createAgent()

/** Posts and logs it, until it is answered. */
export async function post(
  arena: Arena,
  body: SignalBody,
  key?: string,
  operation = invoke(arena, body, key),
): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    const port = arena.fleet.apis[0]?.port ?? 0
    const reply = await send(agent, {
      port,
      method: 'POST',
      path: '/v1/signals',
      token: arena.world.analyst,
      key,
      body,
    })
    const isDone = reply.kind === 'answer' && reply.status < 300
    arena.log.settle(operation, isDone ? 'ok' : 'unknown', undefined, isDone ? idOf(reply) : undefined)
    if (isDone || tries > 100) return reply
    await sleep(100)
  }
}

export function invoke(arena: Arena, body: SignalBody, key: string | undefined): Operation {
  const [marker, externalId] = [text(body['title']), text(body['external_id'])]
  return arena.log.invoke({ marker, kind: 'signal', key, externalId }, body)
}

export function idOf(reply: Reply): string {
  return reply.kind === 'answer' ? text(record(reply.body)['id']) : ''
}

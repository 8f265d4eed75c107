// A person's act on deliveries or channels: once per Idempotency-Key, in one transaction with its record.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { keyedRequest, once } from '#access/idempotency.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { sha256 } from '#platform/ids.ts'

export async function answerOnce(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Trx) => Promise<{ readonly status: number; readonly body: unknown }>,
): Promise<never> {
  const bodyHash = sha256(JSON.stringify(request.body ?? null))
  const key = keyedRequest(request.headers['idempotency-key'], request.actor, request.url, bodyHash)
  const answer = await withRetries(() => inTransaction(db, (trx) => once(trx, key, () => work(trx))))
  if (answer.isReplay) void reply.header('idempotency-replayed', 'true')
  return reply.code(answer.status).send(answer.body) as never
}

// Idempotency-Key: the same key and body get the same answer; written in the transaction of the act itself.
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { keyedRequest } from './idempotency-header.ts'
import { findKept, type KeptAnswer, type KeyedRequest, keepAnswers, takeKeys } from './idempotency-store.ts'

export { type KeptAnswer, type KeyedRequest, keepAnswers, keyedRequest }

export interface Answer {
  readonly status: number
  readonly body: unknown
  /** The answer of an earlier request with the same key. */
  readonly isReplay: boolean
}

/** Takes the keys of several requests at once: those held from now on, and what was kept for the others. */
export async function openKeys(
  trx: Trx,
  requests: readonly KeyedRequest[],
): Promise<{ held: Set<string>; kept: Map<string, KeptAnswer> }> {
  const held = await takeKeys(trx, requests)
  const others = requests.filter((one) => !held.has(keyName(one)))
  const found = await findKept(trx, others)
  return { held, kept: new Map(found.map((one) => [keyName(one), one])) }
}

export function keyName(request: { readonly actor: string; readonly key: string }): string {
  return `${request.actor} ${request.key}`
}

/** What a second request with a known key gets: the first answer, or a refusal when its body is another. */
export function answerAgain(request: KeyedRequest, kept: KeptAnswer | undefined): Answer {
  if (kept === undefined || kept.status === null) {
    throw new AppError(
      'conflict',
      'IDEMPOTENCY_IN_FLIGHT',
      'a request with this Idempotency-Key is still running; try again',
    )
  }
  if (kept.bodyHash !== request.bodyHash || kept.route !== request.route) {
    throw new AppError(
      'invalid',
      'IDEMPOTENCY_KEY_REUSED',
      'this Idempotency-Key was used for another request; use a new key for a new request',
    )
  }
  return { status: kept.status, body: kept.answer, isReplay: true }
}

/** Runs the work once per key; without a key it simply runs. */
export async function once(
  trx: Trx,
  request: KeyedRequest | undefined,
  work: () => Promise<{ status: number; body: unknown }>,
): Promise<Answer> {
  if (request === undefined) return { ...(await work()), isReplay: false }
  const { held, kept } = await openKeys(trx, [request])
  if (!held.has(keyName(request))) return answerAgain(request, kept.get(keyName(request)))
  const answer = await work()
  await keepAnswers(trx, [{ ...request, status: answer.status, answer: answer.body }])
  return { ...answer, isReplay: false }
}

// The Idempotency-Key header, bare or quoted.
import type { Actor } from '#domain/actor.ts'
import { AppError } from '#platform/errors.ts'
import type { KeyedRequest } from './idempotency-store.ts'

/** Undefined when the header is not there. */
export function keyedRequest(
  header: string | string[] | undefined,
  actor: Actor,
  route: string,
  bodyHash: string,
): KeyedRequest | undefined {
  if (header === undefined) return undefined
  const key = typeof header === 'string' ? header.trim().replace(/^"(.*)"$/, '$1') : ''
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError(
      'invalid',
      'IDEMPOTENCY_KEY_FORM',
      'Idempotency-Key: 1 to 255 printable characters without spaces',
      {
        status: 400,
        faults: [
          {
            pointer: 'Idempotency-Key',
            code: 'IDEMPOTENCY_KEY_FORM',
            message: {
              es: 'de 1 a 255 caracteres visibles sin espacios',
              en: '1 to 255 printable characters without spaces',
            },
          },
        ],
      },
    )
  }
  return { actor: actor.tokenId, key, route, bodyHash }
}

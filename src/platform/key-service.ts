// A keeper of wrapping keys outside of this process: an HSM or a key service behind a small adapter that speaks three requests (docs/security/
// sources.md). The server never holds the wrapping key; whoever takes the server away from its keeper opens nothing.
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { z } from 'zod'
import { AppError } from './errors.ts'
import type { KeyWrapper } from './key-ring.ts'

/** Wrapping happens while a report is being stored: a keeper that is slower than this is as good as gone. */
const deadlineMs = 2_000
const mostBytes = 65_536
const prefix = 'kms-'

const base64 = z.base64().min(4).max(8_192)
const keyAnswer = z.object({
  key_id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  alg: z.string().min(1).max(64),
})
const wrapAnswer = z.object({ wrapped: base64 })
const unwrapAnswer = z.object({ key: base64 })

export interface KeyServiceSettings {
  readonly url: string
  readonly token: string | undefined
}

export const isServiceKey = (keyId: string): boolean => keyId.startsWith(prefix)

/** Where a data key belongs: what the keeper binds it to. */
const contextOf = (rowId: string) => `vault.data_key|${rowId}|wrapped|1`

/** Asks the keeper which key is in use; a change of it is taken up by the next start. */
export async function openKeyService(settings: KeyServiceSettings): Promise<KeyWrapper> {
  const ask = <T>(path: string, shape: z.ZodType<T>, body?: object) => askKeeper(settings, path, shape, body)
  const { key_id: current, alg } = await ask('key', keyAnswer)
  return {
    keyId: `${prefix}${current}`,
    alg,
    async wrap(dataKey, rowId) {
      const key = Buffer.from(dataKey).toString('base64')
      const { wrapped } = await ask('wrap', wrapAnswer, { key_id: current, key, context: contextOf(rowId) })
      return Buffer.from(wrapped, 'base64')
    },
    async unwrap(wrapped, rowId, keyId) {
      if (!isServiceKey(keyId)) throw unknownKey(keyId)
      const asked = { key_id: keyId.slice(prefix.length), wrapped: Buffer.from(wrapped).toString('base64') }
      const { key } = await ask('unwrap', unwrapAnswer, { ...asked, context: contextOf(rowId) })
      return Buffer.from(key, 'base64')
    },
  }
}

function unknownKey(keyId: string): AppError {
  return new AppError(
    'unavailable',
    'VAULT_KEY_UNKNOWN',
    `a data key is wrapped by the key ${keyId}, which the keeper of VIGIA_VAULT_KMS_URL does not have`,
  )
}

/** Never says what was sent or answered: it would be a key. */
function keeperFault(path: string, what: string): AppError {
  return new AppError(
    'unavailable',
    'VAULT_KEY_SERVICE',
    `the keeper of wrapping keys (VIGIA_VAULT_KMS_URL) did not do ${path}: ${what}`,
  )
}

async function askKeeper<T>(
  settings: KeyServiceSettings,
  path: string,
  shape: z.ZodType<T>,
  body?: object,
): Promise<T> {
  const { status, text } = await exchange(settings, path, body)
  if (status === 404 && path === 'unwrap') throw unknownKey('asked for')
  if (status !== 200) throw keeperFault(path, `it answered ${status}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw keeperFault(path, 'its answer is no JSON')
  }
  const result = shape.safeParse(value)
  if (result.success) return result.data
  throw keeperFault(path, `its answer lacks ${result.error.issues[0]?.path.join('.') ?? 'everything'}`)
}

/** No redirects, one deadline for all of it, a capped answer. */
function exchange({ url, token }: KeyServiceSettings, path: string, body: object | undefined) {
  const target = new URL(path, url.endsWith('/') ? url : `${url}/`)
  const open = target.protocol === 'https:' ? tlsRequest : plainRequest
  const text = body === undefined ? undefined : JSON.stringify(body)
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const sent = open(target, {
    method: text === undefined ? 'GET' : 'POST',
    signal: AbortSignal.timeout(deadlineMs),
    headers: {
      accept: 'application/json',
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  })
  sent.on('error', (error: NodeJS.ErrnoException) => reject(keeperFault(path, error.code ?? 'no answer')))
  sent.on('response', (answer) => {
    readAll(answer).then(
      (read) => resolve({ status: answer.statusCode ?? 0, text: read }),
      () => reject(keeperFault(path, 'its answer was cut or too long')),
    )
  })
  sent.end(text)
  return promise
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > mostBytes) throw new Error('too long')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

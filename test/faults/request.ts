// One HTTP request over a kept-alive connection, and what a client can know of its outcome.
import { Agent, request } from 'node:http'

export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** The connection was refused: nothing has reached the product. */
  | { readonly kind: 'unsent' }
  /** No whole answer: whether it was done cannot be known. */
  | { readonly kind: 'broken' }

export interface Call {
  readonly port: number
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly token: string
  readonly key?: string | undefined
  readonly body?: unknown
  readonly ifMatch?: string | undefined
}

/** Longer than the product's own limits, so that it is the product that gives up first. */
const limitMs = 20_000

export function createAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 60 })
}

export function send(agent: Agent, call: Call): Promise<Reply> {
  const text = call.body === undefined ? undefined : JSON.stringify(call.body)
  return new Promise((resolve) => {
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port: call.port,
        method: call.method,
        path: call.path,
        timeout: limitMs,
        headers: {
          authorization: `Bearer ${call.token}`,
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
          ...(call.ifMatch === undefined ? {} : { 'if-match': call.ifMatch }),
        },
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', () => resolve({ kind: 'broken' }))
        response.on('close', () => {
          if (!response.complete) return resolve({ kind: 'broken' })
          resolve({ kind: 'answer', status: response.statusCode ?? 0, body: parse(Buffer.concat(parts)) })
        })
      },
    )
    sent.on('timeout', () => sent.destroy())
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: error.code === 'ECONNREFUSED' ? 'unsent' : 'broken' }),
    )
    sent.end(text)
  })
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

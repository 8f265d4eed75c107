// A keeper of wrapping keys as an adapter would be one: keys in memory, bound to their context, and the ways in which one can fail.
import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { open, seal } from '#platform/envelope.ts'

export type KeeperMood = 'sound' | 'hang' | 'nonsense' | 'endless' | 'redirect' | 'refuse'

export interface KeyKeeper {
  readonly url: string
  readonly token: string
  mood: KeeperMood
  /** A new key is in use from now on; earlier ones go on opening. */
  renew(): void
  /** Nothing that it closed can be opened any more. */
  destroy(keyId: string): void
  close(): Promise<void>
}

interface Asked {
  readonly key_id: string
  readonly key?: string
  readonly wrapped?: string
  readonly context: string
}

const misdeeds: Partial<Record<KeeperMood, (reply: ServerResponse) => void>> = {
  hang: () => undefined,
  nonsense: (reply) => void reply.end('<html>'),
  redirect: (reply) => void reply.writeHead(302, { location: '/key' }).end(),
  endless(reply) {
    const more = () => {
      if (reply.destroyed) return
      reply.write('x'.repeat(10_000))
      setImmediate(more)
    }
    more()
  },
}

export async function openKeyKeeper(): Promise<KeyKeeper> {
  const keys = new Map([['k1', randomBytes(32)]])
  const token = 'a-token-of-the-keeper'
  let current = 'k1'
  const placeOf = (context: string) => ({ table: context, row: '', column: '', version: 1 })
  const answer = (path: string, asked: Asked): [number, object] => {
    if (path === '/key') return [200, { key_id: current, alg: 'A256GCM' }]
    const key = keys.get(asked.key_id)
    if (key === undefined) return [404, {}]
    try {
      const given = Buffer.from(asked.key ?? asked.wrapped ?? '', 'base64')
      const made =
        path === '/wrap' ? seal(key, given, placeOf(asked.context)) : open(key, given, placeOf(asked.context))
      const text = Buffer.from(made).toString('base64')
      return [200, path === '/wrap' ? { wrapped: text } : { key: text }]
    } catch {
      return [400, {}]
    }
  }
  const server = createServer((request, reply) => {
    let text = ''
    request.on('data', (part) => {
      text += String(part)
    })
    request.on('end', () => {
      const badly = misdeeds[keeper.mood]
      if (badly !== undefined) return badly(reply)
      const isKnown = request.headers.authorization === `Bearer ${token}` && keeper.mood === 'sound'
      const [status, body] = isKnown
        ? answer(request.url ?? '', JSON.parse(text || '{}') as Asked)
        : [401, {}]
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      return undefined
    })
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the keeper does not listen')
  const keeper: KeyKeeper = {
    url: `http://127.0.0.1:${address.port}`,
    token,
    mood: 'sound',
    renew() {
      current = `k${keys.size + 1}`
      keys.set(current, randomBytes(32))
    },
    destroy: (keyId) => void keys.delete(keyId),
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return keeper
}

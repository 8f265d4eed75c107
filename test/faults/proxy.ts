// A connection in the middle that is slow, breaks, or swallows what it is given.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Random } from './random.ts'

export interface Proxy {
  readonly port: number
  /** Each way, of every piece that passes. */
  delayMs: number
  /** Of the connections: broken after a random number of answers' pieces. */
  resetShare: number
  /** Takes what comes and does not pass it on; nobody is told. One way only: what the client sends, or what it would be answered. */
  swallows: false | 'everything' | 'requests' | 'answers'
  readonly resets: () => number
  close(): Promise<void>
}

export async function openProxy(target: number, random: Random): Promise<Proxy> {
  const open = new Set<Socket>()
  let resets = 0
  const server = createServer((inner) => {
    const outer = connect(target, '127.0.0.1')
    // Before the request went on, or when its answer came: the client cannot know which.
    let left = random.chance(proxy.resetShare) ? random.int(1, 4) : Number.POSITIVE_INFINITY
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      open.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        // After what is still on its way.
        setTimeout(() => to.end(), proxy.delayMs * 2)
      })
      from.on('data', (bytes: Buffer) => {
        if (proxy.swallows === 'everything' || proxy.swallows === (from === inner ? 'requests' : 'answers'))
          return
        left -= 1
        if (left <= 0) {
          resets += 1
          inner.resetAndDestroy()
          outer.resetAndDestroy()
        } else if (proxy.delayMs > 0) setTimeout(() => to.writable && to.write(bytes), proxy.delayMs)
        else to.write(bytes)
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const proxy: Proxy = {
    port: address === null || typeof address === 'string' ? 0 : address.port,
    delayMs: 0,
    resetShare: 0,
    swallows: false,
    resets: () => resets,
    close() {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return proxy
}

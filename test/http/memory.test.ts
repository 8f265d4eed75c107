// What requests took is given back: the heap after thousands of them is that before, and a leak would be seen.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fastify } from 'fastify'
import { beforeAll, expect, test } from 'vitest'
import { sharedApp, type TestApp } from '../support/app.ts'

let app: TestApp
let collect: () => void
beforeAll(async () => {
  app = await sharedApp()
  setFlagsFromString('--expose-gc')
  collect = runInNewContext('gc') as () => void
})

function usedAfterCollecting(): number {
  for (let n = 0; n < 4; n += 1) collect()
  return process.memoryUsage().heapUsed
}

/** The least by which the heap grew in any of three rounds, in bytes for each request: what stays, stays in every round. */
async function growth(ask: (n: number) => Promise<unknown>, requests: number): Promise<number> {
  for (let n = 0; n < requests; n += 1) await ask(n)
  const rounds: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const before = usedAfterCollecting()
    for (let n = 0; n < requests; n += 1) await ask(n)
    rounds.push((usedAfterCollecting() - before) / requests)
  }
  return Math.min(...rounds)
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

test('V1.4.3: a request leaves nothing behind: read, refused, unknown, with a body that is no good', async () => {
  const asks = [
    () => app.server.inject({ url: '/v1/meta', headers: bearer(app.tokens.analyst) }),
    () => app.server.inject({ url: '/v1/alerts', headers: bearer(app.tokens.ombudsman) }),
    () => app.server.inject({ url: '/v1/alerts', headers: bearer(app.tokens.analyst) }),
    (n: number) => app.server.inject({ url: `/v1/nothing-${n}` }),
    (n: number) =>
      app.server.inject({
        method: 'POST',
        url: '/v1/signals',
        headers: bearer(app.tokens.analyst),
        payload: { narrative: `${n} `.repeat(500) },
      }),
  ]
  const leaves = await growth(async (n) => asks[n % asks.length]?.(n), 1_500)
  expect(leaves).toBeLessThan(400)
})

test('a leak of a kilobyte for each request would be seen', async () => {
  const server = fastify()
  const kept: string[] = []
  server.get('/', (request) => {
    kept.push(`${request.id} ${'x'.repeat(1_000)}`.split('').join(''))
    return { kept: kept.length }
  })
  expect(await growth(() => server.inject('/'), 1_500)).toBeGreaterThan(800)
  await server.close()
})

// The load of the single POST: 32 keep-alive connections, a new signal for each request; one that is refused stops the program.
import autocannon from 'autocannon'
import { uuidv7 } from '#platform/ids.ts'
import type { Random } from './random.ts'
import { signalBody } from './workload-signals.ts'

export const connections = 32

export interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

export async function loadPosts(random: Random, url: string, token: string, duration: number): Promise<Load> {
  const result = await autocannon({
    url: `${url}/v1/signals`,
    connections,
    duration,
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    requests: [
      {
        setupRequest: (request) => ({
          ...request,
          body: JSON.stringify(signalBody(random, uuidv7(), Temporal.Now.instant().epochMilliseconds)),
        }),
      },
    ],
  })
  if (result.non2xx + result.errors > 0)
    throw new Error(`${result.non2xx} refusals and ${result.errors} errors under load`)
  return {
    perSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}

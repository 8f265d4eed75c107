// G5: one durable POST per request on 32 connections, against the same route without storage. Scoring is not running; pokes are sent.
import autocannon from 'autocannon'
import { uuidv7 } from '#platform/ids.ts'
import { median, note, rate, readSettings, report, times } from '../program.ts'
import { createRandom } from '../random.ts'
import { startServer } from '../server-process.ts'
import { signalBody } from '../workload-signals.ts'
import { openWorld } from '../world.ts'

const settings = readSettings()
const connections = 32
const seconds = 6
const rounds = 3
const random = createRandom(settings.seed)

interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

async function load(url: string, token: string, duration: number): Promise<Load> {
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

const world = await openWorld(settings, () => [])
const { databaseUrl, token } = world
await world.close()
const common = { databaseUrl, redisUrl: settings.redisUrl, role: 'api' } as const
const durable = await startServer({ ...common, isStored: true })
const bare = await startServer({ ...common, isStored: false })
for (const { url } of [durable, bare]) await load(url, token, 2)
const figures: { stored: Load; unstored: Load }[] = []
for (let round = 0; round < rounds; round += 1) {
  const stored = await load(durable.url, token, seconds)
  const unstored = await load(bare.url, token, seconds)
  note(
    `G5: ${rate(stored.perSecond)} durable (p50 ${stored.p50} ms, p99 ${stored.p99} ms), ${rate(unstored.perSecond)} without storage`,
  )
  figures.push({ stored, unstored })
}
await durable.stop()
await bare.stop()
const ratio = median(figures.map(({ stored, unstored }) => stored.perSecond / unstored.perSecond))
const p50 = median(figures.map(({ stored }) => stored.p50))
const p99 = median(figures.map(({ stored }) => stored.p99))
report([
  {
    gate: 'G5',
    what: `single durable POST /v1/signals, ${connections} keep-alive connections`,
    measured: `${rate(median(figures.map(({ stored }) => stored.perSecond)))}, p50 ${p50} ms, p99 ${p99} ms`,
    against: `${rate(median(figures.map(({ unstored }) => unstored.perSecond)))} without storage`,
    result: `${times(ratio)}, p99 ${p99} ms`,
    target: '≥ 0.3 ×, p99 ≤ 50 ms',
    isMet: ratio >= 0.3 && p99 <= 50,
  },
])

// G5: one durable POST per request on 32 connections, against the same route without storage. Scoring is not running; pokes are sent.
import { connections, type Load, loadPosts } from '../load-posts.ts'
import { median, note, rate, readSettings, report, times } from '../program.ts'
import { createRandom } from '../random.ts'
import { startServer } from '../server-process.ts'
import { openWorld } from '../world.ts'

const settings = readSettings()
const seconds = 6
const rounds = 3
const random = createRandom(settings.seed)

const world = await openWorld(settings, () => [])
const { databaseUrl, token } = world
await world.close()
const common = { databaseUrl, redisUrl: settings.redisUrl, role: 'api' } as const
const durable = await startServer({ ...common, isStored: true })
const bare = await startServer({ ...common, isStored: false })
for (const { url } of [durable, bare]) await loadPosts(random, url, token, 2)
const figures: { stored: Load; unstored: Load }[] = []
for (let round = 0; round < rounds; round += 1) {
  const stored = await loadPosts(random, durable.url, token, seconds)
  const unstored = await loadPosts(random, bare.url, token, seconds)
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

// Sets the gauges that tell the same in every process, at each scrape: they are read from the database and never counted in memory.
import { oldestUnsealedSeconds } from '#audit/event-store.ts'
import { limits } from '#config/limits.ts'
import { judgeChain } from '#domain/canary.ts'
import { systemClock } from '#platform/clock.ts'
import { type Db, databaseAnswers } from '#platform/database/database.ts'
import { waitingForConnection } from '#platform/database/postgres.ts'
import type { Metrics } from '#platform/metrics.ts'
import { readChain } from './canary-store.ts'
import { countTroubles, entriesByLane, openDeliveries } from './golden-store.ts'

export async function measureGolden(
  core: { readonly db: Db; readonly metrics: Metrics },
  hasReceiver: boolean,
): Promise<void> {
  const { db, metrics } = core
  metrics.poolWaiting.set(waitingForConnection(db))
  const since = systemClock.now()
  await databaseAnswers(db)
  metrics.poolWait.set(systemClock.now().since(since).total('seconds'))
  const health = judgeChain(await readChain(db, hasReceiver), limits.silenceSeconds)
  metrics.canaryAge.set(health.canarySeconds ?? Number.NaN)
  metrics.watchdogAge.set(health.watchdogSeconds ?? Number.NaN)
  metrics.chainSilent.set(health.status === 'silent' ? 1 : 0)
  metrics.laneWaiting.reset()
  for (const { process, shard, entries } of await entriesByLane(db))
    metrics.laneWaiting.set({ process, shard }, entries)
  metrics.auditUnsealed.set(await oldestUnsealedSeconds(db))
  metrics.openDeliveries.reset()
  for (const { name, value } of await openDeliveries(db)) metrics.openDeliveries.set({ state: name }, value)
  const troubles = await countTroubles(db)
  metrics.leaseExpiries.set(troubles.leaseExpiries)
  metrics.openQuarantine.set(troubles.quarantined)
  metrics.lanesBehind.set(troubles.lanesBehind)
}

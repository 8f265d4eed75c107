// Every second, in each worker: rows that wait → the handler at once, so that work goes on without any transport of pokes.
import { limits } from '#config/limits.ts'
import type { Db } from '#platform/database/database.ts'
import { product, runBehind } from '#platform/database/who-asks.ts'
import { every } from '#platform/every.ts'
import type { Logger } from '#platform/logger.ts'
import type { Stage } from './pipeline.ts'

/** One sweep looks at every stage in flow order; a stage that fails leaves its rows for the next sweep. */
export function sweep(db: Db, stages: readonly Stage[], logger: Logger): Promise<void> {
  return runBehind(product, () => sweepAll(db, stages, logger))
}

async function sweepAll(db: Db, stages: readonly Stage[], logger: Logger): Promise<void> {
  for (const stage of stages) {
    for (const key of await stage.waiting(db)) {
      try {
        await stage.handle(key)
      } catch (error) {
        logger.error({ event: 'sweep.failed', stage: stage.poke, key, error: String(error) })
      }
    }
  }
}

/** A loop of its own for each stage: a long piece of work in one holds up no other. Returns the function that stops them all. */
export function startSweeper(db: Db, stages: readonly Stage[], logger: Logger): () => Promise<void> {
  const stops = stages.map((stage) =>
    every(limits.sweepEveryMs, `sweeper.${stage.poke}`, () => sweep(db, [stage], logger), logger),
  )
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}

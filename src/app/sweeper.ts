// Every second, in each worker: rows that wait → the handler at once, so that work goes on without any transport of pokes.
import { limits } from '#config/limits.ts'
import type { Db } from '#platform/database/database.ts'
import { every } from '#platform/every.ts'
import type { Logger } from '#platform/logger.ts'
import type { Stage } from './pipeline.ts'

/** One sweep looks at every stage in flow order; a stage that fails leaves its rows for the next sweep. */
export async function sweep(db: Db, stages: readonly Stage[], logger: Logger): Promise<void> {
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

/** Returns the function that stops it. */
export function startSweeper(db: Db, stages: readonly Stage[], logger: Logger): () => Promise<void> {
  return every(limits.sweepEveryMs, 'sweeper', () => sweep(db, stages, logger), logger)
}

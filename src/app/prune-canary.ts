// Handler of `retain`: removes what old beats of the canary left behind, in short transactions, by the due time in its row.
import { limits } from '#config/limits.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import type { Logger } from '#platform/logger.ts'
import { planNextPruning, pruneAlerts, pruneSignals, takePruning } from './canary-retention-store.ts'

export interface PruneDeps {
  readonly db: Db
  readonly logger: Logger
}

/** Goes on until nothing old is left; a process that finds another one at it leaves it to that one. */
export async function pruneCanary(deps: PruneDeps): Promise<void> {
  while ((await pruneBatch(deps)) === 'more');
}

function pruneBatch({ db, logger }: PruneDeps): Promise<'more' | 'done'> {
  return inTransaction(db, async (trx) => {
    if (!(await takePruning(trx))) return 'done'
    const alerts = await pruneAlerts(trx, limits.canaryKeepHours, limits.canaryPruneRows)
    const signals = await pruneSignals(trx, limits.canaryKeepHours, limits.canaryPruneRows)
    if (alerts > 0 || signals > 0) {
      logger.info({ event: 'canary.pruned', alerts, signals })
      return 'more'
    }
    await planNextPruning(trx, limits.canaryPruneEveryMs)
    return 'done'
  })
}

// Handler of `feeds`: names, once, the files that nobody fetched in time. A feed that nobody reads fails in silence otherwise.
import { type Db, inTransaction } from '#platform/database/database.ts'
import type { Logger } from '#platform/logger.ts'
import { takeUnfetched } from './cap-store.ts'

export interface UnfetchedDeps {
  readonly db: Db
  readonly logger: Logger
}

export async function tellUnfetched({ db, logger }: UnfetchedDeps): Promise<void> {
  const late = await inTransaction(db, takeUnfetched)
  for (const { identifier, alertId, channel, publishedAt } of late) {
    logger.warn({
      event: 'feed.not_fetched',
      identifier,
      alertId,
      channel,
      publishedAt: publishedAt.toString(),
    })
  }
}

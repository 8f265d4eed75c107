// What becomes known of a calendar in the course of time: a version that the file announces, the next round, an act that happens.
import { calendarChanges, deriveCalendar } from '#domain/calendar.ts'
import { calendarFile } from '#domain/pack/calendar-shapes.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import { holdCalendar, readCalendar } from './calendar-store.ts'
import { readNow } from './process-store.ts'
import type { Registry } from './registry-view-store.ts'
import { bringCalendar } from './revise-calendar.ts'

export interface CalendarDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly registry: Registry
  readonly logger: Logger
}

/** The calendar as it is known now, as a version of its own where that is another than the stored one. */
export function advanceCalendar(deps: CalendarDeps, process: string): Promise<void> {
  return withRetries(() => inTransaction(deps.db, (trx) => advance(trx, deps, process)))
}

async function advance(trx: Trx, deps: CalendarDeps, process: string): Promise<void> {
  const held = await holdCalendar(trx, process)
  const row = await readCalendar(trx, process)
  if (held?.isLive !== true || row === undefined) return
  const { now, version } = await readNow(trx)
  const { pack } = await deps.registry.at(trx, version)
  const file = calendarFile.parse(row.source)
  const at = now.epochMilliseconds
  const isNews = (one: number) => row.knownFrom.epochMilliseconds < one && one <= at
  if (!calendarChanges(file, pack).some(isNews)) return
  const calendar = deriveCalendar(file, pack, at)
  await bringCalendar(trx, deps, { process, file, calendar, because: 'time' })
  deps.logger.info({ event: 'calendar.advanced', process })
}

// An acknowledgement without a measure is flagged after four times the clock of the level.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { parseDuration } from '#domain/time.ts'
import type { Executor } from '#platform/database/database.ts'
import type { Sight } from './action-store.ts'
import { type Answered, answeredWithoutAction } from './gap-store.ts'

const CLOCKS = 4

export interface Gap extends Answered {
  readonly dueAt: Temporal.Instant
}

export async function findGaps(db: Executor, pack: DeliveryPack, sight: Sight): Promise<Gap[]> {
  const answered = await answeredWithoutAction(db, sight)
  return answered.flatMap((one) => {
    const clock = one.level === null ? undefined : pack.routing.clocks[pack.clockOf(one.window)]?.[one.level]
    const within = clock === undefined ? undefined : parseDuration(clock)
    if (within === undefined) return []
    const dueAt = one.acknowledgedAt.add({ milliseconds: within * CLOCKS })
    return Temporal.Instant.compare(dueAt, one.now) <= 0 ? [{ ...one, dueAt }] : []
  })
}

// Handler of `answers`: what came back through an adapter becomes the acknowledgement of the person behind the address, by their own rights.
import { actorOfPerson } from '#access/actor-of-person.ts'
import { lockAlerts } from '#alerts/alert-store.ts'
import { settleAnswer, takeWaitingAnswers } from '#delivery/callback-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import { acknowledge } from './acknowledge.ts'

export interface TakeAnswersDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  loadPack(): Promise<DeliveryPack>
}

const BATCH = 20

/** Goes on until no answer waits. */
export async function takeAnswers(deps: TakeAnswersDeps): Promise<void> {
  const pack = await deps.loadPack()
  while ((await takeBatch(deps, pack)) === BATCH);
}

function takeBatch(deps: TakeAnswersDeps, pack: DeliveryPack): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const waiting = await takeWaitingAnswers(trx, BATCH)
    // All of them, sorted, before the first is answered: the answers come in the order of people.
    await lockAlerts(trx, [...new Set(waiting.map((one) => one.alertId))])
    for (const answer of waiting) {
      const { alertId, person, channel } = answer
      const actor = await actorOfPerson(trx, person, 'alerts:act')
      const done =
        actor === undefined
          ? ({ outcome: 'unknown' } as const)
          : await acknowledge(trx, { ...deps, pack }, { alertId, actor, note: channel })
      const outcome = done.outcome === 'recorded' ? 'acknowledged' : 'not_allowed'
      await settleAnswer(trx, answer, outcome)
      deps.logger.info({ event: 'adapter.answer', channel, alertId, outcome })
    }
    return waiting.length
  })
}

// A change of who is on duty is announced in the inbox of the office or audience, once, when it comes.
import { nextChange, type OnDuty, onDuty } from '#domain/response/rota.ts'
import { formatInstant } from '#domain/time.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import { readNow } from './process-store.ts'
import { insertDutyNotice, readFilledRotas, saveDuty, takeDutyChanges } from './rota-store.ts'

export interface AnnounceDeps {
  readonly db: Db
  readonly logger: Logger
}

export async function announceDuty(deps: AnnounceDeps): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const due = await takeDutyChanges(trx)
    if (due.length === 0) return
    const { now } = await readNow(trx)
    const at = now.epochMilliseconds
    for (const { id, owner, role, onDuty: before, rota } of await readFilledRotas(trx)) {
      if (!due.includes(id)) continue
      const after = onDuty(rota, at)
      const next = nextChange(rota, at)
      await saveDuty(trx, id, { onDuty: after, changesAt: next === undefined ? null : formatInstant(next) })
      if (isSame(before, after)) continue
      await insertDutyNotice(trx, { id: uuidv7(), rotaId: id, recipient: owner, role, before, after })
      deps.logger.info({ event: 'rota.changed', owner, role, onDuty: after.length })
    }
  })
}

const codesOf = (list: readonly OnDuty[]) => list.map((one) => `${one.person} ${one.because}`).join('\n')

function isSame(before: readonly OnDuty[], after: readonly OnDuty[]): boolean {
  return codesOf(before) === codesOf(after)
}

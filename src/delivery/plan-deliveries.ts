// Handler of `notify`: takes alert events without a plan and writes a delivery row for every addressee considered, sent or not.
import { markPlanned } from '#alerts/alert-event-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { afterCommit, type Db, inTransaction, lockForTransaction } from '#platform/database/database.ts'
import { failpoint } from '#platform/failpoint.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import type { Channels } from './channels/channel-table.ts'
import { decideSuppression, keyOfEvent } from './decide-suppression.ts'
import { insertDeliveries, readTold, readWaiting, supersedeUntried } from './delivery-store.ts'
import { planRows, recordConsequences } from './plan-rows.ts'
import { readNeedless } from './recount-store.ts'
import { restoreKeptBack } from './restore-kept-back.ts'
import { type EventKey, type Situation, takeUnplanned } from './unplanned-store.ts'

/**
 * Events that one transaction plans: small enough to hold their row locks for milliseconds, and to be all that a critical event behind
 * hundreds of others waits for.
 */
export const PLAN_BATCH = 50

/**
 * Of whoever plans, one at a time: storm control counts what went each way, and two planners beside each other would each count without
 * the other's. First of all locks (docs/decisions/0029).
 */
const PLANNER_LOCK = 4_717

export interface PlanDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'>
  /** Routing, offices and names as they are now. */
  loadPack(): Promise<DeliveryPack>
}

/** Goes on until no event waits; the key says nothing, because a poke carries no truth. */
export async function planDeliveries(deps: PlanDeps, _key: string): Promise<void> {
  // Before the transaction: inside it, a second connection would wait for ever on the embedded database.
  const pack = await deps.loadPack()
  while ((await planBatch(deps, pack)) > 0);
}

function planBatch(deps: PlanDeps, pack: DeliveryPack): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    await lockForTransaction(trx, PLANNER_LOCK)
    const taken = await takeUnplanned(trx, PLAN_BATCH)
    if (taken.length === 0) return 0
    const suppressed = await decideSuppression(trx, pack, taken)
    const ids = taken.map(({ alert }) => alert.id)
    const [told, waiting] = [await readTold(trx, ids), await readWaiting(trx, ids)]
    const recounts = taken.filter(
      ({ event }) => event.kind === 'corrected' && event.body.corrected.length > 0,
    )
    const needless = await readNeedless(trx, recounts.map(keyOf))
    const rows = await planRows(trx, pack, taken, {
      channels: deps.channels,
      told,
      waiting,
      suppressedOf: (situation) => suppressed.reasons.get(keyOfEvent(situation)),
      needlessOf: (situation) => needless(keyOf(situation)),
    })
    await insertDeliveries(trx, rows)
    await recordConsequences(trx, pack, taken, rows)
    const events = taken.map(keyOf)
    await supersedeUntried(trx, events)
    await markPlanned(trx, events)
    const restored = await restoreKeptBack(trx, deps, pack, suppressed.freed)
    failpoint('delivery.before_plan_commit')
    afterCommit(trx, () => {
      deps.logger.info({ event: 'delivery.planned', events: taken.length, rows: rows.length })
      if (restored > 0 || rows.some((row) => row.dueAt !== null)) deps.pokes.poke('deliver', 'due')
      // An alert that told people may ask for an answer: its ladder opens.
      if (taken.some(({ event }) => event.notify)) deps.pokes.poke('escalate', 'all')
      if (suppressed.hasEnded) deps.pokes.poke('hold', 'due')
    })
    return taken.length
  })
}

const keyOf = ({ alert, event }: Situation): EventKey => ({ alertId: alert.id, ordinal: event.ordinal })

// Handler of `notify`: takes alert events without a plan and writes a delivery row for every addressee considered, sent or not.
import { markPlanned } from '#alerts/alert-event-store.ts'
import { healthKeyOf } from '#domain/delivery/channel-health.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { planFor } from '#domain/delivery/plan.ts'
import { afterCommit, type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { failpoint } from '#platform/failpoint.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readAiling } from './channel-health-store.ts'
import type { Channels } from './channels/channel-table.ts'
import { deliveryId } from './delivery-id.ts'
import { insertDeliveries, type NewDelivery, readTold, supersedeUntried } from './delivery-store.ts'
import { type Situation, takeUnplanned } from './unplanned-store.ts'

/** Events that one transaction plans: small enough to hold their row locks for milliseconds. */
const BATCH = 50

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
    const taken = await takeUnplanned(trx, BATCH)
    if (taken.length === 0) return 0
    const rows = await planAll(deps, pack, trx, taken)
    await insertDeliveries(trx, rows)
    for (const { alert, event } of taken) await supersedeUntried(trx, alert.id, event.ordinal)
    await markPlanned(
      trx,
      taken.map(({ alert, event }) => ({ alertId: alert.id, ordinal: event.ordinal })),
    )
    failpoint('delivery.before_plan_commit')
    afterCommit(trx, () => {
      deps.logger.info({ event: 'delivery.planned', events: taken.length, rows: rows.length })
      if (rows.some((row) => row.dueAt !== null)) deps.pokes.poke('deliver', 'due')
    })
    return taken.length
  })
}

async function planAll(
  deps: PlanDeps,
  pack: DeliveryPack,
  trx: Trx,
  taken: readonly Situation[],
): Promise<NewDelivery[]> {
  const told = await readTold(
    trx,
    taken.map(({ alert }) => alert.id),
  )
  const ailing = await readAiling(trx)
  return taken.flatMap(({ alert, event, isReplay, now }) => {
    const planned = planFor(
      { alert, event, pack },
      {
        now: now.epochMilliseconds,
        isUsable: (channel, recipient) =>
          deps.channels.isUsable(channel) && ailing(healthKeyOf(channel, recipient)) !== 'disabled',
        isDegraded: (channel, recipient) => ailing(healthKeyOf(channel, recipient)) !== undefined,
        isTlsEnforced: deps.channels.isTlsEnforced,
        isReplay,
        told: told.filter((one) => one.alertId === alert.id),
      },
    )
    return planned.map(({ dueAt, ...row }) => {
      const key = { ...row, alertId: alert.id, ordinal: event.ordinal }
      return { ...key, id: deliveryId(key), dueAt: dueAt === null ? null : now.toString() }
    })
  })
}

// When a silence or an inhibition ends and the alert still fires, the news that it kept back goes out: the newest of it, planned anew.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { Trx } from '#platform/database/database.ts'
import type { Channels } from './channels/channel-table.ts'
import { insertDeliveries } from './delivery-store.ts'
import { keptBack } from './held-store.ts'
import { planRows, recordConsequences } from './plan-rows.ts'
import { readSituations } from './unplanned-store.ts'

/** How many rows there were. Alerts that something else still keeps back stay as they are. */
export async function restoreKeptBack(
  trx: Trx,
  deps: { readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'> },
  pack: DeliveryPack,
  freed: readonly string[],
): Promise<number> {
  const situations = await readSituations(trx, await keptBack(trx, freed))
  if (situations.length === 0) return 0
  const world = { channels: deps.channels, told: [], suppressedOf: () => undefined }
  const rows = await planRows(trx, pack, situations, world)
  await insertDeliveries(trx, rows, true)
  await recordConsequences(trx, pack, situations, rows)
  return rows.length
}

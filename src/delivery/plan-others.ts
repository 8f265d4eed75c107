// A recipient lost a place or a channel while its message waited: whoever the routes name for that change by now is told instead.
import { readOpenSuppressions } from '#alerts/suppression-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { Trx } from '#platform/database/database.ts'
import type { Channels } from './channels/channel-table.ts'
import { insertDeliveries, type KnownRow, readRowsSince } from './delivery-store.ts'
import { planRows, recordConsequences } from './plan-rows.ts'
import { type EventKey, readSituations } from './unplanned-store.ts'

/** Ways that have a row for the change already, or for a later one, are left as they are. How many rows were added. */
export async function planOthers(
  trx: Trx,
  deps: { readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'> },
  pack: DeliveryPack,
  changes: readonly EventKey[],
): Promise<number> {
  let added = 0
  for (const situation of await readSituations(trx, changes)) {
    const { id: alertId } = situation.alert
    const { ordinal } = situation.event
    const known = new Set((await readRowsSince(trx, alertId, ordinal)).map(wayOf))
    const kept = await readOpenSuppressions(trx, [alertId])
    const rows = await planRows(trx, pack, [situation], {
      channels: deps.channels,
      told: [],
      suppressedOf: () => reasonOf(kept.map(({ kind }) => kind)),
      isWanted: (row) => !known.has(wayOf(row)),
    })
    await insertDeliveries(trx, rows)
    await recordConsequences(trx, pack, [situation], rows)
    added += rows.length
  }
  return added
}

const wayOf = ({ recipient, channel }: KnownRow): string => `${recipient} ${channel}`

function reasonOf(kinds: readonly ('silence' | 'inhibition')[]): 'silenced' | 'inhibited' | undefined {
  if (kinds.length === 0) return undefined
  return kinds.includes('silence') ? 'silenced' : 'inhibited'
}

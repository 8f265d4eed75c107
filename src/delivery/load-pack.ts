// The delivery pack as it is now: the country's routing with the places that were imported since the start.
import { type DeliveryPack, deliveryPackOf } from '#domain/delivery/delivery-pack.ts'
import type { RoutingFile } from '#domain/pack/routing-shapes.ts'
import type { Db } from '#platform/database/database.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'

/** Asks the database for the registry's version each time, and builds anew only when that has moved. Never call it in a transaction. */
export function createPackLoader(deps: {
  readonly db: Db
  readonly registry: Registry
  readonly routing: RoutingFile
}): () => Promise<DeliveryPack> {
  let kept: { readonly view: RegistryView; readonly pack: DeliveryPack } | undefined
  return async () => {
    const { version } = await readNow(deps.db)
    const view = await deps.registry.at(deps.db, version)
    if (kept?.view !== view) kept = { view, pack: deliveryPackOf(view.pack, deps.routing, view.places) }
    return kept.pack
  }
}

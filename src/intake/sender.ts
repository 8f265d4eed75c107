// Who a signal comes from: the token's own source, or, for a token that reports for several, the one that it names.
import type { Actor } from '#domain/actor.ts'
import type { SignalSender } from '#domain/signal/intake-context.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import type { Trx } from '#platform/database/database.ts'
import { raiseRegistryVersion } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { insertSources, type SourceRow } from '#registry/source-store.ts'

/** A source that nobody has graded starts as its kind does; one that names no kind is of the kind that the country pack marks as default. */
export function senderOf(actor: Actor, body: SignalBody, view: RegistryView): SignalSender {
  const mayAttribute = actor.scopes.includes('signals:attribute')
  const own = actor.sourceId ?? `token-${actor.tokenId}`
  const named = mayAttribute ? (body.source ?? {}) : {}
  const id = named.id ?? own
  const source = view.sources.get(id) ?? newSource(id, named.kind ?? view.pack.defaultSourceKind, view)
  return {
    ...source,
    mayGrade: actor.scopes.includes('signals:grade'),
    mayAttribute,
    processes: actor.processes,
  }
}

function newSource(id: string, kind: string, view: RegistryView): SourceRow {
  return { id, kind, reliability: view.pack.sourceKinds.get(kind)?.defaultReliability ?? 'F' }
}

/** Sources that are new are written before their first signal. */
export async function registerSources(
  trx: Trx,
  view: RegistryView,
  senders: readonly SignalSender[],
): Promise<void> {
  const unknown = new Map(senders.filter((one) => !view.sources.has(one.id)).map((one) => [one.id, one]))
  if (unknown.size === 0) return
  await insertSources(
    trx,
    [...unknown.values()].map(({ id, kind, reliability }) => ({ id, kind, reliability })),
  )
  await raiseRegistryVersion(trx)
}

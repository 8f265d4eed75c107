// A signal names its source: who sees one of somebody else is recorded before it is shown.
import { recordRead } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import { isOwn } from '#domain/signal/sight.ts'
import type { Db } from '#platform/database/database.ts'
import type { StoredSignal } from './signal-store.ts'

export async function recordSeen(
  { db }: { readonly db: Db },
  actor: Actor,
  action: string,
  id: string,
  rows: readonly Pick<StoredSignal, 'id' | 'rev' | 'sourceId' | 'derived'>[],
): Promise<void> {
  const others = rows.filter((row) => !isOwn(row, actor))
  if (others.length === 0) return
  const revisions = others.map((row) => `${row.id}.${row.rev}`)
  await recordRead(db, { actor, action, object: { kind: 'signal', id }, detail: { revisions } })
}

// Two reports of one event: a person holds one for a repeat of the other. Both stay, with every revision; the repeat counts for nothing while
// the merge stands, and counts again when the two are parted.
import type { Actor } from '#domain/actor.ts'
import type { Trx } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { openSignal, type ReviseDeps, refuseMerged, reviseSignal } from './revise-signal.ts'
import { readRevisions } from './signal-store.ts'
import { endMerge, insertMerge, standingMerge } from './triage-store.ts'
import { requireRevision } from './verify-signal.ts'

export interface Merge {
  readonly signal: string
  readonly into: string
  readonly rev: number
}

export async function mergeSignals(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  wish: {
    readonly signal: string
    readonly into: string
    readonly reason?: string | undefined
    readonly ifMatch: string | undefined
  },
): Promise<Merge> {
  const { signal: id, into } = wish
  if (id === into) throw new AppError('invalid', 'SIGNAL_MERGE_ITSELF', 'a signal is no repeat of itself')
  // In one order, so that two people who merge the same two never wait for each other crosswise. Locks only: openSignal judges who sees what.
  for (const one of [id, into].toSorted()) await beyondSight(trx, () => readRevisions(trx, one, true))
  const opened = await openSignal(trx, deps, actor, id)
  const other = await openSignal(trx, deps, actor, into)
  requireRevision(opened.latest, wish.ifMatch)
  await refuseMerged(trx, id)
  await refuseMerged(trx, into)
  const shared = Object.keys(opened.latest.derived.processes).some(
    (process) => process in other.latest.derived.processes,
  )
  if (!shared) {
    throw new AppError(
      'conflict',
      'SIGNAL_MERGE_APART',
      'the two belong to different electoral processes, so one cannot repeat the other',
    )
  }
  const reason = wish.reason ?? null
  const row = await reviseSignal(trx, deps, actor, opened, {
    set: { verification: 'rejected' },
    reason: reason ?? `repeats ${into}`,
  })
  const { tokenId, personId } = actor
  await insertMerge(trx, {
    id: uuidv7(),
    signalId: id,
    intoId: into,
    rev: row.rev,
    reason,
    tokenId,
    personId,
  })
  return { signal: id, into, rev: row.rev }
}

export async function unmergeSignals(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  wish: { readonly signal: string; readonly reason: string },
): Promise<Merge> {
  const { signal: id } = wish
  const opened = await openSignal(trx, deps, actor, id)
  const merge = await standingMerge(trx, id)
  if (merge === undefined)
    throw new AppError(
      'conflict',
      'SIGNAL_NOT_MERGED',
      `the signal ${id} is not held for a repeat of any other`,
    )
  const before = (await readRevisions(trx, id)).find((one) => one.rev === merge.rev - 1)
  const row = await reviseSignal(trx, deps, actor, opened, {
    set: { verification: before?.body.verification ?? null },
    reason: wish.reason,
  })
  await endMerge(trx, merge.id, actor.personId, wish.reason)
  return { signal: id, into: merge.intoId, rev: row.rev }
}

// The record of one object as a file that proves itself: the acts on it, each with its way to the root of the last signed checkpoint.
import { eventLine } from '#domain/audit/event-line.ts'
import { inclusionRanges, nodesOf, rangeHash } from '#domain/audit/merkle.ts'
import { sha256Tree } from '#platform/checkpoint-key.ts'
import type { Db } from '#platform/database/database.ts'
import { latestCheckpoint, listKeys } from './checkpoint-store.ts'
import { actsOn } from './event-store.ts'
import { loadNodes, readTree } from './tree-store.ts'
import { proofFormat } from './verify-proof.ts'

export interface ObjectProof {
  readonly format: typeof proofFormat
  readonly origin: string
  readonly keys: string[]
  readonly object: { kind: string; id: string }
  /** Signed note; null: nothing is sealed yet. */
  readonly checkpoint: string | null
  readonly events: { event: string; index: number; path: string[] }[]
  readonly not_sealed_yet: number
}

/** Acts alone, `kind.*`: who has read is for whoever may read the log. */
export async function proveActs(db: Db, object: { kind: string; id: string }): Promise<ObjectProof> {
  const { origin } = await readTree(db)
  const keys = (await listKeys(db)).map(({ publicKey }) => publicKey)
  // Before the events: what is sealed meanwhile is not in it, and is counted as not sealed yet.
  const checkpoint = await latestCheckpoint(db)
  const size = checkpoint?.size ?? 0
  const acts = await actsOn(db, object)
  const sealed = acts.flatMap((event) =>
    event.index !== null && event.index < size ? [{ event, index: event.index }] : [],
  )
  const ranges = sealed.map(({ index }) => inclusionRanges(index, size))
  const lookup = await loadNodes(db, ranges.flat().flatMap(nodesOf))
  return {
    format: proofFormat,
    origin,
    keys,
    object,
    checkpoint: checkpoint?.note ?? null,
    events: sealed.map(({ event, index }, at) => ({
      event: eventLine(event),
      index,
      path: (ranges[at] ?? []).map((range) => rangeHash(range, lookup, sha256Tree)),
    })),
    not_sealed_yet: acts.length - sealed.length,
  }
}

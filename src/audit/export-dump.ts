// The sealed part of the log as lines of canonical JSON: head, events in the order of the tree, each checkpoint after its last event, end.
import { limits } from '#config/limits.ts'
import { canonicalJson } from '#domain/audit/canonical-json.ts'
import { eventLine } from '#domain/audit/event-line.ts'
import type { Db } from '#platform/database/database.ts'
import { checkpointsBetween, latestCheckpoint, listKeys } from './checkpoint-store.ts'
import { sealedEvents } from './event-store.ts'
import { readTree } from './tree-store.ts'

/** What was sealed when it began. Each page is read by itself: rows are only ever added. */
export async function* dumpLines(db: Db): AsyncGenerator<string> {
  const { origin } = await readTree(db)
  const keys = (await listKeys(db)).map(({ publicKey }) => publicKey)
  yield canonicalJson({ format: 'vigia-audit-dump-1', origin, keys })
  const size = (await latestCheckpoint(db))?.size ?? 0
  let [events, checkpoints] = [0, 0]
  for (let from = 0; from < size; from += limits.sealBatch) {
    const to = Math.min(size, from + limits.sealBatch)
    const signed = await checkpointsBetween(db, from, to)
    for (const event of await sealedEvents(db, from, to)) {
      yield eventLine(event)
      events += 1
      while (signed[0] !== undefined && signed[0].size <= (event.index ?? 0) + 1) {
        yield canonicalJson({ checkpoint: signed.shift()?.note })
        checkpoints += 1
      }
    }
  }
  yield canonicalJson({ end: { events, checkpoints } })
}

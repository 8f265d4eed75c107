// Sends what was found sound, a part at a time, each under a key of its own.
import type { Api } from '../../api.ts'
import type { BatchVerdict } from '../../api-types.ts'
import { newId } from '../../signal-draft.ts'
import { askByHalves, partFrom } from './run-rows.ts'
import { known, type ReadyRow, refusedVerdict, type Sent, verdictFaults, type Work } from './work.ts'

/** Sends what is ready from where it stands; `told` hears of each answer of the server. */
export async function runSend(
  api: Api,
  { check }: Work,
  from: Sent | undefined,
  told: (sent: Sent) => void,
  { signal }: AbortController,
): Promise<void> {
  const ready = check?.ready ?? []
  const start = { done: 0, created: 0, duplicate: 0, revised: 0, faults: [], run: newId() }
  let sent: Sent = { ...start, ...from, state: 'running', error: undefined }
  told(sent)
  try {
    while (sent.done < ready.length) {
      const part = partFrom(ready, sent.done, (one) => JSON.stringify(one.signal).length)
      const verdicts = await askByHalves<ReadyRow, BatchVerdict>(
        part,
        async (rows) => {
          const key = `${sent.run}-${rows[0]?.row ?? 0}-${rows.at(-1)?.row ?? 0}`
          const body = rows.map((one) => one.signal)
          return (await api.post<{ items: BatchVerdict[] }>('/v1/signals:batch', body, key)).items
        },
        refusedVerdict,
      )
      sent = afterPart(sent, part, verdicts)
      if (signal.aborted) return
      told(sent)
    }
    told({ ...sent, state: 'done' })
  } catch (error) {
    if (!signal.aborted) told({ ...sent, state: 'stopped', error: known(error) })
  }
}

function afterPart(sent: Sent, part: readonly ReadyRow[], verdicts: readonly BatchVerdict[]): Sent {
  const count = (outcome: BatchVerdict['outcome']) => verdicts.filter((one) => one.outcome === outcome).length
  return {
    ...sent,
    done: sent.done + part.length,
    created: sent.created + count('created'),
    duplicate: sent.duplicate + count('duplicate'),
    revised: sent.revised + count('revised'),
    faults: [
      ...sent.faults,
      ...part.flatMap(({ row }, index) =>
        verdicts[index]?.outcome === 'refused' ? verdictFaults(row, verdicts[index], {}) : [],
      ),
    ],
  }
}

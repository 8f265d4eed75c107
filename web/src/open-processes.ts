// The open electoral processes that the reader may write to.
import type { ElectoralProcess, Page } from './api-types.ts'
import { type Polled, usePolled } from './live.ts'
import { useSession } from './session.tsx'

/** None for whoever may not read the registry: then the engine takes every one that is open at the place and time. */
export function useOpenProcesses(everyMs?: number): Polled<readonly ElectoralProcess[]> {
  const { api, can, me } = useSession()
  const isRead = can('registry:read')
  const polled = usePolled<Page<ElectoralProcess>>(api, isRead ? '/v1/processes' : undefined, everyMs)
  const open = polled.data?.items.filter(
    ({ id, state }) => state === 'open' && (me.processes === null || me.processes.includes(id)),
  )
  return { ...polled, data: isRead ? open : [] }
}

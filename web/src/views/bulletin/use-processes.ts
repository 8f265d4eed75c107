// The electoral processes by name: they hardly change, so they are asked for once.
import type { ElectoralProcess, Page } from '../../api-types.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useSpeech } from '../../texts/texts.tsx'

const seldom = 3_600_000

export function useProcesses(): {
  readonly processes: readonly ElectoralProcess[]
  readonly nameOf: (id: string) => string
} {
  const { api, can } = useSession()
  const { language } = useSpeech()
  const path = can('registry:read') ? '/v1/processes' : undefined
  const { data } = usePolled<Page<ElectoralProcess>>(api, path, seldom)
  const processes = data?.items ?? []
  return {
    processes,
    nameOf: (id) => processes.find((one) => one.id === id)?.name[language] ?? id,
  }
}

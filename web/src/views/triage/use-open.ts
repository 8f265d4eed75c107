// The signal that is open at the desk: read when the reader stays on it, and again when its row says that it has changed.
import { useCallback, useEffect, useState } from 'react'
import { ApiError } from '../../api.ts'
import { useSession } from '../../session.tsx'
import type { TriageItem, TriageSignal } from './triage-types.ts'

// Every reading is on record, so rows that are only passed on the way are not read.
const stayMs = 150

interface State {
  readonly id: string | undefined
  readonly open?: TriageSignal
  readonly error?: ApiError
}

export function useOpen(id: string | undefined, row: TriageItem | undefined, isLoaded: boolean) {
  const { api } = useSession()
  const [state, setState] = useState<State>({ id })
  const [asked, setAsked] = useState(0)
  // Whoever comes back to a signal sees it as it is now: what was read before the reader left may be a decision behind.
  if (state.id !== id) setState({ id })
  useEffect(() => {
    if (id === undefined) return undefined
    const gone = new AbortController()
    const timer = setTimeout(() => {
      api
        .get<TriageSignal>(`/v1/triage/${encodeURIComponent(id)}`, gone.signal)
        .then((open) => setState({ id, open }))
        .catch((error: unknown) => {
          if (gone.signal.aborted) return
          const known = error instanceof ApiError ? error : new ApiError(0, undefined)
          setState((before) => ({ ...before, error: known }))
        })
    }, stayMs)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [api, id, asked])
  const refresh = useCallback(() => setAsked((count) => count + 1), [])
  const isBehind =
    state.open !== undefined &&
    (row === undefined
      ? isLoaded && state.open.signal.verification === 'unverified' && state.open.snoozed_until === null
      : row.etag !== state.open.etag || row.held_by !== state.open.held_by)
  // What the list knows is newer than what is open: once for each such state.
  const newer = isBehind ? `${id} ${row?.etag ?? 'gone'} ${row?.held_by ?? ''}` : ''
  useEffect(() => {
    if (newer !== '') refresh()
  }, [newer, refresh])
  return { open: state.open, error: state.error, refresh }
}

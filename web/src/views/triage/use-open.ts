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
          setState((before) => ({ ...(before.id === id ? before : {}), id, error: known }))
        })
    }, stayMs)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [api, id, asked])
  const refresh = useCallback(() => setAsked((count) => count + 1), [])
  const own: State = state.id === id ? state : { id }
  const isBehind =
    own.open !== undefined &&
    (row === undefined
      ? isLoaded && own.open.signal.verification === 'unverified' && own.open.snoozed_until === null
      : row.etag !== own.open.etag || row.held_by !== own.open.held_by)
  // What the list knows is newer than what is open: once for each such state.
  const newer = isBehind ? `${id} ${row?.etag ?? 'gone'} ${row?.held_by ?? ''}` : ''
  useEffect(() => {
    if (newer !== '') refresh()
  }, [newer, refresh])
  return { open: own.open, error: own.error, refresh }
}

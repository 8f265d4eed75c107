// Live data by asking again: a polled resource with its age, rows that never move under the reader, and a clock.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Api, ApiError } from './api.ts'

// The stream comes later; until then this is the delay that a reader may see.
const pollMs = 5_000
// From here on numbers are shown with their age (console: stale is a state).
const staleMs = 60_000

export interface Polled<Answer> {
  readonly data: Answer | undefined
  readonly error: ApiError | undefined
  /** When the last good answer came, in ms since 1970. */
  readonly answeredAt: number | undefined
  /** Asks at once. */
  readonly refresh: () => void
}

interface State<Answer> {
  readonly path: string | undefined
  readonly data?: Answer
  readonly error?: ApiError
  readonly answeredAt?: number
}

/** The server did not answer, or not now: what is asked for once an hour is not missing for an hour. */
function mayPass({ problem, status }: ApiError): boolean {
  return problem === undefined || status >= 500 || status === 429
}

/** Asks for the path now and every five seconds while the page is in view; undefined asks nothing. */
export function usePolled<Answer>(api: Api, path: string | undefined, everyMs = pollMs): Polled<Answer> {
  const [state, setState] = useState<State<Answer>>({ path })
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    if (path === undefined) return undefined
    const gone = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    async function ask(): Promise<void> {
      let nextMs = everyMs
      try {
        const data = await api.get<Answer>(path ?? '', gone.signal)
        setState({ path, data, answeredAt: Date.now() })
      } catch (error) {
        if (gone.signal.aborted) return
        const known = error instanceof ApiError ? error : new ApiError(0, undefined)
        setState((before) => ({ ...(before.path === path ? before : {}), path, error: known }))
        if (mayPass(known)) nextMs = Math.min(everyMs, pollMs)
      }
      timer = setTimeout(askInView, nextMs)
    }
    function askInView(): void {
      clearTimeout(timer)
      if (!document.hidden && !gone.signal.aborted) void ask()
    }
    document.addEventListener('visibilitychange', askInView)
    void ask()
    return () => {
      gone.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', askInView)
    }
  }, [api, path, everyMs, asked])
  const refresh = useCallback(() => setAsked((count) => count + 1), [])
  const own = state.path === path ? state : { path }
  return { data: own.data, error: own.error, answeredAt: own.answeredAt, refresh }
}

/** Rows as first shown, each at its latest state; new ones wait until the reader lets them in. */
export function useHeldRows<Row extends { readonly id: string }>(
  rows: readonly Row[] | undefined,
  filter: string,
): { readonly shown: readonly Row[] | undefined; readonly waiting: number; readonly letIn: () => void } {
  const held = useRef<{ filter: string; ids: readonly string[] }>({ filter, ids: [] })
  const [, setLetIn] = useState(0)
  if (rows === undefined) return { shown: undefined, waiting: 0, letIn: () => undefined }
  const byId = new Map(rows.map((row) => [row.id, row]))
  const kept = held.current.filter === filter ? held.current.ids.filter((id) => byId.has(id)) : []
  const ids = kept.length === 0 ? [...byId.keys()] : kept
  held.current = { filter, ids }
  return {
    shown: ids.flatMap((id) => byId.get(id) ?? []),
    waiting: byId.size - ids.length,
    letIn() {
      held.current = { filter, ids: [] }
      setLetIn((count) => count + 1)
    },
  }
}

/** The present time, moving on while the page is open, so that «two minutes ago» stays true. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), pollMs)
    return () => clearInterval(timer)
  }, [])
  return now
}

export function isStale(answeredAt: number | undefined, now: number): answeredAt is number {
  return answeredAt !== undefined && now - answeredAt > staleMs
}

// The queue as the desk shows it: the first page is asked for again and again, further pages when the reader comes near their place.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useHeldRows, usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import type { TriageItem, TriagePage } from './triage-types.ts'

const pageSize = 200

/** `filter`: the query of the address, without the page. */
export function useQueue(filter: string) {
  const { api } = useSession()
  const polled = usePolled<TriagePage>(api, `/v1/triage?limit=${pageSize}${filter}`)
  const further = useFurther(filter, polled.data?.next ?? null)
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => {
    if (polled.data === undefined) return undefined
    const first = new Set(polled.data.items.map((one) => one.id))
    const all = [...polled.data.items, ...further.items.filter((one) => !first.has(one.id))]
    return all.filter((one) => !gone.has(one.id))
  }, [polled.data, further.items, gone])
  const held = useHeldRows(rows, `${filter} ${further.items.length}`)
  /** Out of sight at once; what the server says afterwards agrees, or `bringBack` is called. */
  const remove = useCallback((id: string) => setGone((before) => new Set([...before, id])), [])
  const refresh = polled.refresh
  const bringBack = useCallback(
    (id: string) => {
      setGone((before) => new Set([...before].filter((one) => one !== id)))
      refresh()
    },
    [refresh],
  )
  const ask = further.more
  const more = useCallback(() => void ask(), [ask])
  return { polled, ...held, more, hasMore: further.next !== null, remove, bringBack }
}

interface Further {
  readonly filter: string
  readonly items: readonly TriageItem[]
  /** Undefined: nothing beyond the first page was asked for. */
  readonly next: string | null | undefined
}

function useFurther(filter: string, firstNext: string | null) {
  const { api } = useSession()
  const [state, setState] = useState<Further>({ filter, items: [], next: undefined })
  const isAsking = useRef(false)
  const own = state.filter === filter ? state : { filter, items: [], next: undefined }
  const next = own.next === undefined ? firstNext : own.next
  const latest = useRef(own)
  latest.current = own
  const gone = useRef(false)
  useEffect(() => {
    gone.current = false
    return () => {
      gone.current = true
    }
  }, [])
  const more = useCallback(async () => {
    if (isAsking.current || next === null) return
    isAsking.current = true
    try {
      const page = await api.get<TriagePage>(`/v1/triage?limit=${pageSize}${filter}&cursor=${next}`)
      const before = latest.current
      if (!gone.current)
        setState({ filter, items: [...before.items, ...page.items], next: page.next ?? null })
    } catch {
      // The list says so by its first page, which is asked for anyway; coming near again asks again.
    } finally {
      isAsking.current = false
    }
  }, [api, filter, next])
  return { items: own.items, next, more }
}

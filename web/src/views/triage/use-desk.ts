// What the desk does with a wish: sends it once, keeps it when it is refused, and can take the last one back for ten seconds.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Api, ApiError } from '../../api.ts'
import { useSession } from '../../session.tsx'
import { newId } from '../../signal-draft.ts'
import type { Wish } from './decide.tsx'
import type { Decided, TriageSignal } from './triage-types.ts'

export const undoMs = 10_000

/** What was done last, in one word of the catalogue, and how to take it back. */
export interface Done {
  readonly word: string
  readonly signal: string
  readonly at: number
  readonly undo: (() => Promise<unknown>) | undefined
}

export type Refusal = 'changed' | ApiError

interface Desk {
  /** Takes the signal out of the list at once. */
  readonly onGone: (id: string) => void
  readonly onBack: (id: string) => void
  /** Reads the signal again. */
  readonly onStale: () => void
}

export function useDesk({ onGone, onBack, onStale }: Desk) {
  const { api } = useSession()
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<Refusal>()
  const [done, setDone] = useState<Done>()
  // One key for one wish: a repeat after silence is answered with what the first one did.
  const key = useRef({ wish: '', key: '' })
  const send = useCallback(
    async (open: TriageSignal, wish: Wish): Promise<boolean> => {
      setSending(true)
      setRefusal(undefined)
      const named = JSON.stringify([open.signal.id, open.etag, wish])
      if (key.current.wish !== named) key.current = { wish: named, key: newId() }
      try {
        const made = await carryOut(api, open, wish, key.current.key)
        setDone({ ...made, signal: open.signal.id, at: Date.now() })
        if (wish.act === 'part') onBack(open.signal.id)
        else onGone(open.signal.id)
        return true
      } catch (error) {
        const known = error instanceof ApiError ? error : new ApiError(0, undefined)
        setRefusal(known.status === 412 ? 'changed' : known)
        if (known.status === 412) onStale()
        return false
      } finally {
        setSending(false)
      }
    },
    [api, onGone, onBack, onStale],
  )
  const hold = useHold(onStale, setDone, setRefusal)
  const undo = useCallback(async (): Promise<string | undefined> => {
    if (done?.undo === undefined || Date.now() - done.at > undoMs) return undefined
    const { signal } = done
    setDone({ ...done, undo: undefined })
    try {
      await done.undo()
      setDone({ word: 'undone', signal, at: Date.now(), undo: undefined })
      onBack(signal)
      return signal
    } catch (error) {
      setDone(undefined)
      setRefusal(error instanceof ApiError ? error : new ApiError(0, undefined))
      return undefined
    }
  }, [done, onBack])
  const forget = useCallback(() => setRefusal(undefined), [])
  return { isSending, refusal, done, send, hold, undo, forget, secondsLeft: useSecondsLeft(done) }
}

function useHold(
  onStale: () => void,
  onDone: (done: Done) => void,
  onRefusal: (refusal: Refusal) => void,
): (open: TriageSignal) => Promise<void> {
  const { api } = useSession()
  return useCallback(
    async (open: TriageSignal): Promise<void> => {
      const isMine = open.held_by === 'me'
      const path = `/v1/triage/${open.signal.id}:assign`
      try {
        await api.post(path, { to: isMine ? 'nobody' : 'me' })
        const undo = () => api.post(path, { to: isMine ? 'me' : 'nobody' })
        onDone({ word: isMine ? 'released' : 'assigned', signal: open.signal.id, at: Date.now(), undo })
      } catch (error) {
        onRefusal(error instanceof ApiError ? error : new ApiError(0, undefined))
      }
      onStale()
    },
    [api, onStale, onDone, onRefusal],
  )
}

async function carryOut(
  api: Api,
  open: TriageSignal,
  wish: Wish,
  key: string,
): Promise<Pick<Done, 'word' | 'undo'>> {
  const { id } = open.signal
  const decide = async (body: object): Promise<Decided> =>
    api.change('POST', `/v1/signals/${id}/verifications`, body, open.etag, key)
  switch (wish.act) {
    case 'verify': {
      const { act: _act, ...grades } = wish
      const made = await decide({ decision: 'verified', ...grades })
      return { word: 'verified', undo: () => api.post(`/v1/signals/${id}/verifications/${made.id}:undo`, {}) }
    }
    case 'reject': {
      const made = await decide({ decision: 'rejected', reason: wish.reason })
      return { word: 'rejected', undo: () => api.post(`/v1/signals/${id}/verifications/${made.id}:undo`, {}) }
    }
    case 'merge':
      await api.change('POST', '/v1/signals:merge', { signal: id, into: wish.into }, open.etag, key)
      return {
        word: 'merged',
        undo: () => api.post('/v1/signals:unmerge', { signal: id, reason: 'undo' }),
      }
    case 'snooze':
      await api.post(`/v1/triage/${id}:snooze`, { minutes: wish.minutes }, key)
      return { word: 'snoozed', undo: () => api.post(`/v1/triage/${id}:snooze`, { minutes: 0 }) }
    case 'part':
      await api.post('/v1/signals:unmerge', { signal: id, reason: wish.reason }, key)
      return { word: 'parted', undo: undefined }
  }
}

/** Counts down while the last act can be taken back; 0 when it cannot. */
function useSecondsLeft(done: Done | undefined): number {
  const [now, setNow] = useState(() => Date.now())
  const isOpen = done?.undo !== undefined
  useEffect(() => {
    if (!isOpen) return undefined
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [isOpen, done])
  if (done?.undo === undefined) return 0
  return Math.max(0, Math.ceil((done.at + undoMs - Math.max(now, done.at)) / 1000))
}

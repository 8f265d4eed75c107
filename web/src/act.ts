// An act of a person that the API records: sent under one key per body, so that sending it again cannot count twice.
import { useRef, useState } from 'react'
import { announce } from './announced.tsx'
import { ApiError } from './api.ts'
import { useSession } from './session.tsx'
import { newId } from './signal-draft.ts'

export type ActState = 'idle' | 'sending' | 'done' | ApiError

export interface Act {
  readonly state: ActState
  /** True when it is recorded. */
  readonly send: (body: object) => Promise<boolean>
}

export function useAct(path: string, onDone?: () => void): Act {
  const { api } = useSession()
  const [state, setState] = useState<ActState>('idle')
  const sent = useRef({ body: '', key: '' })
  async function send(body: object): Promise<boolean> {
    if (state === 'sending') return false
    const text = JSON.stringify(body)
    // Another body is another act; the old key belongs to the old one.
    if (sent.current.body !== text) sent.current = { body: text, key: newId() }
    setState('sending')
    announce(false)
    try {
      await api.post(path, body, sent.current.key)
      sent.current = { body: '', key: '' }
      setState('done')
      announce(true)
      onDone?.()
      return true
    } catch (error) {
      setState(error instanceof ApiError ? error : new ApiError(0, undefined))
      return false
    }
  }
  return { state, send }
}

// While a rule is being written: its faults at their places, and what it would have done, both from the API and nothing else.
import { useEffect, useState } from 'react'
import { ApiError } from '../../api.ts'
import { useSession } from '../../session.tsx'
import type { Mark } from './editor.tsx'
import type { DryRun, NewRevision, Spot } from './types.ts'

// After the last key: soon enough to feel live, late enough not to ask for every letter.
const checkAfterMs = 500

export interface Check {
  readonly state: 'checking' | 'valid' | 'faulty' | 'failed'
  readonly marks: readonly Mark[]
  readonly error?: ApiError
}

export interface Effect {
  readonly state: 'idle' | 'running' | 'done' | 'failed'
  readonly run?: DryRun
  readonly error?: ApiError
}

const asError = (error: unknown): ApiError => (error instanceof ApiError ? error : new ApiError(0, undefined))

/** Where the text goes to be read without being stored. */
export function checkPath(id: string | undefined): string {
  return id === undefined
    ? '/v1/rules?dry_run=true'
    : `/v1/rules/${encodeURIComponent(id)}/revisions?dry_run=true`
}

/** Asks anew some time after the text has come to rest; an answer to an older text is dropped. */
export function useCheck(
  id: string | undefined,
  text: string,
  reason: string,
  process: string | undefined,
): { readonly check: Check; readonly effect: Effect } {
  const { api, can } = useSession()
  const [check, setCheck] = useState<Check>({ state: 'checking', marks: [] })
  const [effect, setEffect] = useState<Effect>({ state: 'idle' })
  const mayAsk = can('rules:propose')
  useEffect(() => {
    if (!mayAsk) return undefined
    let isOld = false
    setCheck((before) => ({ ...before, state: 'checking' }))
    async function ask(): Promise<void> {
      const found = await checked(() => api.post<NewRevision>(checkPath(id), { yaml: text, reason }))
      if (isOld) return
      setCheck(found)
      if (found.state !== 'valid' || process === undefined) return
      setEffect((before) => ({ ...before, state: 'running' }))
      const next = await tried(() => api.post<DryRun>('/v1/rules:dry-run', { yaml: text, process }))
      if (!isOld) setEffect(next)
    }
    const timer = setTimeout(() => void ask(), checkAfterMs)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [api, id, text, reason, process, mayAsk])
  return { check, effect }
}

async function checked(ask: () => Promise<NewRevision>): Promise<Check> {
  try {
    const { warnings } = await ask()
    return { state: 'valid', marks: warnings.map((one) => markOf(one, 'warning')) }
  } catch (error) {
    const known = asError(error)
    const marks = known.fields.flatMap((one) =>
      one.line === undefined
        ? []
        : [markOf({ ...one, line: one.line, column: one.column ?? 1, path: one.path ?? '' }, 'error')],
    )
    return marks.length > 0 ? { state: 'faulty', marks } : { state: 'failed', marks: [], error: known }
  }
}

async function tried(ask: () => Promise<DryRun>): Promise<Effect> {
  try {
    return { state: 'done', run: await ask() }
  } catch (error) {
    return { state: 'failed', error: asError(error) }
  }
}

function markOf({ line, column, message }: Spot, severity: Mark['severity']): Mark {
  // The place stands in front of the sentence too; here it is shown by itself.
  return { line, column, severity, message: message.replace(/^\S+:\d+:\d+ /, '') }
}

// One try to show who one is: busy while it runs, and in words why it was refused.
import { useState } from 'react'
import { ApiError } from '../api.ts'
import { useTexts } from '../texts/catalogue.ts'
import { KeyError } from './passkey.ts'
import { accessTexts } from './texts.ts'

export interface Attempt {
  readonly isBusy: boolean
  readonly fault: string | undefined
  /** Runs unless another one runs; true when nothing was refused. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>
  readonly refuse: (fault: string | undefined) => void
}

/** `own`: words for codes whose usual sentence says too little at this place. */
export function useAttempt(own: Readonly<Record<string, string>> = {}): Attempt {
  const texts = useTexts(accessTexts)
  const [isBusy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  function say(error: unknown): string {
    if (error instanceof KeyError) return texts.key[error.fault]
    const problem = error instanceof ApiError ? error.problem : undefined
    if (problem === undefined) return texts.noAnswer
    const known = own[problem.code] ?? texts.refusals[problem.code] ?? problem.title
    // Of a password the server knows what is weak about it.
    const reasons = (problem.errors ?? []).map(({ message }) => message)
    return reasons.length === 0 ? known : `${known} (${reasons.join('; ')})`
  }
  async function run(work: () => Promise<void>): Promise<boolean> {
    if (isBusy) return false
    setBusy(true)
    setFault(undefined)
    try {
      await work()
      return true
    } catch (error) {
      setFault(say(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, fault, run, refuse: setFault }
}

/** Stands in the page from the start, so that a screen reader says what comes into it. */
export function Refused({ fault }: Pick<Attempt, 'fault'>) {
  return (
    <div role="alert">{fault !== undefined && <p className="notice notice-bad access-fault">{fault}</p>}</div>
  )
}

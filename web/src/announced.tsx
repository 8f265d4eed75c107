// For whoever hears the page: that an act was recorded. Whoever sees it reads what changed in its place.
import { useSyncExternalStore } from 'react'
import { useSpeech } from './texts/texts.tsx'

let isDone = false
const listeners = new Set<() => void>()

/** False when an act begins, true when it is recorded: each end is a change of its own, and is read. */
export function announce(done: boolean): void {
  isDone = done
  for (const tell of listeners) tell()
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => void listeners.delete(onChange)
}

export function Announced() {
  const { texts } = useSpeech()
  const isSaid = useSyncExternalStore(subscribe, () => isDone)
  return (
    <p role="status" className="visually-hidden">
      {isSaid ? texts.state.done : ''}
    </p>
  )
}

// One-letter shortcuts of the desk. They can be switched off (WCAG 2.1.4), and they are silent while somebody types.
import { useCallback, useEffect, useRef, useState } from 'react'

const kept = 'vigia.triage.keys'
// Long enough for «g m» at a calm pace.
const sequenceMs = 1_200

export type KeyActs = Readonly<Record<string, () => void>>

export function useKeysOn(): readonly [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(kept) !== 'off')
  const set = useCallback((next: boolean) => {
    localStorage.setItem(kept, next ? 'on' : 'off')
    setOn(next)
  }, [])
  return [isOn, set]
}

/** `acts` by key, «g m» for one after the other; arrows and Escape always work, letters only while `isOn`. */
export function useKeys(acts: KeyActs, isOn: boolean): void {
  const latest = useRef(acts)
  latest.current = acts
  const before = useRef({ key: '', at: 0 })
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (isMeantForElse(event)) return
      const { key } = event
      const isLate = event.timeStamp - before.current.at > sequenceMs
      const pair = `${before.current.key} ${key}`
      before.current = { key, at: event.timeStamp }
      const act = (isLate ? undefined : latest.current[pair]) ?? latest.current[key]
      if (act === undefined || (key.length === 1 && !isOn)) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [isOn])
}

/** With a modifier, in a dialog, while somebody types, or Enter on what answers to Enter itself. */
function isMeantForElse(event: KeyboardEvent): boolean {
  const { key, target } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true
  if (!(target instanceof Element)) return false
  if (target.closest('dialog') !== null) return true
  if (key === 'Escape') return false
  if (key === 'Enter' && target.closest('button, a, summary') !== null) return true
  return target.closest('form.decide, input, select, textarea, [contenteditable]') !== null
}

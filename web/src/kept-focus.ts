// Where the focus goes when what had it is gone: a button that did its work, a row that left the list. Without this it would be nowhere, and
// whoever works by keyboard would begin at the top of the page again.
import { type RefObject, useEffect } from 'react'

const parts = 'section, article, form, li, main'

/** The nearest part of the page that stood around what had the focus and still stands. It can be left with Tab and is no stop on the way. */
function takeOver(around: readonly Element[]): void {
  const part = around.find((one) => one.isConnected && one.matches(parts))
  if (!(part instanceof HTMLElement)) return
  if (!part.hasAttribute('tabindex')) {
    part.tabIndex = -1
    part.addEventListener('blur', () => part.removeAttribute('tabindex'), { once: true })
  }
  part.focus({ preventScroll: true })
}

function partsAround(one: Element): Element[] {
  const around: Element[] = []
  for (let at = one.parentElement; at !== null; at = at.parentElement) around.push(at)
  return around
}

/** Watches everything within `frame`. A view that puts the focus somewhere itself does so first. */
export function useKeptFocus(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const within = frame.current
    if (within === null) return undefined
    let last: { readonly one: Element; readonly around: readonly Element[] } | undefined
    let waiting = 0
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof Element) last = { one: target, around: partsAround(target) }
    }
    const look = (): void => {
      waiting = 0
      if (last === undefined || last.one.isConnected || document.activeElement !== document.body) return
      takeOver(last.around)
    }
    // After the effects of what has just been drawn.
    const observer = new MutationObserver(() => {
      if (waiting === 0) waiting = requestAnimationFrame(look)
    })
    within.addEventListener('focusin', note)
    observer.observe(within, { childList: true, subtree: true })
    return () => {
      cancelAnimationFrame(waiting)
      within.removeEventListener('focusin', note)
      observer.disconnect()
    }
  }, [frame])
}

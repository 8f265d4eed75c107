// What stays of a page when the session of its reader ends: only where something is being written, hidden, and for the same person alone.
let writtenAt: string | undefined

addEventListener(
  'input',
  () => {
    writtenAt = location.pathname
  },
  { capture: true },
)

/** Something was typed or chosen on the page that is open. */
export function isWriting(): boolean {
  return writtenAt === location.pathname
}

export function forgetWriting(): void {
  writtenAt = undefined
}

/** Where on the page the reader was. */
export interface Spot {
  readonly focused: Element | null
  readonly top: number
}

export function presentSpot(): Spot {
  return { focused: document.activeElement, top: scrollY }
}

/** Goes on there, if it is the same page. */
export function goBackTo({ focused, top }: Spot): void {
  if (!(focused instanceof HTMLElement) || !focused.isConnected) return
  focused.focus({ preventScroll: true })
  scrollTo(0, top)
}

// One URL per view, its filters included: reads the address, changes it without loading the page, and links to it.
import {
  type AnchorHTMLAttributes,
  type MouseEvent,
  type RefObject,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react'

const moved = 'vigia:moved'

function subscribe(onChange: () => void): () => void {
  addEventListener('popstate', onChange)
  addEventListener(moved, onChange)
  return () => {
    removeEventListener('popstate', onChange)
    removeEventListener(moved, onChange)
  }
}

/** Path and query of the present address. */
export function useAddress(): { readonly path: string; readonly query: URLSearchParams } {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search)
  const [path = '/', query = ''] = address.split('?')
  return { path: path.length > 1 ? path.replace(/\/$/, '') : path, query: new URLSearchParams(query) }
}

let hasMoved = false

/** For what a link opens: takes the focus, so that keyboard and screen reader go on there; not when the page itself has just loaded. */
export function useFocusOnArrival<Part extends HTMLElement>(what: string): RefObject<Part | null> {
  const part = useRef<Part>(null)
  useEffect(() => {
    if (hasMoved) part.current?.focus({ preventScroll: true })
  }, [what])
  return part
}

export function goTo(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') {
    hasMoved = true
    history.pushState(null, '', address)
    scrollTo(0, 0)
  } else {
    history.replaceState(null, '', address)
  }
  dispatchEvent(new Event(moved))
}

/** A real link: opens in a new tab when asked to, otherwise without loading the page anew. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    goTo(href)
  }
  return <a href={href} onClick={follow} {...rest} />
}

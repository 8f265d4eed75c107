// The way to the provider of an institution and back: the answer comes behind the # of the address, which no server sees, and leaves it at once.

/** What the provider sent this browser back with. */
export interface ProviderAnswer {
  readonly state: string
  readonly code?: string
  readonly iss?: string
  readonly error?: string
}

const keptPlace = 'vigia.place'
const names = ['state', 'code', 'iss', 'error'] as const

/** Taken out of the address; undefined when this page was opened in any other way. */
export function takeAnswer(): ProviderAnswer | undefined {
  const behind = new URLSearchParams(location.hash.slice(1))
  const given = names.flatMap((name) => {
    const value = behind.get(name)
    return value === null || value === '' ? [] : [[name, value] as const]
  })
  const { state, ...rest }: Partial<ProviderAnswer> = Object.fromEntries(given)
  if (state === undefined || !(behind.has('code') || behind.has('error'))) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return { state, ...rest }
}

/** The page that is open now is where its reader wants to be afterwards. */
export function leaveFor(url: string): void {
  sessionStorage.setItem(keptPlace, location.pathname + location.search)
  location.assign(url)
}

/** Where the reader was before leaving: an address of this site, whatever stands there. */
export function takePlace(): string {
  const place = sessionStorage.getItem(keptPlace) ?? '/'
  sessionStorage.removeItem(keptPlace)
  return /^\/(?![/\\])/.test(place) ? place : '/'
}

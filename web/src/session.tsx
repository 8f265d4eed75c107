// The signed-in reader: the token in memory and in this tab's storage only, what it allows, and the labels of the country pack.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { type Api, ApiError, createApi } from './api.ts'
import type { Me, Meta, Page, Place } from './api-types.ts'
import { createFormat, type Format } from './format.ts'
import { createLabels, type Labels } from './labels.ts'
import { clearDraft } from './signal-draft.ts'
import { useSpeech } from './texts/texts.tsx'

const kept = 'vigia.token'

export interface Session {
  readonly api: Api
  readonly me: Me
  readonly timeZone: string
  readonly labels: Labels
  readonly format: Format
  readonly places: readonly Place[]
  readonly can: (scope: string) => boolean
  readonly signOut: () => void
}

interface Reference {
  readonly me: Me
  readonly meta: Meta | undefined
  readonly places: readonly Place[]
}

export type Entry =
  | { readonly state: 'out'; readonly reason?: 'ended' | 'no_answer' }
  | { readonly state: 'checking'; readonly token: string }
  | { readonly state: 'in'; readonly token: string; readonly reference: Reference }

const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('useSession outside of SessionProvider')
  return session
}

/** Sign-in with a pasted token, kept while the tab lives; a token that the server refuses ends the session. */
export function useEntry(): {
  readonly entry: Entry
  /** Rejects with what the API said. */
  readonly signIn: (token: string) => Promise<void>
  readonly signOut: (reason?: 'ended') => void
} {
  const { language } = useSpeech()
  const [entry, setEntry] = useState<Entry>(() => {
    const token = sessionStorage.getItem(kept)
    return token === null ? { state: 'out' } : { state: 'checking', token }
  })
  const signIn = useCallback(
    async (token: string) => {
      const reference = await readReference(createApi(token, language, () => undefined))
      sessionStorage.setItem(kept, token)
      setEntry({ state: 'in', token, reference })
    },
    [language],
  )
  const signOut = useCallback((reason?: 'ended') => {
    sessionStorage.removeItem(kept)
    // Somebody whose token ended keeps the draft for the next sign-in; whoever leaves takes it along.
    if (reason === undefined) clearDraft()
    setEntry(reason === undefined ? { state: 'out' } : { state: 'out', reason })
  }, [])
  useEffect(() => {
    if (entry.state !== 'checking') return
    signIn(entry.token).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) signOut('ended')
      else setEntry({ state: 'out', reason: 'no_answer' })
    })
  }, [entry, signIn, signOut])
  return { entry, signIn, signOut }
}

async function readReference(api: Api): Promise<Reference> {
  const me = await api.get<Me>('/v1/me')
  if (!me.scopes.includes('registry:read')) return { me, meta: undefined, places: [] }
  const [meta, places] = await Promise.all([api.get<Meta>('/v1/meta'), api.get<Page<Place>>('/v1/places')])
  return { me, meta, places: places.items }
}

export function SessionProvider({
  entry,
  onSignOut,
  children,
}: {
  readonly entry: Extract<Entry, { state: 'in' }>
  readonly onSignOut: (reason?: 'ended') => void
  readonly children: ReactNode
}) {
  const { language } = useSpeech()
  const { token, reference } = entry
  const session = useMemo<Session>(() => {
    // A token that may only send signals learns nothing of the country; its reader sits there, so the own clock is the best guess.
    const timeZone = reference.meta?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    return {
      api: createApi(token, language, () => onSignOut('ended')),
      me: reference.me,
      timeZone,
      labels: createLabels(reference.meta, reference.places, language),
      format: createFormat(language, timeZone, reference.meta?.country),
      places: reference.places,
      can: (scope) => reference.me.scopes.includes(scope),
      signOut: () => onSignOut(),
    }
  }, [token, reference, language, onSignOut])
  return <SessionContext value={session}>{children}</SessionContext>
}

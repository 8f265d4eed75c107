// The signed-in reader: a person with a session's cookie, or a token in memory and in this tab's storage only; what they may, and the
// labels of the country pack.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { StepUp } from './access/step-up.tsx'
import { type Api, ApiError, createApi } from './api.ts'
import type { Me, Meta, Page, Person, Place } from './api-types.ts'
import { clearBulletinDrafts } from './bulletin-draft.ts'
import { createFormat, type Format } from './format.ts'
import { clearImportWork } from './import-work.ts'
import { createLabels, type Labels } from './labels.ts'
import { forgetWriting, isWriting, presentSpot, type Spot } from './left-behind.ts'
import { clearDraft } from './signal-draft.ts'
import { useSpeech } from './texts/texts.tsx'
import { clearAnswers } from './waiting-answers.ts'

const keptToken = 'vigia.token'
// No secret: says that the browser may hold a session's cookie, so that whoever never signed in is not asked about.
const keptPerson = 'vigia.signed-in'

export interface Session {
  readonly api: Api
  readonly me: Me
  /** Absent for whoever came with a token. */
  readonly person: Person | undefined
  readonly timeZone: string
  readonly labels: Labels
  readonly format: Format
  readonly places: readonly Place[]
  readonly can: (scope: string) => boolean
  readonly signOut: () => void
  /** The server did not answer when the session was to be ended: it is still open. */
  readonly couldNotLeave: boolean
  /** Goes on with another grant of the own account. */
  readonly actAs: (grant: string) => Promise<void>
}

interface Reference {
  readonly me: Me
  readonly person: Person | undefined
  readonly meta: Meta | undefined
  readonly places: readonly Place[]
}

export type OutReason = 'ended' | 'session_ended' | 'no_answer'

/** `token` is undefined for a person with a session. */
interface Known {
  readonly token: string | undefined
  readonly reference: Reference
}

/** `left`: whose session ended while they were writing, and where. */
type Entry =
  | { readonly state: 'out'; readonly reason?: OutReason; readonly left?: Known & { readonly spot: Spot } }
  | { readonly state: 'checking'; readonly token: string | undefined }
  | ({ readonly state: 'in' } & Known)

const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('useSession outside of SessionProvider')
  return session
}

function clearDrafts(): void {
  clearDraft()
  clearBulletinDrafts()
  clearImportWork()
  clearAnswers()
}

function entryOfThisTab(): Entry {
  const token = sessionStorage.getItem(keptToken)
  if (token !== null) return { state: 'checking', token }
  return localStorage.getItem(keptPerson) === null
    ? { state: 'out' }
    : { state: 'checking', token: undefined }
}

/** Sign-in with a session, or with a pasted token that is kept while the tab lives; what the server refuses ends either. */
export function useEntry(): {
  readonly entry: Entry
  /** With a token, or with the session that the browser's cookie carries. Rejects with what the API said. */
  readonly signIn: (token?: string) => Promise<void>
  readonly signOut: (token: string | undefined, reason?: 'ended') => void
} {
  const { language } = useSpeech()
  const [entry, setEntry] = useState<Entry>(entryOfThisTab)
  const present = useRef(entry)
  present.current = entry
  const last = useRef<Reference>(undefined)
  const signIn = useCallback(
    async (token?: string) => {
      const before = present.current
      // After a session that ended one goes on with the grant that one had.
      const grant =
        before.state === 'out' && before.reason === 'session_ended' ? last.current?.person?.grant : undefined
      const api = createApi(token, language, () => undefined)
      const reference = await readReference(api, token === undefined ? { grant } : undefined)
      if (token === undefined) localStorage.setItem(keptPerson, 'yes')
      else sessionStorage.setItem(keptToken, token)
      // What somebody else had in work is not for the next one at this desk.
      if (last.current !== undefined && last.current.me.person !== reference.me.person) clearDrafts()
      // What was typed to come in is nothing that is being written.
      if (before.state === 'out' && before.left === undefined) forgetWriting()
      last.current = reference
      setEntry({ state: 'in', token, reference })
    },
    [language],
  )
  const signOut = useCallback((token: string | undefined, reason?: 'ended') => {
    if (token === undefined) localStorage.removeItem(keptPerson)
    else sessionStorage.removeItem(keptToken)
    // Somebody whose session ended keeps the draft for the next sign-in; whoever leaves takes it along.
    if (reason === undefined) clearDrafts()
    const ended = token === undefined ? 'session_ended' : 'ended'
    setEntry(
      reason === undefined
        ? { state: 'out' }
        : { state: 'out', reason: ended, ...leftBehind(present.current) },
    )
  }, [])
  useEffect(() => {
    if (entry.state !== 'checking') return
    signIn(entry.token).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) signOut(entry.token, 'ended')
      else setEntry({ state: 'out', reason: 'no_answer' })
    })
  }, [entry, signIn, signOut])
  return { entry, signIn, signOut }
}

/** Every answer that refuses ends the session once more: what was left first stays. */
function leftBehind(entry: Entry): Pick<Extract<Entry, { state: 'out' }>, 'left'> {
  if (entry.state === 'out') return entry.left === undefined ? {} : { left: entry.left }
  if (entry.state !== 'in' || !isWriting()) return {}
  return { left: { token: entry.token, reference: entry.reference, spot: presentSpot() } }
}

/** `asPerson`: by the session that the cookie carries; a grant that they hold is taken up again. */
async function readReference(
  api: Api,
  asPerson: { readonly grant: string | undefined } | undefined,
): Promise<Reference> {
  const person = asPerson === undefined ? undefined : await readPerson(api, asPerson.grant)
  const me = await api.get<Me>('/v1/me')
  if (!me.scopes.includes('registry:read')) return { me, person, meta: undefined, places: [] }
  const [meta, places] = await Promise.all([api.get<Meta>('/v1/meta'), api.get<Page<Place>>('/v1/places')])
  return { me, person, meta, places: places.items }
}

async function readPerson(api: Api, grant: string | undefined): Promise<Person> {
  const person = await api.get<Person>('/v1/auth/session')
  const isOther = grant !== person.grant && person.grants.some(({ id }) => id === grant)
  return isOther ? api.post<Person>('/v1/auth/session:act-as', { grant }) : person
}

interface ProviderProps {
  readonly entry: Known
  readonly onSignOut: (token: string | undefined, reason?: 'ended') => void
  /** Who is here, or with which grant, has changed. */
  readonly onChanged: () => Promise<void>
  readonly children: ReactNode
}

export function SessionProvider({ entry, onSignOut, onChanged, children }: ProviderProps) {
  const { language } = useSpeech()
  const { token, reference } = entry
  const { asked, proveAnew } = useProofAnew()
  const { api, plain, quiet } = useMemo(() => {
    const unheard = createApi(token, language, () => undefined)
    async function refused(): Promise<void> {
      // Proof anew and another grant give the session another id; a request that was under way with the former one ends nothing.
      if (token !== undefined || !(await isOpen(unheard))) onSignOut(token, 'ended')
    }
    const ended = (): void => void refused()
    return {
      api: createApi(token, language, ended, token === undefined ? proveAnew : undefined),
      plain: createApi(token, language, ended),
      quiet: unheard,
    }
  }, [token, language, onSignOut, proveAnew])
  const [leaving, setLeaving] = useState<'no' | 'now' | 'failed'>('no')
  // By now the views are gone, and with them whatever they were asking for.
  useEffect(() => {
    if (leaving !== 'now') return
    const ends = token === undefined ? endHere(quiet) : Promise.resolve()
    ends.then(
      () => onSignOut(token),
      () => setLeaving('failed'),
    )
  }, [leaving, token, quiet, onSignOut])
  const session = useMemo<Session>(() => {
    // A token that may only send signals learns nothing of the country; its reader sits there, so the own clock is the best guess.
    const timeZone = reference.meta?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    return {
      api,
      me: reference.me,
      person: reference.person,
      timeZone,
      labels: createLabels(reference.meta, reference.places, language),
      format: createFormat(language, timeZone, reference.meta?.country),
      places: reference.places,
      can: (scope) => reference.me.scopes.includes(scope),
      signOut: () => setLeaving('now'),
      couldNotLeave: leaving === 'failed',
      async actAs(grant) {
        await api.post('/v1/auth/session:act-as', { grant })
        await onChanged()
      },
    }
  }, [api, leaving, reference, language, onChanged])
  if (leaving === 'now') return <p className="checking" role="status" />
  return (
    <SessionContext value={session}>
      {children}
      {asked !== undefined && <StepUp api={plain} onEnd={asked} />}
    </SessionContext>
  )
}

/** Ends the session at the server; one that has ended already is no fault. */
async function endHere(api: Api): Promise<void> {
  const looks = readLooks()
  try {
    await api.post('/v1/auth/session:sign-out', {})
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error
  }
  // The browser was told to forget everything of this site; how its reader needs the page is no secret, and stays.
  for (const [name, value] of looks) localStorage.setItem(name, value)
}

function readLooks(): readonly (readonly [string, string])[] {
  return ['vigia.language', 'vigia.theme'].flatMap((name) => {
    const value = localStorage.getItem(name)
    return value === null ? [] : [[name, value] as const]
  })
}

async function isOpen(api: Api): Promise<boolean> {
  try {
    await api.get('/v1/auth/session')
    return true
  } catch (error) {
    return !(error instanceof ApiError && error.status === 401)
  }
}

/** One question for all acts that wait for it. */
function useProofAnew(): {
  readonly asked: ((isProven: boolean) => void) | undefined
  readonly proveAnew: () => Promise<boolean>
} {
  const [asked, setAsked] = useState<(isProven: boolean) => void>()
  const waiting = useRef<Promise<boolean>>(undefined)
  const proveAnew = useCallback(() => {
    waiting.current ??= new Promise<boolean>((resolve) => setAsked(() => resolve)).finally(() => {
      waiting.current = undefined
      setAsked(undefined)
    })
    return waiting.current
  }, [])
  return { asked, proveAnew }
}

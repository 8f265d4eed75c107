// Who is here, which view the address asks for, and whether they may open it.
import { Activity, Component, lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { Failure, Loading } from './design/parts.tsx'
import { goBackTo, type Spot } from './left-behind.ts'
import { useAddress } from './route.tsx'
import { viewOf } from './section-views.ts'
import { type Section, sectionOf } from './sections.ts'
import { SessionProvider, useEntry, useSession } from './session.tsx'
import { Shell } from './shell.tsx'
import { useSpeech } from './texts/texts.tsx'
import { SignIn } from './views/sign-in/sign-in.tsx'

const Enrol = lazy(async () => ({ default: (await import('./views/enrol/enrol.tsx')).EnrolView }))

export function App() {
  const { path } = useAddress()
  // Whoever takes an invitation up is nobody yet, whatever this browser holds.
  if (path === '/enrol') {
    return (
      <Arrives>
        <Suspense fallback={null}>
          <Enrol />
        </Suspense>
      </Arrives>
    )
  }
  return <Entered />
}

function Entered() {
  const { entry, signIn, signOut } = useEntry()
  const { texts } = useSpeech()
  useSameSpot(entry)
  const known = entry.state === 'in' ? entry : entry.state === 'out' ? entry.left : undefined
  return (
    <>
      {entry.state === 'checking' && (
        <p className="checking" role="status">
          {texts.signIn.checking}
        </p>
      )}
      {entry.state === 'out' && (
        <SignIn reason={entry.reason} isWorkKept={entry.left !== undefined} onSignIn={signIn} />
      )}
      {known !== undefined && (
        // Hidden, it asks for nothing and hears no key; whoever else signs in gets a page of their own.
        <Activity key={known.reference.me.person} mode={entry.state === 'in' ? 'visible' : 'hidden'}>
          <SessionProvider entry={known} onSignOut={signOut} onChanged={signIn}>
            <Framed>
              <Opened />
            </Framed>
          </SessionProvider>
        </Activity>
      )}
    </>
  )
}

/** Whoever was writing when the session ended goes on at the same spot. */
function useSameSpot(entry: ReturnType<typeof useEntry>['entry']): void {
  const left = useRef<Spot>(undefined)
  useEffect(() => {
    if (entry.state === 'out') left.current = entry.left?.spot
    if (entry.state !== 'in' || left.current === undefined) return
    goBackTo(left.current)
    left.current = undefined
  }, [entry])
}

function Framed({ children }: { readonly children: ReactNode }) {
  const { path } = useAddress()
  const isBare = sectionOf(path).section?.isBare === true
  return isBare ? <main id="content">{children}</main> : <Shell>{children}</Shell>
}

function Opened() {
  const { path } = useAddress()
  const { texts } = useSpeech()
  const { section, selected } = sectionOf(path)
  if (section === undefined) {
    return (
      <>
        <h1>{texts.shell.notFound}</h1>
        <p>{texts.shell.notFoundLine}</p>
      </>
    )
  }
  return <Allowed key={section.path} section={section} selected={selected} />
}

function Allowed({
  section,
  selected,
}: {
  readonly section: Section
  readonly selected: string | undefined
}) {
  const { can } = useSession()
  const { texts } = useSpeech()
  const View = viewOf[section.path]
  if (section.scopes !== 'anybody' && !section.scopes.some(can)) {
    return (
      <>
        <h1>{texts.state.noPermission}</h1>
        <p>{texts.state.noPermissionLine(section.scopes.join(', '))}</p>
      </>
    )
  }
  return (
    <Arrives>
      <Suspense fallback={<Loading />}>
        <View selected={selected} />
      </Suspense>
    </Arrives>
  )
}

/** A view whose file does not come says so, and is asked for again; the rest of the page goes on. */
class Arrives extends Component<{ readonly children: ReactNode }, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    // The file of a view may have gone with an older version of the console: only loading the page brings the new one.
    if (this.state.hasFailed) return <Failure error={undefined} onRetry={() => location.reload()} />
    return this.props.children
  }
}

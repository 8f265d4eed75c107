// Who is here, which view the address asks for, and whether they may open it.
import { Component, lazy, type ReactNode, Suspense } from 'react'
import { Failure } from './design/parts.tsx'
import { useAddress } from './route.tsx'
import { type Section, sectionOf } from './sections.tsx'
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
  if (entry.state === 'checking') {
    return (
      <p className="checking" role="status">
        {texts.signIn.checking}
      </p>
    )
  }
  if (entry.state === 'out') return <SignIn reason={entry.reason} onSignIn={signIn} />
  return (
    <SessionProvider entry={entry} onSignOut={signOut} onChanged={signIn}>
      <Framed>
        <Opened />
      </Framed>
    </SessionProvider>
  )
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
      <Suspense
        fallback={
          <p className="soft loading" role="status">
            {texts.state.loading}
          </p>
        }
      >
        <section.View selected={selected} />
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

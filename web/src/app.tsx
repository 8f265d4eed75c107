// Who is here, which view the address asks for, and whether the token allows it.
import type { ReactNode } from 'react'
import { useAddress } from './route.tsx'
import { SessionProvider, useEntry, useSession } from './session.tsx'
import { Shell } from './shell.tsx'
import { useSpeech } from './texts/texts.tsx'
import { AlertsView } from './views/alerts.tsx'
import { InboxView } from './views/inbox.tsx'
import { RulesView } from './views/rules.tsx'
import { SignIn } from './views/sign-in.tsx'
import { SignalView } from './views/signal.tsx'
import { SituationView } from './views/situation.tsx'

export function App() {
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
    <SessionProvider entry={entry} onSignOut={signOut}>
      <Shell>
        <View />
      </Shell>
    </SessionProvider>
  )
}

function View(): ReactNode {
  const { path } = useAddress()
  const { texts } = useSpeech()
  const [, section = '', id] = path.split('/')
  switch (section) {
    case '':
      return <Allowed scope="registry:read" view={<SituationView />} />
    case 'alerts':
      return <Allowed scope="alerts:read" view={<AlertsView selected={id} />} />
    case 'inbox':
      return <Allowed scope="alerts:read" view={<InboxView />} />
    case 'signals':
      return <Allowed scope="signals:write" view={<SignalView />} />
    case 'rules':
      return <Allowed scope="rules:read" view={<RulesView selected={id} />} />
    default:
      return (
        <>
          <h1>{texts.shell.notFound}</h1>
          <p>{texts.shell.notFoundLine}</p>
        </>
      )
  }
}

function Allowed({ scope, view }: { readonly scope: string; readonly view: ReactNode }) {
  const { can } = useSession()
  const { texts } = useSpeech()
  if (can(scope)) return view
  return (
    <>
      <h1>{texts.state.noPermission}</h1>
      <p>{texts.state.noPermissionLine(scope)}</p>
    </>
  )
}

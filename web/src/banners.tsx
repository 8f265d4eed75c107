// What holds on every page: an exercise, a critical alert that nobody has taken, a line that is cut.
import { useEffect, useSyncExternalStore } from 'react'
import { useAlarm } from './alarm-sound.tsx'
import type { Alert, ElectoralProcess, Page } from './api-types.ts'
import { usePolled } from './live.ts'
import { Link } from './route.tsx'
import { useSession } from './session.tsx'
import { useSpeech } from './texts/texts.tsx'

/** While all that the reader can see is an exercise. */
export function ExerciseBanner() {
  const { texts } = useSpeech()
  const { api, can, me } = useSession()
  const { data } = usePolled<Page<ElectoralProcess>>(api, can('registry:read') ? '/v1/processes' : undefined)
  const open = data?.items.filter(
    (one) => one.state === 'open' && (me.processes === null || me.processes.includes(one.id)),
  )
  if (open === undefined || open.length === 0 || !open.every((one) => one.exercise)) return null
  return (
    <div className="exercise-banner">
      <p>
        <strong>{texts.shell.exercise}</strong> {texts.shell.exerciseLine}
      </p>
    </div>
  )
}

/** A critical alert that nobody has taken is announced on every page, and in the title of the tab. */
export function CriticalBanner() {
  const { texts } = useSpeech()
  const { api, can } = useSession()
  const path = '/v1/alerts?level=critical&state=firing&limit=200'
  const { data } = usePolled<Page<Alert>>(api, can('alerts:read') ? path : undefined)
  const count = data?.items.length ?? 0
  useAlarm(count)
  useEffect(() => {
    document.title = count === 0 ? 'Vigía' : `(${count}) Vigía`
  }, [count])
  return (
    <div role="alert">
      {count > 0 && (
        <p className="critical-banner">
          <Link href="/alerts?level=critical">{texts.shell.critical(count)}</Link>
        </p>
      )}
    </div>
  )
}

function subscribe(onChange: () => void): () => void {
  addEventListener('online', onChange)
  addEventListener('offline', onChange)
  return () => {
    removeEventListener('online', onChange)
    removeEventListener('offline', onChange)
  }
}

/** What the device itself knows of its line; a server that is away shows as the age of the numbers. */
export function ConnectionBanner() {
  const { texts } = useSpeech()
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine)
  return <div role="status">{!isOnline && <p className="connection-banner">{texts.shell.offline}</p>}</div>
}

// On every page: acknowledgements that wait for the line, and those that the server refused when they reached it. They are sent from here.
import { useEffect } from 'react'
import { ApiError } from './api.ts'
import { Link } from './route.tsx'
import { useSession } from './session.tsx'
import { useSpeech } from './texts/texts.tsx'
import { sendWaiting, useWaitingAnswers } from './waiting-answers.ts'

// A device often believes in a line that carries nothing, so it is tried again without being told that it is back.
const againMs = 15_000

export function WaitingBanner() {
  const { texts } = useSpeech()
  const { api, me } = useSession()
  const answers = useWaitingAnswers(me.person)
  const unsent = answers.filter((one) => !(one.state instanceof ApiError))
  const refused = answers.filter((one) => one.state instanceof ApiError)
  const isWaiting = unsent.length > 0
  useEffect(() => {
    if (!isWaiting) return undefined
    const send = (): void => {
      if (navigator.onLine) void sendWaiting(api, me.person)
    }
    send()
    const timer = setInterval(send, againMs)
    addEventListener('online', send)
    return () => {
      clearInterval(timer)
      removeEventListener('online', send)
    }
  }, [api, me.person, isWaiting])
  return (
    <div role="status">
      {isWaiting && <p className="connection-banner">{texts.shell.waiting(unsent.length)}</p>}
      {refused.map((one) => (
        <p key={one.alert} className="connection-banner">
          <Link href={`/alerts/${encodeURIComponent(one.alert)}`}>{texts.shell.refused}</Link>
        </p>
      ))}
    </div>
  )
}

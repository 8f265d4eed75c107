// The day on which a key, a token or a link was last used, which is all that is kept of it.
import { dayHere, dayText } from '../format.ts'
import { useNow } from '../live.ts'
import { useSession } from '../session.tsx'

export function UsedDay({ day, never }: { readonly day: string | null; readonly never: string }) {
  const session = useSession()
  const now = useNow()
  if (day === null) return never
  const here = dayHere(day, now, session.timeZone)
  return <time dateTime={here}>{dayText(here, session)}</time>
}

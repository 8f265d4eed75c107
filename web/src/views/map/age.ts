// How long ago something came or fired: «hace 5 minutos», and below a minute «hace un momento», which «ahora» would not be.
import { useNow } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { mapTexts } from './texts.ts'

const momentMs = 60_000

export function useAge(): (at: string) => string {
  const { justNow } = useTexts(mapTexts)
  const { format } = useSession()
  const now = useNow()
  return (at) => (now - Date.parse(at) < momentMs ? justNow : format.relative(at, now))
}

// From a signal to the request to read who stands behind it.
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { type Catalogue, useTexts } from '../../texts/catalogue.ts'

const linkTexts = {
  es: { ask: 'Pedir su identidad' },
  en: { ask: 'Ask for the identity' },
} satisfies Catalogue<object>

export function IdentityLink({ signal }: { readonly signal: string }) {
  const texts = useTexts(linkTexts)
  const { can } = useSession()
  if (!can('identity:open')) return null
  return (
    <>
      {' '}
      · <Link href={`/identities?signal=${encodeURIComponent(signal)}`}>{texts.ask}</Link>
    </>
  )
}

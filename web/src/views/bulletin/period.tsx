// From when to when a bulletin counts: a line breaks between the two moments, never within one while it has room.
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { bulletinTexts } from './texts.ts'

export function Period({ from, to }: { readonly from: string; readonly to: string }) {
  const { span } = useTexts(bulletinTexts)
  const { format } = useSession()
  return (
    <>
      <span className="bulletin-moment">{span.from(format.moment(from))}</span>{' '}
      <span className="bulletin-moment">{span.to(format.moment(to))}</span>
    </>
  )
}

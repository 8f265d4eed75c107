// Whether anybody has released it, and what the person who proposed, sent back or withdrew it said.
import type { ReactNode } from 'react'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { bulletinTexts } from './texts.ts'
import type { Bulletin } from './types.ts'

export function Standing({ bulletin }: { readonly bulletin: Bulletin }) {
  const { standing } = useTexts(bulletinTexts)
  const { format } = useSession()
  const { state, events, published_at: publishedAt } = bulletin
  const last = (kind: Bulletin['events'][number]['kind']) => events.findLast((one) => one.kind === kind)
  const when = (at: string | undefined) => (at === undefined ? '' : format.moment(at))
  if (state === 'withdrawn') {
    const end = last('withdrawn')
    return (
      <Notice look="notice-bad" reason={end?.reason}>
        {standing.withdrawn(when(end?.at))}
      </Notice>
    )
  }
  if (state === 'published') {
    return <Notice look="notice-good">{standing.published(when(publishedAt ?? undefined))}</Notice>
  }
  if (state === 'proposed') {
    const proposal = last('proposed')
    return <Notice reason={proposal?.reason}>{standing.proposed(when(proposal?.at))}</Notice>
  }
  // What was sent back stands as such until it is proposed anew.
  const returned = events.findLast(({ kind }) => kind === 'returned' || kind === 'proposed')
  if (returned?.kind !== 'returned') return <Notice>{standing.draft}</Notice>
  return (
    <Notice reason={returned.reason}>
      {standing.draft} {standing.returned(when(returned.at))}
    </Notice>
  )
}

function Notice({
  look = '',
  reason,
  children,
}: {
  readonly look?: string
  readonly reason?: string | null | undefined
  readonly children: ReactNode
}) {
  const { standing } = useTexts(bulletinTexts)
  return (
    <div className={`notice ${look}`}>
      <p>{children}</p>
      {typeof reason === 'string' && (
        <p>
          {standing.reason}: <q>{reason}</q>
        </p>
      )}
    </div>
  )
}

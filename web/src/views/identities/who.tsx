// Parts of the lists about identities: who acted, which signal, and lists that only reviewers see.
import type { ReactNode } from 'react'
import { Empty, Live } from '../../design/parts.tsx'
import type { Polled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { identitiesTexts } from './texts.ts'

/** Persons have numbers here, no names: the record is of acts, and who reads it need not know everybody. */
export function Who({ person }: { readonly person: string | null }) {
  const texts = useTexts(identitiesTexts)
  const { me } = useSession()
  if (person === null) return <>–</>
  if (person === me.person) return <>{texts.you}</>
  return (
    <span title={person}>
      {texts.person.toLowerCase()} <code>{person.slice(-8)}</code>
    </span>
  )
}

/** `isNamed`: false where a heading says already that it is a signal. */
export function SignalLink({ id, isNamed = true }: { readonly id: string; readonly isNamed?: boolean }) {
  const texts = useTexts(identitiesTexts)
  const { can } = useSession()
  const name = (
    <>
      {isNamed && `${texts.signal} `}
      <code>{id.slice(-8)}</code>
    </>
  )
  return can('signals:grade') ? (
    <Link href={`/triage/${encodeURIComponent(id)}`}>{name}</Link>
  ) : (
    <span title={id}>{name}</span>
  )
}

/** The form of a legal hold with the numbers of a row in it: nobody has to find and copy 36 characters. */
export function HoldLink({ signal, identity = '' }: { readonly signal: string; readonly identity?: string }) {
  const texts = useTexts(identitiesTexts)
  const { can } = useSession()
  if (!can('identity:keep')) return null
  const target = new URLSearchParams({ part: 'holds', signal, ...(identity === '' ? {} : { identity }) })
  return (
    <Link
      className="identities-hold"
      href={`/identities?${target.toString()}`}
      aria-label={`${texts.holdThis} ${signal.slice(-8)}`}
    >
      {texts.holdThis}
    </Link>
  )
}

/** The lists are for those who may review; somebody with another of the rights to sources is told which one is missing. */
export function Reviewed<Answer>({
  polled,
  children,
}: {
  readonly polled: Polled<Answer>
  readonly children: (answer: Answer) => ReactNode
}) {
  const texts = useTexts(identitiesTexts)
  const { can } = useSession()
  if (!can('identity:review')) return <Empty title={texts.noReview}>{texts.noReviewLine}</Empty>
  // Whose right was taken away meanwhile is not left with what it showed.
  const isTaken = polled.error?.status === 403
  return <Live polled={isTaken ? { ...polled, data: undefined } : polled}>{children}</Live>
}

// What a token may not see, because it needs a person who is signed in.
import type { ReactNode } from 'react'
import { Empty, Live } from '../../design/parts.tsx'
import type { Polled } from '../../live.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { peopleTexts } from './texts.ts'

/** What only somebody who signed in may see says so to a token, and what to do. */
export function PersonOnly<Answer>({
  polled,
  children,
}: {
  readonly polled: Polled<Answer>
  readonly children: (answer: Answer) => ReactNode
}) {
  const texts = useTexts(peopleTexts)
  if (polled.error?.status === 403) return <Empty title={texts.personOnly}>{texts.personOnlyLine}</Empty>
  return <Live polled={polled}>{children}</Live>
}

// What Vigía made of a signal: the phases and calendar windows that it falls into, and what to keep in mind.
import { useEffect, useRef } from 'react'
import type { AcceptedSignal } from '../api-types.ts'
import { Fact, Moment } from '../design/parts.tsx'
import { wordFor } from '../labels.ts'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'

export function Received({ signal }: { readonly signal: AcceptedSignal }) {
  const { texts } = useSpeech()
  const { labels, format } = useSession()
  const box = useRef<HTMLElement>(null)
  // The form above the button was emptied: the reader goes on from the answer.
  useEffect(() => box.current?.focus(), [])
  const names = (list: 'phases' | 'windows', codes: readonly string[]): string =>
    codes.length === 0 ? texts.signal.noneInForce : format.list(codes.map((code) => labels.of(list, code)))
  return (
    <section ref={box} tabIndex={-1} className="notice notice-good" aria-labelledby="received">
      <h2 id="received">{texts.signal.received}</h2>
      <dl className="facts">
        <Fact term={texts.situation.phase}>{names('phases', signal.phases)}</Fact>
        <Fact term={texts.situation.windows}>{names('windows', signal.windows)}</Fact>
        <Fact term={texts.alert.when}>
          <Moment at={signal.received_at} withAge={false} />
        </Fact>
        <Fact term={texts.signal.number}>
          <code>{signal.id}</code>
        </Fact>
      </dl>
      {(signal.warnings.length > 0 || signal.duplicates_suspected.length > 0) && (
        <>
          <h3>{texts.signal.warnings}</h3>
          <ul>
            {signal.duplicates_suspected.length > 0 && (
              <li>{texts.signal.duplicates(signal.duplicates_suspected.length)}</li>
            )}
            {signal.warnings.map((code) => (
              <li key={code}>{wordFor(texts.codes.warning, code)}</li>
            ))}
          </ul>
        </>
      )}
      <p className="soft small">{texts.signal.another}</p>
    </section>
  )
}

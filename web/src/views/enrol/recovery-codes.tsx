// Recovery codes, shown once: nobody goes on before saying that they are kept.
import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../../texts/catalogue.ts'
import { enrolTexts } from './texts.ts'

export function RecoveryCodes({
  codes,
  onKept,
}: {
  readonly codes: readonly string[]
  readonly onKept: () => void
}) {
  const texts = useTexts(enrolTexts)
  const [isKept, setKept] = useState(false)
  const [isCopied, setCopied] = useState(false)
  const part = useRef<HTMLElement>(null)
  useEffect(() => part.current?.focus(), [])
  return (
    <section ref={part} tabIndex={-1} className="notice notice-good" aria-label={texts.codesTitle}>
      <h2>{texts.codesTitle}</h2>
      <p>{texts.codesLine}</p>
      <ol className="recovery-codes" translate="no">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p>
        <button
          type="button"
          onClick={() => {
            void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))
          }}
        >
          {texts.copy}
        </button>{' '}
        <span role="status">{isCopied ? texts.copied : ''}</span>
      </p>
      <label className="check">
        <input type="checkbox" checked={isKept} onChange={(event) => setKept(event.target.checked)} />
        {texts.kept}
      </label>
      <button type="button" className="primary" disabled={!isKept} onClick={onKept}>
        {texts.goOn}
      </button>
    </section>
  )
}

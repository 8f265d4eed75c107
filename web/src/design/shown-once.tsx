// A secret that the server shows once: read, copied, and gone from the page when its reader says so.
import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../texts/catalogue.ts'
import { actTexts } from './act-texts.ts'

interface Props {
  readonly title: string
  readonly line: string
  readonly secret: string
  readonly onHide: () => void
}

export function ShownOnce({ title, line, secret, onHide }: Props) {
  const texts = useTexts(actTexts)
  const [isCopied, setCopied] = useState(false)
  const part = useRef<HTMLElement>(null)
  useEffect(() => part.current?.focus(), [])
  return (
    <section ref={part} tabIndex={-1} className="notice notice-good" aria-label={title}>
      <h2>{title}</h2>
      <p>{line}</p>
      <p>
        <code className="shown-once" translate="no">
          {secret}
        </code>
      </p>
      <div className="form-acts">
        <button
          type="button"
          onClick={() => {
            void navigator.clipboard.writeText(secret).then(() => setCopied(true))
          }}
        >
          {texts.copy}
        </button>
        <button type="button" onClick={onHide}>
          {texts.hide}
        </button>
        <span role="status">{isCopied ? texts.copied : ''}</span>
      </div>
    </section>
  )
}

// A person closes an alert for a reason; then its outcome is asked for.
import { useEffect, useRef, useState } from 'react'
import type { Alert } from '../../api-types.ts'
import { ReasonForm } from '../../design/reason-form.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { alertTexts } from './texts.ts'

interface Props {
  readonly alert: Alert
  readonly path: string
  readonly onClosed: () => void
}

export function CloseAlert({ alert, path, onClosed }: Props) {
  const words = useTexts(alertTexts)
  const { can, me } = useSession()
  const [isAsked, setAsked] = useState(false)
  const answer = useRef<HTMLParagraphElement>(null)
  // The form is gone then, and with it the focus.
  useEffect(() => {
    if (isAsked) answer.current?.focus()
  }, [isAsked])
  const isClosed = alert.closed_at !== null
  const mayClose = can('alerts:act') && me.role !== 'un_liaison'
  // The decision takes its place in the record after what was reported before it: a matter of moments.
  if (isAsked) {
    return (
      <p ref={answer} tabIndex={-1} role="status" className="notice notice-good no-print">
        {isClosed ? words.closed : words.closing}
      </p>
    )
  }
  if (isClosed || !mayClose) return null
  return (
    <section className="no-print" aria-labelledby="close">
      <h2 id="close">{words.closeTitle}</h2>
      <p className="soft">{words.closeLead}</p>
      <ReasonForm
        label={words.close}
        confirm={words.closeConfirm}
        path={`${path}:resolve`}
        onDone={() => {
          setAsked(true)
          onClosed()
        }}
      />
    </section>
  )
}

// Both factors once more, before an act that asks for them: a dialog over the page, which keeps what was typed in it.
import './access.css'
import { type FormEvent, useEffect, useId, useRef } from 'react'
import type { Api } from '../api.ts'
import { useTexts } from '../texts/catalogue.ts'
import { Refused, useAttempt } from './attempt.tsx'
import { type KeyOptions, showPasskey } from './passkey.ts'
import { ProofFields, proofOf } from './proof-fields.tsx'
import { accessTexts } from './texts.ts'

interface Props {
  readonly api: Api
  /** True when both factors were shown. */
  readonly onEnd: (isProven: boolean) => void
}

export function StepUp({ api, onEnd }: Props) {
  const texts = useTexts(accessTexts)
  const title = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const attempt = useAttempt()
  useEffect(() => dialog.current?.showModal(), [])
  async function prove(work: () => Promise<void>): Promise<void> {
    if (await attempt.run(work)) onEnd(true)
  }
  function byPasskey(): void {
    void prove(async () => {
      const options = await api.post<KeyOptions>('/v1/auth/step-up/passkey-options', {})
      await api.post('/v1/auth/step-up/passkey', { response: await showPasskey(options) })
    })
  }
  function byPassword(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const proof = proofOf(new FormData(event.currentTarget), 'step-up')
    if (proof === undefined) attempt.refuse(texts.missing)
    else void prove(() => api.post('/v1/auth/step-up/password', proof))
  }
  return (
    <dialog ref={dialog} className="step-up" aria-labelledby={title} onClose={() => onEnd(false)}>
      <h2 id={title}>{texts.stepUp.title}</h2>
      <p>{texts.stepUp.line}</p>
      <Refused fault={attempt.fault} />
      <button type="button" className="primary" aria-disabled={attempt.isBusy} onClick={byPasskey}>
        {texts.usePasskey}
      </button>
      <form onSubmit={byPassword} noValidate aria-label={texts.stepUp.or} className="access-way">
        <h3>{texts.stepUp.or}</h3>
        <ProofFields part="step-up" />
        <div className="access-acts">
          <button type="submit" aria-disabled={attempt.isBusy}>
            {texts.stepUp.confirm}
          </button>
          <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
            {texts.stepUp.cancel}
          </button>
        </div>
      </form>
    </dialog>
  )
}

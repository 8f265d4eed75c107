// The ways in for people: a passkey, or a password with a code. Both open a session that the browser keeps as a cookie out of reach of scripts.
import type { FormEvent } from 'react'
import { Refused, useAttempt } from '../../access/attempt.tsx'
import { type KeyOptions, showPasskey } from '../../access/passkey.ts'
import { ProofFields, proofOf } from '../../access/proof-fields.tsx'
import { accessTexts } from '../../access/texts.ts'
import { usePublicApi } from '../../access/use-public-api.ts'
import { Field } from '../../design/field.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { signInTexts } from './texts.ts'

interface Props {
  /** The session is open: reads who came in. */
  readonly onOpened: () => Promise<void>
}

export function PasskeyWay({ onOpened }: Props) {
  const texts = useTexts(signInTexts)
  const words = useTexts(accessTexts)
  const api = usePublicApi()
  const attempt = useAttempt()
  function use(): void {
    void attempt.run(async () => {
      const options = await api.post<KeyOptions>('/v1/auth/passkey-options', {})
      await api.post('/v1/auth/passkey', { response: await showPasskey(options) })
      await onOpened()
    })
  }
  return (
    <section aria-labelledby="way-passkey">
      <h2 id="way-passkey">{texts.passkey}</h2>
      <button type="button" className="primary" aria-disabled={attempt.isBusy} onClick={use}>
        {attempt.isBusy ? words.checking : words.usePasskey}
      </button>
      <p className="field-hint">{words.passkeyLine}</p>
      <Refused fault={attempt.fault} />
    </section>
  )
}

export function PasswordWay({ onOpened }: Props) {
  const texts = useTexts(signInTexts)
  const words = useTexts(accessTexts)
  const api = usePublicApi()
  const attempt = useAttempt()
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const proof = proofOf(data, 'sign-in')
    const handle = data.get('handle')
    if (proof === undefined || typeof handle !== 'string' || handle.trim() === '') {
      attempt.refuse(words.missing)
      return
    }
    void attempt.run(async () => {
      await api.post('/v1/auth/password', { handle: handle.trim().toLowerCase(), ...proof })
      await onOpened()
    })
  }
  return (
    <form onSubmit={submit} noValidate className="access-way" aria-labelledby="way-password">
      <h2 id="way-password">{texts.password}</h2>
      <Field name="handle" label={texts.handle} error={undefined}>
        {(field) => (
          <input
            {...field}
            required
            maxLength={40}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <ProofFields part="sign-in" />
      <button type="submit" aria-disabled={attempt.isBusy}>
        {attempt.isBusy ? words.checking : texts.submit}
      </button>
      <Refused fault={attempt.fault} />
    </form>
  )
}

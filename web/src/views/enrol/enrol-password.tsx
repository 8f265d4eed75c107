// A password with its authenticator app: the secret is shown, and the first code proves that the app has it.
import { type FormEvent, useState } from 'react'
import { Refused, useAttempt } from '../../access/attempt.tsx'
import { accessTexts } from '../../access/texts.ts'
import type { Api } from '../../api.ts'
import { Field } from '../../design/field.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { enrolTexts } from './texts.ts'

interface Totp {
  readonly id: string
  readonly secret: string
  readonly uri: string
}

interface Props {
  readonly api: Api
  readonly token: string
  readonly handle: string
  readonly onCodes: (codes: readonly string[]) => void
}

export function EnrolPassword({ api, token, handle, onCodes }: Props) {
  const texts = useTexts(enrolTexts)
  const attempt = useAttempt()
  const [totp, setTotp] = useState<Totp>()
  function begin(): void {
    void attempt.run(async () => setTotp(await api.post<Totp>('/v1/auth/enrolment/totp-options', { token })))
  }
  return (
    <section className="access-way" aria-labelledby="enrol-password">
      <h2 id="enrol-password">{texts.password}</h2>
      <p className="soft">{texts.passwordLine}</p>
      {totp === undefined ? (
        <>
          <button type="button" aria-disabled={attempt.isBusy} onClick={begin}>
            {texts.begin}
          </button>
          <Refused fault={attempt.fault} />
        </>
      ) : (
        <PasswordForm api={api} token={token} handle={handle} totp={totp} onCodes={onCodes} />
      )}
    </section>
  )
}

function PasswordForm({ api, token, handle, totp, onCodes }: Props & { readonly totp: Totp }) {
  const texts = useTexts(enrolTexts)
  const words = useTexts(accessTexts)
  const attempt = useAttempt()
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const password = data.get('new-password')
    const typed = data.get('first-code')
    const code = typeof typed === 'string' ? typed.replaceAll(/\s/g, '') : ''
    if (typeof password !== 'string' || password === '' || !/^\d{6}$/.test(code)) {
      attempt.refuse(words.missing)
      return
    }
    void attempt.run(async () => {
      const sent = { token, password, totp: totp.id, code }
      const made = await api.post<{ readonly recovery_codes: readonly string[] }>(
        '/v1/auth/enrolment/password',
        sent,
      )
      onCodes(made.recovery_codes)
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      <p>{texts.secretStep}</p>
      <p>
        <code className="shown-once" translate="no">
          {totp.secret}
        </code>
      </p>
      <p>
        <a href={totp.uri}>{texts.secretLink}</a>
      </p>
      <UserName handle={handle} />
      <Field name="new-password" label={texts.newPassword} hint={texts.newPasswordHint} error={undefined}>
        {(field) => (
          <input {...field} type="password" required maxLength={1024} autoComplete="new-password" />
        )}
      </Field>
      <Field name="first-code" label={texts.firstCode} error={undefined}>
        {(field) => (
          <input {...field} required maxLength={16} inputMode="numeric" autoComplete="one-time-code" />
        )}
      </Field>
      <button type="submit" className="primary" aria-disabled={attempt.isBusy}>
        {attempt.isBusy ? words.checking : texts.finish}
      </button>
      <Refused fault={attempt.fault} />
    </form>
  )
}

/** Password managers file the new password under this name. */
function UserName({ handle }: { readonly handle: string }) {
  return (
    <input
      className="visually-hidden"
      name="username"
      autoComplete="username"
      value={handle}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  )
}

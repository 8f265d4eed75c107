// The own password and the recovery codes that stand for the phone.
import { type FormEvent, useState } from 'react'
import { Refused, useAttempt } from '../../access/attempt.tsx'
import type { Answers } from '../../api-schema.ts'
import { Field } from '../../design/field.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { RecoveryCodes } from '../enrol/recovery-codes.tsx'
import { accountTexts } from './texts.ts'

interface Props {
  readonly own: Answers['GET /v1/auth/credentials']
  readonly onDone: () => void
}

export function OwnPassword({ own, onDone }: Props) {
  const texts = useTexts(accountTexts)
  return (
    <section className="access-way" aria-labelledby="own-password">
      <h2 id="own-password">{texts.password}</h2>
      {!own.has_password && <p>{texts.noPassword}</p>}
      {own.has_password && (
        <>
          <ChangePassword onDone={onDone} />
          <RenewCodes left={own.recovery_codes_left} onDone={onDone} />
        </>
      )}
    </section>
  )
}

function ChangePassword({ onDone }: Pick<Props, 'onDone'>) {
  const texts = useTexts(accountTexts)
  const { api } = useSession()
  const attempt = useAttempt()
  const [isDone, setDone] = useState(false)
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    setDone(false)
    const password = new FormData(form).get('changed-password')
    const sent = { password: typeof password === 'string' ? password : '' }
    if (!(await attempt.run(async () => void (await api.post('/v1/auth/password:change', sent))))) return
    form.reset()
    setDone(true)
    onDone()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="narrow">
      <Field name="changed-password" label={texts.newPassword} hint={texts.newPasswordHint} error={undefined}>
        {(field) => (
          <input {...field} type="password" required maxLength={1024} autoComplete="new-password" />
        )}
      </Field>
      <button type="submit" className="primary" aria-disabled={attempt.isBusy}>
        {texts.change}
      </button>
      <p role="status">{isDone ? texts.changed : ''}</p>
      <Refused fault={attempt.fault} />
    </form>
  )
}

function RenewCodes({ left, onDone }: { readonly left: number; readonly onDone: () => void }) {
  const texts = useTexts(accountTexts)
  const { api } = useSession()
  const attempt = useAttempt()
  const [codes, setCodes] = useState<readonly string[]>()
  function renew(): void {
    void attempt.run(async () => {
      const made = await api.post<Answers['POST /v1/auth/recovery-codes']>('/v1/auth/recovery-codes', {})
      setCodes(made.recovery_codes)
      onDone()
    })
  }
  if (codes !== undefined) return <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />
  return (
    <div>
      <p>
        {texts.codesLeft(left)} <span className="soft">{texts.renewLine}</span>
      </p>
      <button type="button" aria-disabled={attempt.isBusy} onClick={renew}>
        {texts.renew}
      </button>
      <Refused fault={attempt.fault} />
    </div>
  )
}

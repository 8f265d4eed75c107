// Enrolment by invitation, before anybody is signed in: whom it is for, then a passkey, or a password with an authenticator app.
import '../../access/access.css'
import '../../design/act.css'
import './enrol.css'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Refused, useAttempt } from '../../access/attempt.tsx'
import { type KeyOptions, makePasskey } from '../../access/passkey.ts'
import { accessTexts } from '../../access/texts.ts'
import { usePublicApi } from '../../access/use-public-api.ts'
import { Field } from '../../design/field.tsx'
import { LanguageSwitch } from '../../preferences.tsx'
import { Link } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { EnrolPassword } from './enrol-password.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { enrolTexts } from './texts.ts'

interface Invited {
  readonly token: string
  readonly name: string
  readonly handle: string
  readonly ways: readonly ('passkey' | 'password')[]
}

export function EnrolView() {
  const texts = useTexts(enrolTexts)
  const [invited, setInvited] = useState<Invited>()
  const [codes, setCodes] = useState<readonly string[]>()
  const [isDone, setDone] = useState(false)
  return (
    <main className="sign-in">
      <div className="sign-in-top">
        <p className="brand">Vigía</p>
        <LanguageSwitch />
      </div>
      <h1>{texts.title}</h1>
      {invited === undefined && <Invitation onRead={setInvited} />}
      {invited !== undefined && codes === undefined && !isDone && (
        <Ways invited={invited} onCodes={setCodes} onDone={() => setDone(true)} />
      )}
      {codes !== undefined && !isDone && <RecoveryCodes codes={codes} onKept={() => setDone(true)} />}
      {invited !== undefined && isDone && <Done handle={invited.handle} />}
    </main>
  )
}

/** The invitation of a link stands behind the #, which no server sees, and leaves the address before anything else happens. */
function tokenOfAddress(): string {
  const token = decodeURIComponent(location.hash.slice(1))
  if (token !== '') history.replaceState(null, '', location.pathname + location.search)
  return token
}

function Invitation({ onRead }: { readonly onRead: (invited: Invited) => void }) {
  const texts = useTexts(enrolTexts)
  const words = useTexts(accessTexts)
  const api = usePublicApi()
  const attempt = useAttempt()
  const [token, setToken] = useState(tokenOfAddress)
  const first = useRef(token)
  function read(given: string): void {
    if (given.length < 16) {
      attempt.refuse(words.missing)
      return
    }
    void attempt.run(async () => {
      const told = await api.post<Omit<Invited, 'token'>>('/v1/auth/enrolment', { token: given })
      onRead({ ...told, token: given })
    })
  }
  useEffect(() => {
    if (first.current !== '') read(first.current)
    first.current = ''
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    read(token.trim())
  }
  return (
    <form onSubmit={submit} noValidate>
      <p className="soft">{texts.lead}</p>
      <Field name="invitation" label={texts.token} hint={texts.tokenHint} error={undefined}>
        {(field) => (
          <input
            {...field}
            type="password"
            required
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
      </Field>
      <button type="submit" className="primary" aria-disabled={attempt.isBusy}>
        {attempt.isBusy ? words.checking : texts.read}
      </button>
      <Refused fault={attempt.fault} />
    </form>
  )
}

interface WaysProps {
  readonly invited: Invited
  readonly onCodes: (codes: readonly string[]) => void
  readonly onDone: () => void
}

function Ways({ invited, onCodes, onDone }: WaysProps) {
  const texts = useTexts(enrolTexts)
  const api = usePublicApi()
  const { token, name, handle, ways } = invited
  return (
    <>
      <div className="notice" role="status">
        <p>
          <strong>{texts.forWhom(name)}</strong>
        </p>
        <p>
          {texts.handle}: <code>{handle}</code>
        </p>
        <p className="soft small">{texts.notYou}</p>
      </div>
      <EnrolPasskey token={token} onDone={onDone} />
      {ways.includes('password') && (
        <EnrolPassword api={api} token={token} handle={handle} onCodes={onCodes} />
      )}
    </>
  )
}

function EnrolPasskey({ token, onDone }: { readonly token: string; readonly onDone: () => void }) {
  const texts = useTexts(enrolTexts)
  const words = useTexts(accessTexts)
  const api = usePublicApi()
  const attempt = useAttempt()
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const typed = new FormData(event.currentTarget).get('passkey-label')
    const label = typeof typed === 'string' && typed.trim() !== '' ? typed.trim() : texts.labelDefault
    void attempt.run(async () => {
      const options = await api.post<KeyOptions>('/v1/auth/enrolment/passkey-options', { token })
      const response = await makePasskey(options)
      await api.post('/v1/auth/enrolment/passkey', { token, response, label })
      onDone()
    })
  }
  return (
    <form onSubmit={submit} noValidate aria-labelledby="enrol-passkey">
      <h2 id="enrol-passkey">{texts.passkey}</h2>
      <p className="soft">{texts.passkeyLine}</p>
      <Field name="passkey-label" label={texts.label} hint={texts.labelHint} error={undefined}>
        {(field) => <input {...field} maxLength={60} autoComplete="off" placeholder={texts.labelDefault} />}
      </Field>
      <button type="submit" className="primary" aria-disabled={attempt.isBusy}>
        {attempt.isBusy ? words.checking : texts.makePasskey}
      </button>
      <Refused fault={attempt.fault} />
    </form>
  )
}

function Done({ handle }: { readonly handle: string }) {
  const texts = useTexts(enrolTexts)
  const part = useRef<HTMLDivElement>(null)
  useEffect(() => part.current?.focus(), [])
  return (
    <div ref={part} tabIndex={-1} className="notice notice-good">
      <h2>{texts.doneTitle}</h2>
      <p>{texts.doneLine(handle)}</p>
      <p>
        <Link href="/">{texts.toSignIn}</Link>
      </p>
    </div>
  )
}

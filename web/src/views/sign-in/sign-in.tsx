// The page before signing in: a passkey, a password with a code, or a pasted API token.
import '../../access/access.css'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api.ts'
import { Field } from '../../design/field.tsx'
import { LanguageSwitch } from '../../preferences.tsx'
import { Link } from '../../route.tsx'
import type { OutReason } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { InstitutionWay } from './institution-way.tsx'
import { signInTexts } from './texts.ts'
import { PasskeyWay, PasswordWay } from './ways.tsx'

const firstRunFile = 'first-run.json'

interface Props {
  readonly reason: OutReason | undefined
  /** What the reader was writing is still here. */
  readonly isWorkKept: boolean
  /** With a token, or, without one, with the session that has just been opened. */
  readonly onSignIn: (token?: string) => Promise<void>
}

type Fault = 'wrong' | 'empty' | 'noAnswer'

/** What is wrong with a pasted text before anybody is asked. No header may carry anything but these characters, and no token does. */
function faultOf(pasted: string): Fault | undefined {
  if (pasted === '') return 'empty'
  return /^[\x21-\x7e]+$/.test(pasted) ? undefined : 'wrong'
}

export function SignIn({ reason, isWorkKept, onSignIn }: Props) {
  const { texts } = useSpeech()
  const own = useTexts(signInTexts)
  const [before, after] = texts.signIn.first.split(firstRunFile)
  const whys = { ended: texts.signIn.ended, session_ended: own.ended, no_answer: texts.signIn.noAnswer }
  const why = reason === undefined ? undefined : whys[reason]
  return (
    <main className="sign-in">
      <div className="sign-in-top">
        <p className="brand">Vigía</p>
        <LanguageSwitch />
      </div>
      <p className="soft">{texts.signIn.lead}</p>
      <h1>{texts.signIn.title}</h1>
      {why !== undefined && (
        <p className="notice" role="status">
          {why}
          {isWorkKept && ` ${own.kept}`}
        </p>
      )}
      <PasskeyWay onOpened={() => onSignIn()} />
      <PasswordWay onOpened={() => onSignIn()} />
      <InstitutionWay onOpened={() => onSignIn()} />
      <TokenForm onSignIn={onSignIn} />
      <p className="sign-in-first">
        {own.invited} <Link href="/enrol">{own.enrol}</Link>
      </p>
      <p className="soft small">
        {before}
        <code className="nowrap">{firstRunFile}</code>
        {after}
      </p>
    </main>
  )
}

function TokenForm({ onSignIn }: Pick<Props, 'onSignIn'>) {
  const { texts } = useSpeech()
  const own = useTexts(signInTexts)
  const [token, setToken] = useState('')
  const [isChecking, setChecking] = useState(false)
  const [fault, setFault] = useState<Fault>()
  async function check(): Promise<void> {
    const pasted = token.trim()
    const known = faultOf(pasted)
    setFault(known)
    if (known !== undefined) return
    setChecking(true)
    try {
      await onSignIn(pasted)
    } catch (error) {
      setFault(error instanceof ApiError && error.status === 401 ? 'wrong' : 'noAnswer')
      setChecking(false)
    }
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!isChecking) void check()
  }
  return (
    <form onSubmit={submit} noValidate className="access-way" aria-labelledby="way-token">
      <h2 id="way-token">{own.token}</h2>
      <Field
        name="token"
        label={texts.signIn.token}
        hint={texts.signIn.hint}
        error={fault === undefined ? undefined : texts.signIn[fault]}
      >
        {(field) => (
          <input
            {...field}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => {
              setToken(event.target.value)
              setFault(undefined)
            }}
          />
        )}
      </Field>
      <button type="submit" aria-disabled={isChecking}>
        {isChecking ? texts.signIn.checking : texts.signIn.submit}
      </button>
    </form>
  )
}

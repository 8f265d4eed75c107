// Sign in by pasting an API token.
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api.ts'
import { Field } from '../design/field.tsx'
import { LanguageSwitch } from '../shell.tsx'
import { useSpeech } from '../texts/texts.tsx'

const firstRunFile = 'first-run.json'

interface Props {
  readonly reason: 'ended' | 'no_answer' | undefined
  readonly onSignIn: (token: string) => Promise<void>
}

type Fault = 'wrong' | 'empty' | 'noAnswer'

/** What is wrong with a pasted text before anybody is asked. No header may carry anything but these characters, and no token does. */
function faultOf(pasted: string): Fault | undefined {
  if (pasted === '') return 'empty'
  return /^[\x21-\x7e]+$/.test(pasted) ? undefined : 'wrong'
}

export function SignIn({ reason, onSignIn }: Props) {
  const { texts } = useSpeech()
  const [before, after] = texts.signIn.first.split(firstRunFile)
  const why =
    reason === 'ended' ? texts.signIn.ended : reason === 'no_answer' ? texts.signIn.noAnswer : undefined
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
        </p>
      )}
      <TokenForm onSignIn={onSignIn} />
      <p className="soft small sign-in-first">
        {before}
        <code className="nowrap">{firstRunFile}</code>
        {after}
      </p>
    </main>
  )
}

function TokenForm({ onSignIn }: Pick<Props, 'onSignIn'>) {
  const { texts } = useSpeech()
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
    <form onSubmit={submit} noValidate>
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
      <button type="submit" className="primary" aria-disabled={isChecking}>
        {isChecking ? texts.signIn.checking : texts.signIn.submit}
      </button>
    </form>
  )
}

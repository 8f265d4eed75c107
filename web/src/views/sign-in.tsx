// Sign in by pasting an API token.
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api.ts'
import { Field } from '../design/field.tsx'
import { LanguageSwitch } from '../shell.tsx'
import { useSpeech } from '../texts/texts.tsx'

interface Props {
  readonly reason: 'ended' | 'no_answer' | undefined
  readonly onSignIn: (token: string) => Promise<void>
}

export function SignIn({ reason, onSignIn }: Props) {
  const { texts } = useSpeech()
  const [token, setToken] = useState('')
  const [isChecking, setChecking] = useState(false)
  const [fault, setFault] = useState<'wrong' | 'empty' | 'noAnswer'>()
  async function check(): Promise<void> {
    const pasted = token.trim()
    if (pasted === '') {
      setFault('empty')
      return
    }
    // No header may carry anything else, and no token does.
    if (!/^[\x21-\x7e]+$/.test(pasted)) {
      setFault('wrong')
      return
    }
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
      <p className="soft small sign-in-first">{texts.signIn.first}</p>
    </main>
  )
}

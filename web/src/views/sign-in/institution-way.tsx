// With the account of an institution, where one is set up: there and back, and then the own second factor unless one was shown there.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Refused, useAttempt } from '../../access/attempt.tsx'
import { leaveFor, type ProviderAnswer, takeAnswer, takePlace } from '../../access/institution.ts'
import { type KeyOptions, showPasskey } from '../../access/passkey.ts'
import { accessTexts } from '../../access/texts.ts'
import { usePublicApi } from '../../access/use-public-api.ts'
import { Field } from '../../design/field.tsx'
import { goTo } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { signInTexts } from './texts.ts'

interface Props {
  /** The session is open: reads who came in. */
  readonly onOpened: () => Promise<void>
}

interface SecondFactor {
  readonly passkey: KeyOptions | null
  readonly code: boolean
}

export function InstitutionWay({ onOpened }: Props) {
  const texts = useTexts(signInTexts)
  const words = useTexts(accessTexts)
  const { isThere, asked, attempt, leave, finish } = useInstitution(onOpened)
  if (!isThere) return null
  return (
    <section aria-labelledby="way-institution" className="access-way">
      <h2 id="way-institution">{texts.institution}</h2>
      {asked === undefined ? (
        <>
          <button type="button" aria-disabled={attempt.isBusy} onClick={leave}>
            {attempt.isBusy ? words.checking : texts.useInstitution}
          </button>
          <p className="field-hint">{texts.institutionLine}</p>
        </>
      ) : (
        <Second
          asked={asked}
          isBusy={attempt.isBusy}
          onMissing={() => attempt.refuse(words.missing)}
          onProof={finish}
        />
      )}
      <Refused fault={attempt.fault} />
      {asked !== undefined && attempt.fault !== undefined && (
        <button type="button" className="quiet" onClick={leave}>
          {texts.institutionAgain}
        </button>
      )}
    </section>
  )
}

/** There and back. `isThere`: a provider is set up, or the reader has just come from one. */
function useInstitution(onOpened: Props['onOpened']) {
  const api = usePublicApi()
  const texts = useTexts(signInTexts)
  const [isOn, setOn] = useState(false)
  const [asked, setAsked] = useState<SecondFactor>()
  const [came] = useState(takeAnswer)
  // Nothing was typed here that could be looked at again: what was refused is the account there, or the way.
  const notOpened = came?.error === undefined ? texts.notOpened : texts.refusedThere
  const attempt = useAttempt(asked === undefined ? { AUTH_SIGN_IN_REFUSED: notOpened } : {})
  const first = useRef(came)
  async function opened(): Promise<void> {
    goTo(takePlace(), 'replace')
    await onOpened()
  }
  async function comeBack(answer: ProviderAnswer): Promise<void> {
    const told = await api.post<{ second_factor?: SecondFactor }>('/v1/auth/oidc', answer)
    if (told.second_factor === undefined) await opened()
    else setAsked(told.second_factor)
  }
  useEffect(() => {
    // Without an answer there is no such button: the other ways are all there.
    api.get<{ is_on: boolean }>('/v1/auth/oidc').then(
      (told) => setOn(told.is_on),
      () => undefined,
    )
  }, [api])
  useEffect(() => {
    const answer = first.current
    first.current = undefined
    if (answer !== undefined) void attempt.run(() => comeBack(answer))
  })
  return {
    isThere: isOn || came !== undefined,
    asked,
    attempt,
    leave: () =>
      void attempt.run(async () => {
        const { url } = await api.post<{ url: string }>('/v1/auth/oidc:start', {})
        leaveFor(url)
      }),
    finish: (prove: () => Promise<object>) =>
      void attempt.run(async () => {
        await api.post('/v1/auth/oidc/second-factor', await prove())
        await opened()
      }),
  }
}

interface SecondProps {
  readonly asked: SecondFactor
  readonly isBusy: boolean
  readonly onProof: (prove: () => Promise<object>) => void
  readonly onMissing: () => void
}

function Second({ asked, isBusy, onProof, onMissing }: SecondProps) {
  const texts = useTexts(signInTexts)
  const words = useTexts(accessTexts)
  const { passkey, code } = asked
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const typed = new FormData(event.currentTarget).get('institution-code')
    const given = typeof typed === 'string' ? typed.replaceAll(/\s/g, '') : ''
    if (given === '') onMissing()
    else onProof(async () => (/^\d{6}$/.test(given) ? { code: given } : { recovery_code: given }))
  }
  return (
    <>
      <p role="status">{texts.second}</p>
      {passkey !== null && (
        <button
          type="button"
          className="primary"
          aria-disabled={isBusy}
          onClick={() => onProof(async () => ({ response: await showPasskey(passkey) }))}
        >
          {isBusy ? words.checking : words.usePasskey}
        </button>
      )}
      {code && (
        <form onSubmit={submit} noValidate>
          <Field name="institution-code" label={words.code} hint={words.codeHint} error={undefined}>
            {(field) => (
              <input
                {...field}
                required
                maxLength={64}
                autoComplete="one-time-code"
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
          </Field>
          <button type="submit" aria-disabled={isBusy}>
            {isBusy ? words.checking : texts.secondSubmit}
          </button>
        </form>
      )}
    </>
  )
}

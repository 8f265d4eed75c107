// A password with its second factor: two fields, pasting allowed, named so that password managers fill them.
import { Field } from '../design/field.tsx'
import { useTexts } from '../texts/catalogue.ts'
import { accessTexts } from './texts.ts'

/** `part` tells two forms of one page apart. */
export function ProofFields({ part }: { readonly part: string }) {
  const texts = useTexts(accessTexts)
  return (
    <>
      <Field name={`${part}-password`} label={texts.password} error={undefined}>
        {(field) => (
          <input {...field} type="password" required maxLength={1024} autoComplete="current-password" />
        )}
      </Field>
      <Field name={`${part}-code`} label={texts.code} hint={texts.codeHint} error={undefined}>
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
    </>
  )
}

export interface Proof {
  readonly password: string
  readonly code?: string
  readonly recovery_code?: string
}

/** What was typed, in the form that the API takes; undefined when something is missing. Apps show codes with a space in the middle. */
export function proofOf(data: FormData, part: string): Proof | undefined {
  const password = data.get(`${part}-password`)
  const typed = data.get(`${part}-code`)
  if (typeof password !== 'string' || typeof typed !== 'string' || password === '') return undefined
  const code = typed.replaceAll(/\s/g, '')
  if (code === '') return undefined
  return /^\d{6}$/.test(code) ? { password, code } : { password, recovery_code: code }
}

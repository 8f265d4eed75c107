// An act that needs a reason, and nothing is done without one: a button, the form below it, the refusal where it was pressed.
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useTexts } from '../texts/catalogue.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from './act.tsx'
import { actTexts } from './act-texts.ts'
import { Field } from './field.tsx'

interface Props {
  readonly label: string
  /** On the button that does it. */
  readonly confirm: string
  readonly path: string
  /** What is sent beside the reason. */
  readonly more?: (data: FormData) => object
  readonly children?: ReactNode
  readonly refusals?: Readonly<Record<string, string>>
  readonly minLength?: number
  readonly onDone: (answer: unknown) => void
}

export function ReasonForm({ label, confirm, path, more, children, refusals, minLength = 3, onDone }: Props) {
  const texts = useTexts(actTexts)
  const id = useId().replaceAll(/\W/g, '')
  const [isOpen, setOpen] = useState(false)
  const act = useAct((answer) => {
    setOpen(false)
    onDone(answer)
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    act.post(path, { reason: textOf(data, `reason-${id}`), ...more?.(data) })
  }
  return (
    <Reveal label={label} isOpen={isOpen} onToggle={setOpen}>
      <form onSubmit={submit}>
        {children}
        <Field
          name={`reason-${id}`}
          label={texts.reason}
          hint={texts.reasonHint}
          error={faultAt(act.sending, '/reason')}
        >
          {(field) => <textarea {...field} rows={2} required minLength={minLength} maxLength={1_000} />}
        </Field>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {confirm}
        </button>
        <NotDone sending={act.sending} {...(refusals === undefined ? {} : { refusals })} />
      </form>
    </Reveal>
  )
}

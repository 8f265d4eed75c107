// The frame of a decision's form: takes the focus, sends by Enter, closes by Escape, and hears single keys unless somebody writes text.
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useTexts } from '../../texts/catalogue.ts'
import { triageTexts } from './texts.ts'

interface Props {
  readonly title: string
  readonly submit: string
  readonly fault: string | undefined
  readonly isSending: boolean
  readonly notice: ReactNode
  readonly children: ReactNode
  readonly onKey?: (key: string) => void
  readonly onSubmit: () => void
  readonly onCancel: () => void
}

/** What a key does in a form: undefined leaves it to the browser. */
function actOf(event: KeyboardEvent, { onKey, onSubmit, onCancel }: Props): (() => void) | undefined {
  const { key, target } = event
  if (key === 'Escape') return onCancel
  if (key === 'Enter') return target instanceof HTMLInputElement ? onSubmit : undefined
  const isText = target instanceof HTMLElement && target.matches('textarea, input[type="text"]')
  if (isText || key.length !== 1 || key === ' ' || event.ctrlKey || event.metaKey) return undefined
  return onKey && (() => onKey(key))
}

export function DecideForm(props: Props) {
  const { title, submit, fault, isSending, notice, children, onSubmit, onCancel } = props
  const texts = useTexts(triageTexts)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input:checked, input, textarea, button')?.focus()
  }, [])
  return (
    <form
      ref={form}
      className="decide"
      aria-label={title}
      noValidate
      onKeyDown={(event) => {
        const act = actOf(event, props)
        if (act === undefined) return
        event.preventDefault()
        act()
      }}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {notice}
      {children}
      {fault !== undefined && (
        <p className="field-error" role="alert">
          {fault}
        </p>
      )}
      <div className="decide-acts">
        <button type="submit" className="primary" aria-disabled={isSending}>
          {isSending ? texts.sending : submit}
        </button>
        <button type="button" className="quiet" onClick={onCancel}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}

export function Choice({
  name,
  value,
  chosen,
  label,
  mark,
  onChoose,
}: {
  readonly name: string
  readonly value: string
  readonly chosen: string | undefined
  readonly label: ReactNode
  readonly mark: string
  readonly onChoose: (value: string) => void
}) {
  return (
    <label className="check">
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen === value}
        onChange={() => onChoose(value)}
      />
      <kbd>{mark}</kbd>
      <span>{label}</span>
    </label>
  )
}

export function Words({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  return (
    <label className="decide-words">
      {label}
      <input type="text" maxLength={500} value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  )
}

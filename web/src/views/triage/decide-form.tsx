// The frame of a decision's form: takes the focus, sends by Enter, closes by Escape, and hears single keys unless somebody writes text.
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useTexts } from '../../texts/catalogue.ts'
import { triageTexts } from './texts.ts'

export function DecideForm({
  title,
  submit,
  fault,
  isSending,
  notice,
  children,
  onKey,
  onSubmit,
  onCancel,
}: {
  readonly title: string
  readonly submit: string
  readonly fault: string | undefined
  readonly isSending: boolean
  readonly notice: ReactNode
  readonly children: ReactNode
  readonly onKey?: (key: string) => void
  readonly onSubmit: () => void
  readonly onCancel: () => void
}) {
  const texts = useTexts(triageTexts)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input:checked, input, textarea, button')?.focus()
  }, [])
  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
      return
    }
    const isText = event.target instanceof HTMLElement && event.target.matches('textarea, input[type="text"]')
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault()
      onSubmit()
    } else if (!isText && event.key.length === 1 && !event.ctrlKey && !event.metaKey) onKey?.(event.key)
  }
  return (
    <form
      ref={form}
      className="decide"
      aria-label={title}
      noValidate
      onKeyDown={press}
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

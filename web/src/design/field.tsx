// A labelled field with its hint and its error, tied together for screen readers.
import type { ReactNode } from 'react'

export interface FieldControl {
  readonly id: string
  readonly name: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

export function Field({
  name,
  label,
  hint,
  error,
  children,
}: {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly error: string | undefined
  readonly children: (control: FieldControl) => ReactNode
}) {
  const id = `field-${name}`
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
  return (
    <div className={error === undefined ? 'field' : 'field field-wrong'}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        name,
        'aria-describedby': described.filter(Boolean).join(' ') || undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

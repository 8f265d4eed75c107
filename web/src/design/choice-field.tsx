// A field with search: type a part of a name, move with the arrows, choose with Enter. The value is the code, the text is its name.
import { type KeyboardEvent, useId, useState } from 'react'
import { useSpeech } from '../texts/texts.tsx'
import { Field } from './field.tsx'

export interface Choice {
  readonly code: string
  readonly label: string
  /** What tells two of the same name apart. */
  readonly detail?: string
}

interface Props {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly error: string | undefined
  /** The text in the field. */
  readonly text: string
  readonly choices: readonly Choice[]
  readonly onText: (text: string) => void
  readonly onChoose: (choice: Choice) => void
}

export function ChoiceField(props: Props) {
  const { name, label, hint, error, text, choices, onText, onChoose } = props
  const { texts } = useSpeech()
  const listId = useId()
  const [isOpen, setOpen] = useState(false)
  const [marked, setMarked] = useState(0)
  const current = Math.min(marked, choices.length - 1)
  function choose(choice: Choice | undefined): void {
    if (choice === undefined) return
    onChoose(choice)
    setOpen(false)
  }
  function press(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setMarked(isOpen ? (current + step + choices.length) % Math.max(choices.length, 1) : 0)
      setOpen(true)
    } else if (event.key === 'Enter' && isOpen && choices.length > 0) {
      event.preventDefault()
      choose(choices[current])
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault()
      setOpen(false)
    }
  }
  const optionId = (index: number): string => `${listId}-${index}`
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      {(field) => (
        <div className="choice">
          <input
            {...field}
            type="text"
            role="combobox"
            autoComplete="off"
            aria-autocomplete="list"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-activedescendant={isOpen && choices.length > 0 ? optionId(current) : undefined}
            value={text}
            onChange={(event) => {
              onText(event.target.value)
              setMarked(0)
              setOpen(true)
            }}
            onKeyDown={press}
            onBlur={() => setOpen(false)}
          />
          <div id={listId} role="listbox" aria-label={label} className="choices" hidden={!isOpen}>
            {choices.map((choice, index) => (
              <div
                key={choice.code}
                id={optionId(index)}
                role="option"
                tabIndex={-1}
                aria-selected={index === current}
                // Before the field loses the focus, which would close the list.
                onPointerDown={(event) => {
                  event.preventDefault()
                  choose(choice)
                }}
              >
                {choice.label}
                {choice.detail !== undefined && <span className="soft small"> · {choice.detail}</span>}
              </div>
            ))}
            {choices.length === 0 && <p className="soft small">{texts.signal.noMatches}</p>}
          </div>
          <p className="visually-hidden" role="status">
            {isOpen ? texts.signal.matches(choices.length) : ''}
          </p>
        </div>
      )}
    </Field>
  )
}

// A field with search: type a part of a name, move with the arrows, choose with Enter. The value is the code, the text is its name.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
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

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** Which choice is marked and whether the list is open, moved by the keys of a combobox. */
function useList(choices: readonly Choice[], onChoose: (choice: Choice) => void) {
  const [isOpen, setOpen] = useState(false)
  const [marked, setMarked] = useState(0)
  const current = Math.max(0, Math.min(marked, choices.length - 1))
  function choose(choice: Choice | undefined): void {
    if (choice === undefined) return
    onChoose(choice)
    setOpen(false)
  }
  function press(event: KeyboardEvent): void {
    const step = steps[event.key] ?? 0
    const isTaking = isOpen && choices.length > 0 && event.key === 'Enter'
    const isLeaving = isOpen && event.key === 'Escape'
    if (step === 0 && !isTaking && !isLeaving) return
    event.preventDefault()
    if (isTaking) choose(choices[current])
    else if (step !== 0)
      setMarked(isOpen ? (current + step + choices.length) % Math.max(choices.length, 1) : 0)
    if (!isTaking) setOpen(!isLeaving)
  }
  function open(): void {
    setMarked(0)
    setOpen(true)
  }
  return { isOpen, current, choose, press, open, close: () => setOpen(false) }
}

export function ChoiceField(props: Props) {
  const { name, label, hint, error, text, choices, onText, onChoose } = props
  const { texts } = useSpeech()
  const listId = useId()
  const list = useList(choices, onChoose)
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
            aria-expanded={list.isOpen}
            aria-controls={listId}
            aria-activedescendant={
              list.isOpen && choices.length > 0 ? `${listId}-${list.current}` : undefined
            }
            value={text}
            onChange={(event) => {
              onText(event.target.value)
              list.open()
            }}
            onKeyDown={list.press}
            onBlur={list.close}
          />
          <Choices id={listId} label={label} choices={choices} list={list} />
          <p className="visually-hidden" role="status">
            {list.isOpen ? texts.signal.matches(choices.length) : ''}
          </p>
        </div>
      )}
    </Field>
  )
}

function Choices({
  id,
  label,
  choices,
  list,
}: {
  readonly id: string
  readonly label: string
  readonly choices: readonly Choice[]
  readonly list: ReturnType<typeof useList>
}) {
  const { texts } = useSpeech()
  const marked = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (list.isOpen) marked.current?.scrollIntoView({ block: 'nearest' })
  }, [list.isOpen, list.current])
  return (
    <div id={id} role="listbox" aria-label={label} className="choices" hidden={!list.isOpen}>
      {choices.map((choice, index) => (
        <div
          key={choice.code}
          ref={index === list.current ? marked : undefined}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === list.current}
          // The field keeps the focus, whose loss would close the list; chosen when the press ends, so that it can be drawn away from.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => list.choose(choice)}
        >
          {choice.label}
          {choice.detail !== undefined && <span className="soft small"> · {choice.detail}</span>}
        </div>
      ))}
      {choices.length === 0 && <p className="soft small">{texts.signal.noMatches}</p>}
    </div>
  )
}

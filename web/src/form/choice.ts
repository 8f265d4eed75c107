// A field with search: a part of a name or a code, arrows, Enter. Its value is the code.
import { el, plain } from './dom.ts'
import { texts } from './texts.ts'

export interface Option {
  readonly code: string
  readonly label: string
  readonly detail?: string
}

const shown = 12

export interface ChoiceField {
  readonly root: HTMLElement
  readonly input: HTMLInputElement
  value(): string
  set(code: string): void
}

export function choiceField(name: string, options: readonly Option[], onChange: () => void): ChoiceField {
  const input = el('input', {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `list-${name}`,
  })
  const list = el('div', {
    class: 'choices',
    role: 'listbox',
    id: `list-${name}`,
    'aria-label': name,
    hidden: true,
  })
  const status = el('p', { class: 'visually-hidden', role: 'status' })
  const searchable = options.map((one) => ({
    ...one,
    plain: `${plain(one.label)} ${one.code.toLowerCase()}`,
  }))
  let code = ''
  let found: readonly Option[] = []
  let marked = 0

  function close(): void {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  function take(option: Option | undefined): void {
    if (option === undefined) return
    code = option.code
    input.value = option.label
    close()
    onChange()
  }
  function mark(next: number): void {
    marked = found.length === 0 ? 0 : (next + found.length) % found.length
    for (const [index, row] of [...list.children].entries()) {
      row.setAttribute('aria-selected', String(index === marked))
      if (index === marked) row.scrollIntoView({ block: 'nearest' })
    }
    if (found.length > 0) input.setAttribute('aria-activedescendant', `list-${name}-${marked}`)
  }
  function open(): void {
    const wanted = plain(input.value.trim())
    const starts = searchable.filter((one) => one.plain.startsWith(wanted))
    const others = searchable.filter((one) => !one.plain.startsWith(wanted) && one.plain.includes(wanted))
    found = [...starts, ...others].slice(0, shown)
    list.replaceChildren(
      ...(found.length === 0 ? [el('p', { class: 'soft small' }, texts().noMatches)] : found.map(rowOf)),
    )
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
    status.textContent = texts().matches(found.length)
    mark(0)
  }
  function rowOf(option: Option, index: number): HTMLElement {
    const row = el(
      'div',
      { role: 'option', id: `list-${name}-${index}` },
      option.label,
      option.detail !== undefined && el('span', { class: 'soft small' }, ` · ${option.detail}`),
    )
    // Before the field loses the focus, which would close the list.
    row.addEventListener('pointerdown', (event) => {
      event.preventDefault()
      take(option)
    })
    return row
  }
  function press(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (list.hidden) open()
      else mark(marked + step)
    } else if (!list.hidden && event.key === 'Enter') {
      event.preventDefault()
      take(found[marked])
    } else if (!list.hidden && event.key === 'Escape') {
      event.preventDefault()
      close()
    }
  }
  input.addEventListener('input', () => {
    const typed = plain(input.value.trim())
    code =
      searchable.find((one) => plain(one.label) === typed || one.code.toLowerCase() === typed)?.code ?? ''
    open()
    onChange()
  })
  input.addEventListener('keydown', press)
  input.addEventListener('blur', close)
  return {
    root: el('div', { class: 'choice' }, input, list, status),
    input,
    value: () => code,
    set(next) {
      code = next
      input.value = options.find((one) => one.code === next)?.label ?? ''
    },
  }
}

// A field with search: a part of a name or a code, arrows, Enter. Its value is the code.
import { el, plain } from './dom.ts'
import { texts } from './texts.ts'

export interface Option {
  readonly code: string
  readonly label: string
  readonly detail?: string
}

const shown = 12
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

interface Searchable extends Option {
  readonly name: string
}

export class ChoiceField {
  readonly root: HTMLElement
  readonly input: HTMLInputElement
  readonly #name: string
  readonly #options: readonly Searchable[]
  readonly #onChange: () => void
  readonly #list: HTMLElement
  readonly #status = el('p', { class: 'visually-hidden', role: 'status' })
  #code = ''
  #found: readonly Option[] = []
  #marked = 0

  constructor(name: string, label: string, options: readonly Option[], onChange: () => void) {
    this.#name = name
    this.#onChange = onChange
    this.#options = options.map((one) => ({ ...one, name: plain(one.label) }))
    this.input = el('input', {
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': `list-${name}`,
    })
    this.#list = el('div', {
      class: 'choices',
      role: 'listbox',
      id: `list-${name}`,
      'aria-label': label,
      hidden: true,
    })
    this.root = el('div', { class: 'choice' }, this.input, this.#list, this.#status)
    this.input.addEventListener('input', () => this.#type())
    this.input.addEventListener('keydown', (event) => this.#press(event))
    this.input.addEventListener('blur', () => this.#close())
  }

  value(): string {
    return this.#code
  }

  set(code: string): void {
    this.#code = code
    this.input.value = this.#options.find((one) => one.code === code)?.label ?? ''
  }

  #type(): void {
    const typed = plain(this.input.value.trim())
    const exact = this.#options.find((one) => one.name === typed || one.code.toLowerCase() === typed)
    this.#code = exact?.code ?? ''
    this.#open()
    this.#onChange()
  }

  #open(): void {
    const wanted = plain(this.input.value.trim())
    const holds = this.#options.filter((one) => `${one.name} ${one.code.toLowerCase()}`.includes(wanted))
    const starts = holds.filter((one) => one.name.startsWith(wanted))
    this.#found = [...starts, ...holds.filter((one) => !starts.includes(one))].slice(0, shown)
    const rows = this.#found.map((one, index) => this.#row(one, index))
    this.#list.replaceChildren(
      ...(rows.length === 0 ? [el('p', { class: 'soft small' }, texts().noMatches)] : rows),
    )
    this.#list.hidden = false
    this.input.setAttribute('aria-expanded', 'true')
    this.#status.textContent = texts().matches(rows.length)
    this.#mark(0)
  }

  #row(option: Option, index: number): HTMLElement {
    const row = el(
      'div',
      { role: 'option', id: `list-${this.#name}-${index}` },
      option.label,
      option.detail !== undefined && el('span', { class: 'soft small' }, ` · ${option.detail}`),
    )
    // The field keeps the focus, whose loss would close the list; chosen when the press ends, so that it can be drawn away from.
    row.addEventListener('mousedown', (event) => event.preventDefault())
    row.addEventListener('click', () => this.#take(option))
    return row
  }

  #mark(next: number): void {
    const { length } = this.#found
    if (length === 0) {
      this.input.removeAttribute('aria-activedescendant')
      return
    }
    this.#marked = (next + length) % length
    for (const [index, row] of [...this.#list.children].entries()) {
      row.setAttribute('aria-selected', String(index === this.#marked))
      if (index === this.#marked) row.scrollIntoView({ block: 'nearest' })
    }
    this.input.setAttribute('aria-activedescendant', `list-${this.#name}-${this.#marked}`)
  }

  #take(option: Option | undefined): void {
    if (option === undefined) return
    this.#code = option.code
    this.input.value = option.label
    this.#close()
    this.#onChange()
  }

  #close(): void {
    this.#list.hidden = true
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
  }

  #press(event: KeyboardEvent): void {
    const step = steps[event.key]
    const isOpen = !this.#list.hidden
    if (step !== undefined && !isOpen) this.#open()
    else if (step !== undefined) this.#mark(this.#marked + step)
    else if (isOpen && event.key === 'Enter') this.#take(this.#found[this.#marked])
    else if (isOpen && event.key === 'Escape') this.#close()
    else return
    event.preventDefault()
  }
}

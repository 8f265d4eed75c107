// Elements without a library: attributes, listeners, children. Text is always text.
type Child = Node | string | false | undefined
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    made.setAttribute(key, value === true ? '' : String(value))
  }
  made.append(...children.filter((one) => one !== false && one !== undefined))
  return made
}

export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = el('button', { type: 'button', ...attributes }, text)
  made.addEventListener('click', act)
  return made
}

/** A labelled control with its hint and room for its fault, tied together for screen readers. */
export function field(
  id: string,
  label: string,
  control: HTMLElement,
  hint?: string | Node,
  /** What holds the control, where it does not stand alone. */
  around: HTMLElement = control,
): HTMLElement {
  control.id = `field-${id}`
  control.setAttribute('aria-describedby', `${hint === undefined ? '' : `hint-${id} `}fault-${id}`)
  return el(
    'div',
    { class: 'field' },
    el('label', { for: `field-${id}` }, label),
    around,
    el('p', { class: 'field-error', id: `fault-${id}`, hidden: true }),
    hint !== undefined && el('p', { class: 'field-hint', id: `hint-${id}` }, hint),
  )
}

export function showFault(id: string, text: string | undefined): void {
  const place = document.querySelector<HTMLElement>(`#fault-${id}`)
  if (place === null) return
  place.textContent = text ?? ''
  place.hidden = text === undefined
  const control = document.querySelector(`#field-${id}`)
  if (text === undefined) control?.removeAttribute('aria-invalid')
  else control?.setAttribute('aria-invalid', 'true')
}

/** Without accents and case, for comparing what a person types with a name. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
}

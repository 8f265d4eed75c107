// The seven fields: what, where, when, how grave, what is known, how it is known, who may read it.
import { createFormat, wallTime, withOffset } from '../format.ts'
import { ChoiceField } from './choice.ts'
import { el, field, showFault } from './dom.ts'
import { consents, emptyDraft, type FieldName, type FormDraft, missingIn } from './draft.ts'
import { phasesAt, type Reference } from './reference.ts'
import type { FieldFault } from './store.ts'
import { language, texts } from './texts.ts'
import { warningsIn } from './warn.ts'

const names: readonly FieldName[] = [
  'category',
  'place',
  'when',
  'severity',
  'text',
  'known',
  'root',
  'consent',
]
const chosenFromList: ReadonlySet<FieldName> = new Set(['category', 'place'])

interface Asked {
  readonly onChange: (draft: FormDraft) => void
  readonly onSave: (draft: FormDraft) => void
}

export class Fields {
  readonly root: HTMLFormElement
  readonly #words = texts()
  readonly #reference: Reference
  readonly #asked: Asked
  readonly #category: ChoiceField
  readonly #place: ChoiceField
  readonly #when = el('input', { type: 'datetime-local' })
  readonly #precision: HTMLSelectElement
  readonly #text = el('textarea', { rows: 4, maxlength: 4_000 })
  readonly #origin = el('input', { type: 'text', maxlength: 128, autocomplete: 'off' })
  readonly #originField: HTMLElement
  readonly #agreed = consents.map((one) => el('input', { type: 'checkbox', name: 'consent', value: one }))
  readonly #whenRead = el('span')
  readonly #phase = el('p', { class: 'phase soft small' })
  readonly #said = el('div', { class: 'said', role: 'alert' })
  /** The text that was warned about: pressed once more, it is saved as it is. */
  #warned = ''

  constructor(reference: Reference, asked: Asked) {
    const words = this.#words
    this.#reference = reference
    this.#asked = asked
    const changed = () => this.#changed()
    this.#category = new ChoiceField('category', words.category, labelled(reference, 'eventTypes'), changed)
    this.#place = new ChoiceField('place', words.place, placeOptions(reference), changed)
    this.#precision = select(words.precisions)
    this.#originField = field('root', words.root, this.#origin)
    this.root = this.#build()
    this.root.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    this.root.addEventListener('input', changed)
    this.clear()
  }

  #build(): HTMLFormElement {
    const words = this.#words
    const severities = words.severities.map(
      (word, index) => [String(index + 1), `${index + 1} · ${word}`] as const,
    )
    const agreed = this.#agreed.map((box) =>
      el('label', { class: 'check' }, box, words.consents[box.value] ?? box.value),
    )
    return el(
      'form',
      { novalidate: true, class: 'signal-form' },
      field('category', words.category, this.#category.input, undefined, this.#category.root),
      field('place', words.place, this.#place.input, words.placeHint, this.#place.root),
      el(
        'div',
        { class: 'when' },
        field('when', words.when, this.#when, this.#whenRead),
        field('precision', words.precision, this.#precision),
      ),
      this.#phase,
      group('severity', words.severity, radios('severity', severities)),
      field('text', words.text, this.#text),
      group('known', words.known, radios('known', Object.entries(words.knowns))),
      this.#originField,
      group('consent', words.consent, agreed, words.consentHint),
      this.#said,
      el('button', { type: 'submit', class: 'primary' }, words.save),
    )
  }

  read(): FormDraft {
    const isAgreed = (name: string) => this.#agreed.some((box) => box.value === name && box.checked)
    return {
      category: this.#category.value(),
      place: this.#place.value(),
      when: this.#when.value,
      precision: this.#precision.value,
      severity: this.#chosen('severity'),
      text: this.#text.value,
      known: this.#chosen('known'),
      root: this.#origin.value,
      consent: {
        internal: isAgreed('internal'),
        ombudsman: isAgreed('ombudsman'),
        un: isAgreed('un'),
        public: isAgreed('public'),
      },
    }
  }

  fill(draft: FormDraft): void {
    this.#category.set(draft.category)
    this.#place.set(draft.place)
    this.#when.value = draft.when
    this.#precision.value = draft.precision
    this.#text.value = draft.text
    this.#origin.value = draft.root
    for (const one of this.root.querySelectorAll<HTMLInputElement>('input[type="radio"]'))
      one.checked = one.value === (one.name === 'severity' ? draft.severity : draft.known)
    for (const box of this.#agreed) box.checked = draft.consent[box.value as keyof FormDraft['consent']]
    this.#lookAhead()
  }

  clear(): void {
    this.fill(emptyDraft(wallTime(Date.now(), this.#reference.meta.time_zone)))
  }

  say(message: string, kind: 'good' | 'bad' = 'good'): void {
    this.#said.replaceChildren(el('p', { class: `notice notice-${kind}` }, message))
  }

  /** The first field at fault takes the focus, so that its fault is read aloud. */
  showFaults(faults: Readonly<Partial<Record<FieldName, string>>>): void {
    for (const name of names) showFault(name, faults[name])
    const first = names.find((name) => faults[name] !== undefined)
    if (first === undefined) return
    this.root.querySelector<HTMLElement>(`#field-${first} input, #field-${first}`)?.focus()
  }

  #chosen(name: string): string {
    return this.root.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? ''
  }

  #changed(): void {
    this.#lookAhead()
    this.#asked.onChange(this.read())
  }

  /** What follows from what is filled in: the time in words, the phases then, and whether an origin is to be named. */
  #lookAhead(): void {
    const { spans, meta } = this.#reference
    this.#originField.hidden = ['', 'seen'].includes(this.#chosen('known'))
    const at = withOffset(this.#when.value, meta.time_zone)
    const format = createFormat(language(), meta.time_zone, meta.country)
    const zone = meta.time_zone.split('/').at(-1)?.replaceAll('_', ' ') ?? ''
    // The browser's own field may show the day and the month in another order.
    this.#whenRead.textContent = this.#words.whenHint(zone, at === undefined ? '' : format.moment(at))
    const labels = meta.codes['phases'] ?? []
    const phases = (at === undefined ? [] : phasesAt(spans, at)).map(
      (code) => labels.find((one) => one.code === code)?.labels[language()] ?? code,
    )
    this.#phase.textContent =
      phases.length === 0 ? this.#words.noPhase : this.#words.phase(format.list(phases), phases.length)
    this.#phase.hidden = spans.length === 0 || at === undefined
  }

  #submit(): void {
    const words = this.#words
    const draft = this.read()
    this.#said.replaceChildren()
    const missing = missingIn(draft)
    this.showFaults(
      Object.fromEntries(
        missing.map((name) => [name, chosenFromList.has(name) ? words.choose : words.missing]),
      ),
    )
    if (missing.length > 0) return
    const warnings = warningsIn(draft.text)
    if (warnings.length > 0 && this.#warned !== draft.text) {
      this.#warned = draft.text
      this.say([...warnings.map((one) => words.warnings[one] ?? one), words.warnLead].join(' '), 'bad')
      return
    }
    this.#asked.onSave(draft)
  }
}

/** Faults of the server, by the field that a person filled in. */
export function faultsByField(
  faults: readonly FieldFault[],
  fieldOf: Readonly<Record<string, FieldName>>,
): Partial<Record<FieldName, string>> {
  const found: Partial<Record<FieldName, string>> = {}
  for (const { pointer, message } of faults) {
    const name = fieldOf[pointer]
    if (name !== undefined) found[name] ??= message
  }
  return found
}

function labelled(reference: Reference, list: string) {
  return (reference.meta.codes[list] ?? [])
    .map(({ code, labels }) => ({ code, label: labels[language()] }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language()))
}

function placeOptions({ places }: Reference) {
  const byCode = new Map(places.map((one) => [one.code, one]))
  return places.map((one) => {
    const above = one.parent === null ? undefined : byCode.get(one.parent)
    return { code: one.code, label: one.name, detail: [above?.name, one.code].filter(Boolean).join(', ') }
  })
}

function select(words: Readonly<Record<string, string>>): HTMLSelectElement {
  return el('select', {}, ...Object.entries(words).map(([code, word]) => el('option', { value: code }, word)))
}

function radios(name: string, choices: readonly (readonly [value: string, label: string])[]): HTMLElement[] {
  return choices.map(([value, label]) =>
    el('label', { class: 'check' }, el('input', { type: 'radio', name, value }), label),
  )
}

function group(id: string, legend: string, choices: readonly HTMLElement[], hint?: string): HTMLElement {
  return el(
    'fieldset',
    {
      class: 'field',
      id: `field-${id}`,
      'aria-describedby': hint === undefined ? undefined : `hint-${id}`,
    },
    el('legend', {}, legend),
    hint !== undefined && el('p', { class: 'field-hint', id: `hint-${id}` }, hint),
    ...choices,
    el('p', { class: 'field-error', id: `fault-${id}`, hidden: true }),
  )
}

// The seven fields: what, where, when, how grave, what is known, how it is known, who may read it.
import { wallTime, withOffset } from '../format.ts'
import { choiceField } from './choice.ts'
import { el, field, showFault } from './dom.ts'
import { consents, emptyDraft, type FieldName, type FormDraft, missingIn } from './draft.ts'
import { phasesAt, type Reference } from './reference.ts'
import type { FieldFault } from './store.ts'
import { language, texts } from './texts.ts'
import { warningsIn } from './warn.ts'

export interface Fields {
  readonly root: HTMLFormElement
  read(): FormDraft
  fill(draft: FormDraft): void
  clear(): void
  showFaults(faults: Readonly<Partial<Record<FieldName, string>>>): void
  say(text: string, kind?: 'good' | 'bad'): void
}

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

export function formFields(
  reference: Reference,
  onChange: (draft: FormDraft) => void,
  onSave: (draft: FormDraft) => void,
): Fields {
  const words = texts()
  const zone = reference.meta.time_zone
  const changed = () => {
    lookAhead()
    onChange(read())
  }
  const category = choiceField('category', labelled(reference, 'eventTypes'), changed)
  const place = choiceField('place', placeOptions(reference), changed)
  const when = el('input', { type: 'datetime-local' })
  const precision = select(words.precisions, undefined)
  const severity = radios(
    'severity',
    words.severities.map((word, index) => [String(index + 1), `${index + 1} · ${word}`]),
  )
  const known = radios('known', Object.entries(words.knowns))
  const text = el('textarea', { rows: 4, maxlength: 4_000 })
  const root = el('input', { type: 'text', maxlength: 128, autocomplete: 'off' })
  const agreed = consents.map((one) => el('input', { type: 'checkbox', name: 'consent', value: one }))
  const phase = el('p', { class: 'soft small', id: 'phase' })
  const said = el('div', { class: 'said', role: 'alert' })
  const rootField = field('root', words.root, root)
  let warned = ''

  const form = el(
    'form',
    { novalidate: true, class: 'signal-form' },
    field('category', words.category, category.root),
    field('place', words.place, place.root, words.placeHint),
    el(
      'div',
      { class: 'when' },
      field('when', words.when, when, words.whenHint(zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone)),
      field('precision', words.precision, precision),
    ),
    phase,
    group('severity', words.severity, severity),
    field('text', words.text, text),
    group('known', words.known, known),
    rootField,
    group(
      'consent',
      words.consent,
      agreed.map((box) => el('label', { class: 'check' }, box, words.consents[box.value] ?? box.value)),
    ),
    said,
    el('button', { type: 'submit', class: 'primary' }, words.save),
  )
  // The label has to reach the input inside of the field with search.
  for (const [name, one] of [
    ['category', category],
    ['place', place],
  ] as const) {
    one.root.removeAttribute('id')
    one.input.id = `field-${name}`
    one.input.setAttribute('aria-describedby', one.root.getAttribute('aria-describedby') ?? '')
    one.root.removeAttribute('aria-describedby')
  }

  function read(): FormDraft {
    return {
      category: category.value(),
      place: place.value(),
      when: when.value,
      precision: precision.value,
      severity: chosen(form, 'severity'),
      text: text.value,
      known: chosen(form, 'known'),
      root: root.value,
      consent: {
        internal: agreed[0]?.checked === true,
        ombudsman: agreed[1]?.checked === true,
        un: agreed[2]?.checked === true,
        public: agreed[3]?.checked === true,
      },
    }
  }
  function fill(draft: FormDraft): void {
    category.set(draft.category)
    place.set(draft.place)
    when.value = draft.when
    precision.value = draft.precision
    text.value = draft.text
    root.value = draft.root
    for (const [name, value] of [
      ['severity', draft.severity],
      ['known', draft.known],
    ] as const)
      for (const one of form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`))
        one.checked = one.value === value
    for (const box of agreed) box.checked = draft.consent[box.value as keyof FormDraft['consent']]
    lookAhead()
  }
  /** What follows from what is filled in: the phase then, and whether an origin is to be named. */
  function lookAhead(): void {
    rootField.hidden = ['', 'seen'].includes(chosen(form, 'known'))
    const at = withOffset(when.value, zone)
    const phases = at === undefined ? [] : phasesAt(reference.spans, at)
    const labels = reference.meta.codes['phases'] ?? []
    const list = phases.map((code) => labels.find((one) => one.code === code)?.labels[language()] ?? code)
    phase.textContent = list.length === 0 ? words.noPhase : words.phase(list.join(', '))
    phase.hidden = reference.spans.length === 0 || at === undefined
  }
  function say(message: string, kind: 'good' | 'bad' = 'good'): void {
    said.replaceChildren(
      el('p', { class: kind === 'good' ? 'notice notice-good' : 'notice notice-bad' }, message),
    )
  }
  function showFaults(faults: Readonly<Partial<Record<FieldName, string>>>): void {
    for (const name of names) showFault(name, faults[name])
    const first = names.find((name) => faults[name] !== undefined)
    if (first !== undefined)
      form.querySelector<HTMLElement>(`#field-${first} input, #field-${first}`)?.focus()
  }
  function submit(event: Event): void {
    event.preventDefault()
    const draft = read()
    said.replaceChildren()
    const missing = missingIn(draft)
    const isChoice = (name: FieldName) => name === 'category' || name === 'place'
    showFaults(
      Object.fromEntries(missing.map((name) => [name, isChoice(name) ? words.choose : words.missing])),
    )
    if (missing.length > 0) return
    const warnings = warningsIn(draft.text)
    if (warnings.length > 0 && warned !== draft.text) {
      warned = draft.text
      say([...warnings.map((one) => words.warnings[one] ?? one), words.warnLead].join(' '), 'bad')
      return
    }
    onSave(draft)
  }
  form.addEventListener('submit', submit)
  form.addEventListener('input', changed)
  const clear = () => fill(emptyDraft(wallTime(Date.now(), zone)))
  clear()
  return { root: form, read, fill, clear, showFaults, say }
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

function select(words: Readonly<Record<string, string>>, value: string | undefined): HTMLSelectElement {
  return el(
    'select',
    {},
    ...Object.entries(words).map(([code, word]) =>
      el('option', { value: code, selected: code === value }, word),
    ),
  )
}

function radios(name: string, choices: readonly (readonly [value: string, label: string])[]): HTMLElement[] {
  return choices.map(([value, label]) =>
    el('label', { class: 'check' }, el('input', { type: 'radio', name, value }), label),
  )
}

function group(id: string, legend: string, choices: readonly HTMLElement[]): HTMLElement {
  return el(
    'fieldset',
    { class: 'field', id: `field-${id}` },
    el('legend', {}, legend),
    ...choices,
    el('p', { class: 'field-error', id: `fault-${id}`, hidden: true }),
  )
}

function chosen(form: HTMLElement, name: string): string {
  return form.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? ''
}

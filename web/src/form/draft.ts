// A report in work, and the body that is sent of it.
import { withOffset } from '../format.ts'

export interface FormDraft {
  readonly category: string
  readonly place: string
  /** «2026-11-21T18:40», as the clock of the country shows it. */
  readonly when: string
  readonly precision: string
  readonly severity: string
  readonly text: string
  readonly known: string
  readonly root: string
  readonly consent: Readonly<Record<'internal' | 'ombudsman' | 'un' | 'public', boolean>>
}

export const consents = ['internal', 'ombudsman', 'un', 'public'] as const

export function emptyDraft(when: string): FormDraft {
  return {
    category: '',
    place: '',
    when,
    precision: 'hour',
    severity: '',
    text: '',
    known: '',
    root: '',
    consent: { internal: true, ombudsman: true, un: false, public: false },
  }
}

export type FieldName = 'category' | 'place' | 'when' | 'severity' | 'text' | 'known' | 'root' | 'consent'

/** JSON pointers of the contract → the field that a person filled in. */
export const fieldOf: Readonly<Record<string, FieldName>> = {
  '/category': 'category',
  '/place': 'place',
  '/event_time': 'when',
  '/event_time_precision': 'when',
  '/severity': 'severity',
  '/narrative': 'text',
  '/source': 'root',
  '/source/root': 'root',
  '/consent': 'consent',
}

export function missingIn(draft: FormDraft): FieldName[] {
  const missing: FieldName[] = []
  for (const name of ['category', 'place', 'when', 'severity', 'known'] as const)
    if (draft[name] === '') missing.push(name)
  if (draft.known === 'published' && draft.root.trim() === '') missing.push('root')
  return missing
}

/** What is posted: a report under an id of its own, which is the same however often it is sent. */
export function bodyOf(id: string, draft: FormDraft, process: string | undefined, timeZone: string): unknown {
  const text = draft.text.trim()
  const root = draft.root.trim()
  return {
    id,
    ...(process === undefined ? {} : { process }),
    category: draft.category,
    place: draft.place,
    event_time: withOffset(draft.when, timeZone),
    event_time_precision: draft.precision,
    severity: Number(draft.severity),
    ...(text === '' ? {} : { narrative: text }),
    // Seen with one's own eyes: the reporter is the origin, and nothing is repeated.
    ...(draft.known === 'seen' || root === '' ? {} : { source: { root } }),
    consent: draft.consent,
  }
}

/** A report that was filed, as the form had it. */
export function draftOf(body: {
  readonly category: string
  readonly place: string
  readonly event_time: string
  readonly event_time_precision: string
  readonly severity: number
  readonly narrative?: string
  readonly source?: { readonly root: string }
  readonly consent: FormDraft['consent']
}): FormDraft {
  return {
    category: body.category,
    place: body.place,
    when: body.event_time.slice(0, 16),
    precision: body.event_time_precision,
    severity: String(body.severity),
    text: body.narrative ?? '',
    known: body.source === undefined ? 'seen' : 'published',
    root: body.source?.root ?? '',
    consent: body.consent,
  }
}

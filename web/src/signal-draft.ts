// A signal in work: kept in memory only, so that it survives a change of view or a new sign-in, and nothing else.

export interface SignalDraft {
  /** Made once per signal: sending it again after silence cannot store it twice. */
  readonly id: string
  readonly category: string
  readonly place: string
  readonly when: string
  readonly severity: string
  readonly target: string
  readonly root: string
  readonly text: string
}

/** What is wrong, by the field that a person filled in. */
export type FieldErrors = Partial<
  Record<'category' | 'place' | 'when' | 'severity' | 'target' | 'root' | 'text', string>
>

let draft: SignalDraft | undefined

export function readDraft(): SignalDraft | undefined {
  return draft
}

export function keepDraft(next: SignalDraft): void {
  draft = next
}

export function clearDraft(): void {
  draft = undefined
}

export function emptyDraft(when: string): SignalDraft {
  return {
    id: newId(),
    category: '',
    place: '',
    when,
    severity: '',
    target: '',
    root: '',
    text: '',
  }
}

/** A random UUID; crypto.randomUUID exists on https and localhost only, and an office may run on a plain local network. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

// Texts of a bulletin in work: kept in memory only, so that they survive a change of view or a new sign-in, and nothing else.
import type { Bulletin } from './api-schema.ts'

type Texts = Bulletin['texts']
type Section = keyof Texts

export interface BulletinDraft {
  /** The version that the writer has seen, and its texts. */
  readonly version: number
  readonly seen: Texts
  /** What stands in the fields. */
  readonly texts: Texts
  /** Texts that somebody else saved meanwhile, each beside what was typed here. */
  readonly clashes: Readonly<
    Partial<Record<Section, { readonly theirs: Texts[Section]; readonly mine: Texts[Section] }>>
  >
}

// By person and bulletin: what one of them has in work the next one at this desk does not see.
const drafts = new Map<string, BulletinDraft>()

export function readBulletinDraft(person: string, id: string): BulletinDraft | undefined {
  return drafts.get(`${person} ${id}`)
}

export function keepBulletinDraft(person: string, id: string, draft: BulletinDraft | undefined): void {
  if (draft === undefined) drafts.delete(`${person} ${id}`)
  else drafts.set(`${person} ${id}`, draft)
}

export function clearBulletinDrafts(): void {
  drafts.clear()
}

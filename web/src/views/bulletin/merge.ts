// Two people write one bulletin: what each section was, what one typed, what the other saved. Nothing that was typed is given up.
import type { BulletinDraft } from '../../bulletin-draft.ts'
import { type Bulletin, type BulletinTexts, type SectionName, sections } from './types.ts'

type Text = BulletinTexts[SectionName]

// The server trims too: spaces at the ends are no change.
const isSame = (one: Text, other: Text): boolean =>
  one.es.trim() === other.es.trim() && one.en.trim() === other.en.trim()

export function draftFrom({ version, texts }: Pick<Bulletin, 'version' | 'texts'>): BulletinDraft {
  return { version, seen: texts, texts, clashes: {} }
}

/** Sections whose text is not the one that was read. */
export function edited({ seen, texts }: BulletinDraft): readonly SectionName[] {
  return sections.filter((one) => !isSame(seen[one], texts[one]))
}

/** The draft over what somebody else has saved: theirs where nothing was typed, what was typed elsewhere, and both where both wrote. */
export function rebased(draft: BulletinDraft, now: Pick<Bulletin, 'version' | 'texts'>): BulletinDraft {
  const typed = edited(draft)
  const clashing = typed.filter(
    (one) => !isSame(draft.seen[one], now.texts[one]) && !isSame(draft.texts[one], now.texts[one]),
  )
  return {
    version: now.version,
    seen: now.texts,
    texts: { ...now.texts, ...pick(draft.texts, typed) },
    clashes: {
      ...draft.clashes,
      ...Object.fromEntries(clashing.map((one) => [one, { theirs: now.texts[one], mine: draft.texts[one] }])),
    },
  }
}

/** After the fields as they were sent are stored; what was typed meanwhile stays to be saved. */
export function saved(draft: BulletinDraft, now: Pick<Bulletin, 'version' | 'texts'>): BulletinDraft {
  return { version: now.version, seen: now.texts, texts: draft.texts, clashes: {} }
}

export function pick(texts: BulletinTexts, names: readonly SectionName[]): Partial<BulletinTexts> {
  return Object.fromEntries(names.map((one) => [one, texts[one]]))
}

/** What the other one saved, then what was typed here. */
export function joined(theirs: Text, mine: Text): Text {
  return { es: paragraphs(theirs.es, mine.es), en: paragraphs(theirs.en, mine.en) }
}

function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== '').join('\n\n')
}

/** Sections written in one language only: these cannot be proposed. */
export function untranslated(texts: BulletinTexts): readonly SectionName[] {
  return sections.filter((one) => (texts[one].es.trim() === '') !== (texts[one].en.trim() === ''))
}

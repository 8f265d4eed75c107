// The life of a bulletin: what it is about, who may do what with it in each state, and what people write into it.
import { z } from 'zod'
import type { Marking } from '../pack.ts'
import { markings } from '../pack.ts'

export const bulletinKinds = ['daily', 'weekly'] as const
export type BulletinKind = (typeof bulletinKinds)[number]
export const daysOf: Readonly<Record<BulletinKind, number>> = { daily: 1, weekly: 7 }

export const bulletinStates = ['draft', 'proposed', 'published', 'withdrawn'] as const
export type BulletinState = (typeof bulletinStates)[number]

export const bulletinVerbs = ['edit', 'propose', 'publish', 'return', 'withdraw', 'correct'] as const
export type BulletinVerb = (typeof bulletinVerbs)[number]

const moves: Readonly<Record<BulletinVerb, Partial<Readonly<Record<BulletinState, BulletinState>>>>> = {
  // What is edited after it was proposed is another text: it has to be proposed anew.
  edit: { draft: 'draft', proposed: 'draft' },
  propose: { draft: 'proposed' },
  publish: { proposed: 'published' },
  return: { proposed: 'draft' },
  withdraw: { draft: 'withdrawn', proposed: 'withdrawn', published: 'withdrawn' },
  correct: { published: 'published' },
}

/** The state after the verb; undefined: it has no place in this state. */
export function stateAfter(state: BulletinState, verb: BulletinVerb): BulletinState | undefined {
  return moves[verb][state]
}

/** Where people write beside the numbers. */
export const sections = ['summary', 'map', 'places', 'alerts', 'response'] as const
export type SectionName = (typeof sections)[number]

/** Of one text in one language: a page and a half. */
export const textLength = 4_000

const line = z.string().trim().max(textLength)
const text = z.strictObject({ es: line, en: line })
/** What people write; an empty text stands for none. */
export const bulletinTexts = z.strictObject({
  summary: text,
  map: text,
  places: text,
  alerts: text,
  response: text,
})
export type BulletinTexts = z.infer<typeof bulletinTexts>

export function noTexts(): BulletinTexts {
  const none = { es: '', en: '' }
  return { summary: none, map: none, places: none, alerts: none, response: none }
}

/** Written by people of the institution, so not for everybody before somebody says so, however open its content. */
const lowest: Marking = 'TLP:GREEN'

/** As strict as the strictest of what it is made of. */
export function markingOf(content: Iterable<Marking>): Marking {
  const ranks = [...content].map((one) => markings.indexOf(one))
  return markings[Math.max(markings.indexOf(lowest), ...ranks)] ?? 'TLP:RED'
}

/** Texts that a reader of one language would miss: written in the other one only. */
export function untranslated(texts: BulletinTexts): readonly SectionName[] {
  return sections.filter((one) => (texts[one].es === '') !== (texts[one].en === ''))
}

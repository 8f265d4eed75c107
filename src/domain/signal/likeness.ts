// How much two reports look like one event, and why: a person decides whether they are one (domain.md §3, fingerprint).
import { parseInstant } from '../time.ts'
import type { DerivedSignal, SignalBody } from './signal.ts'

/** Codes that the console words; `value` where a number belongs to it. */
export type LikenessReason =
  | { readonly code: 'same_place' | 'same_municipality' | 'same_category' | 'same_target' | 'same_root' }
  | { readonly code: 'hours_apart' | 'text'; readonly value: number }

export interface Likeness {
  /** 0 to 1. */
  readonly score: number
  readonly reasons: readonly LikenessReason[]
}

export interface Compared {
  readonly body: Pick<SignalBody, 'category' | 'target' | 'title' | 'narrative'>
  readonly derived: Pick<DerivedSignal, 'place' | 'eventTime' | 'fields'>
}

const hourMs = 3_600_000

// What tells one event from two: the kind of event and the words first, then the hour, then whom it was against. They sum to one.
const share = { category: 0.3, text: 0.3, time: 0.2, target: 0.1, place: 0.1 } as const

// Two texts of one language share this much of their pieces whatever they speak of.
const chance = 0.15

/** `spanHours`: reports further apart than this are not one event. */
export function likenessOf(one: Compared, other: Compared, spanHours: number): Likeness {
  const hours = Math.abs(at(one) - at(other)) / hourMs
  if (hours > spanHours) return { score: 0, reasons: [] }
  const reasons: LikenessReason[] = [
    { code: one.derived.place === other.derived.place ? 'same_place' : 'same_municipality' },
    { code: 'hours_apart', value: Math.round(hours * 10) / 10 },
  ]
  let score = share.time * (1 - hours / spanHours) + (isSamePlace(one, other) ? share.place : 0)
  const add = (holds: boolean, weight: number, reason: LikenessReason) => {
    if (!holds) return
    score += weight
    reasons.push(reason)
  }
  add(one.body.category === other.body.category, share.category, { code: 'same_category' })
  const target = one.body.target?.kind
  add(target !== undefined && target === other.body.target?.kind, share.target, { code: 'same_target' })
  const text = textLikeness(one, other)
  add(text >= chance, share.text * text, { code: 'text', value: Math.round(text * 100) / 100 })
  const root = one.derived.fields['source.root']
  // Says where both come from and nothing of the event, so it is named and adds nothing.
  add(root !== undefined && root === other.derived.fields['source.root'], 0, { code: 'same_root' })
  return { score: Math.min(1, Math.round(score * 1000) / 1000), reasons }
}

function at({ derived }: Compared): number {
  return parseInstant(derived.eventTime) ?? 0
}

function isSamePlace(one: Compared, other: Compared): boolean {
  return one.derived.place === other.derived.place
}

/** Shared three-letter pieces of both texts, as a part of all of them: survives spelling, accents and the order of words. */
function textLikeness(one: Compared, other: Compared): number {
  const a = pieces(one)
  const b = pieces(other)
  if (a.size === 0 || b.size === 0) return 0
  let shared = 0
  for (const piece of a) if (b.has(piece)) shared += 1
  return shared / (a.size + b.size - shared)
}

function pieces({ body }: Compared): ReadonlySet<string> {
  const plain = `${body.title ?? ''} ${body.narrative ?? ''}`
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const found = new Set<string>()
  for (let from = 0; from + 3 <= plain.length; from += 1) found.add(plain.slice(from, from + 3))
  return found
}

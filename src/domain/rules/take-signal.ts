// Signals, corrections and retractions in a lane: old contributions out, new ones in, then the touched keys are evaluated.
import type { Instant } from '../time.ts'
import { isStale, weightOf } from './compile.ts'
import { type DeltaDraft, noteChanged, putRow, refOf, removeRow } from './delta.ts'
import { evaluateKey, holdStale, notHolding, releaseHeld } from './evaluate-key.ts'
import { restsOn, type Shown, shownBy } from './evidence.ts'
import { type KeyMemory, keyText, readMeasures } from './key-memory.ts'
import type { Contribution, FieldValue, KeyValues, LaneSignal } from './lane.ts'
import {
  addKey,
  displaceContribution,
  groupValues,
  type LaneMemory,
  matchesOf,
  placeContribution,
  type RuleMemory,
} from './lane-memory.ts'
import type { RulePlan } from './plan.ts'
import { readField } from './signal-fields.ts'

/** What a signal's new revision is to one rule. */
export interface RuleMatch {
  readonly rule: RuleMemory
  /** Undefined when the signal lacks a group_by field. */
  readonly values: KeyValues | undefined
  readonly selectors: readonly string[]
}

export function ruleMatches(lane: LaneMemory, signal: LaneSignal): readonly RuleMatch[] {
  const matches: { rule: RuleMemory; values: KeyValues | undefined; selectors: string[] }[] = []
  let current = -1
  for (const { rule: place, name } of matchesOf(lane, signal)) {
    const rule = lane.rules[place]
    if (rule === undefined) continue
    if (place !== current) {
      const values = groupValues(rule.plan.active.rule.groupBy, signal)
      matches.push({ rule, values, selectors: [] })
      current = place
    }
    matches.at(-1)?.selectors.push(name)
  }
  return matches
}

interface Touch {
  readonly key: KeyMemory
  /** What the alert said while it rested on the revision that is taken out; undefined: it did not rest on it. */
  readonly shown: Shown | undefined
  readonly hasNew: boolean
}

/** What a signal's revision puts into a selector that has taken it. */
export function contributionOf(
  plan: RulePlan,
  name: string,
  signal: LaneSignal,
  pos: number,
): Contribution | undefined {
  const { rule } = plan.active
  const selector = rule.signals[name]
  if (selector === undefined) return undefined
  const values: Record<string, FieldValue> = {}
  for (const field of plan.keptFields[name] ?? []) {
    const value = readField(signal, field)
    if (value !== undefined) values[field] = value
  }
  return {
    selector: name,
    signalId: signal.id,
    rev: signal.rev,
    eventTime: signal.eventTime,
    pos,
    // without any source there is nobody to cap but the signal itself
    origin: String(readField(signal, 'source.root') ?? signal.id),
    weight: weightOf(selector, signal),
    isStale: isStale(rule, signal),
    values,
  }
}

/** Takes every contribution of a signal out of memory and names the rows to remove. */
function takeOut(
  lane: LaneMemory,
  draft: DeltaDraft,
  id: string,
  touched: Map<KeyMemory, Touch>,
  at: Instant,
): void {
  for (const ref of lane.oldRefs.get(id) ?? []) removeRow(draft, ref)
  lane.oldRefs.delete(id)
  const located = lane.located.get(id) ?? []
  const shown = new Map(
    [...new Set(located.map(({ key }) => key))].flatMap((key) => {
      const { level } = key.state
      if (level === undefined || !restsOn(key, id, at)) return []
      return [[key, shownBy(key, level, at, readMeasures(key, at))] as const]
    }),
  )
  for (const one of located) {
    const { key, item } = one
    displaceContribution(lane, one)
    removeRow(draft, refOf(key.plan.active.ruleState, key.values, item.contribution))
    touched.set(key, { key, shown: shown.get(key), hasNew: touched.get(key)?.hasNew ?? false })
  }
}

function putIn(
  lane: LaneMemory,
  draft: DeltaDraft,
  key: KeyMemory,
  match: RuleMatch,
  signal: LaneSignal,
  pos: number,
): void {
  const { plan } = match.rule
  for (const name of match.selectors) {
    const contribution = contributionOf(plan, name, signal, pos)
    if (contribution === undefined) continue
    placeContribution(lane, key, contribution)
    putRow(draft, plan.active.ruleState, key.values, contribution)
  }
}

function keyFor(lane: LaneMemory, draft: DeltaDraft, { rule, values }: RuleMatch): KeyMemory | undefined {
  if (values === undefined) {
    const { id } = rule.plan.active.rule
    draft.unkeyed[id] = (draft.unkeyed[id] ?? 0) + 1
    return undefined
  }
  const known = rule.keys.get(keyText(values))
  if (known !== undefined) return known
  const key = addKey(lane, rule, values)
  noteChanged(draft, key)
  return key
}

function evaluateTouched(
  lane: LaneMemory,
  draft: DeltaDraft,
  touched: ReadonlyMap<KeyMemory, Touch>,
  at: Instant,
  id: string,
  signal: LaneSignal | undefined,
): void {
  const inOrder = [...touched.values()].toSorted(({ key: left }, { key: right }) =>
    left.rule.id === right.rule.id
      ? left.text < right.text
        ? -1
        : 1
      : left.rule.id < right.rule.id
        ? -1
        : 1,
  )
  for (const { key, shown, hasNew } of inOrder) {
    const age = signal === undefined ? 0 : at - signal.eventTime
    const isLate = hasNew && age > 0 && age <= key.rule.lateness.allow
    evaluateKey(lane, draft, key, at, {
      ...(shown !== undefined && !hasNew ? { withdrawn: [id] } : {}),
      ...(shown !== undefined && hasNew ? { corrected: { signal: id, shown } } : {}),
      ...(isLate && signal !== undefined ? { lateFrom: signal.eventTime } : {}),
    })
  }
}

/** The same revision again, or an older one: nothing is to be done. */
function isKnown(lane: LaneMemory, kind: 'signal' | 'correction', signal: LaneSignal): boolean {
  const located = lane.located.get(signal.id) ?? []
  if (kind === 'correction') return located.some(({ item }) => item.contribution.rev >= signal.rev)
  return located.length > 0 || (lane.oldRefs.get(signal.id) ?? []).length > 0
}

export function takeSignal(
  lane: LaneMemory,
  draft: DeltaDraft,
  kind: 'signal' | 'correction',
  signal: LaneSignal,
  at: Instant,
): void {
  if (isKnown(lane, kind, signal)) return
  const first =
    signal.firstPos ??
    lane.located.get(signal.id)?.[0]?.item.pos ??
    lane.oldRefs.get(signal.id)?.[0]?.pos ??
    lane.pos
  const touched = new Map<KeyMemory, Touch>()
  const entering = ruleMatches(lane, signal).flatMap((match) => {
    const key = keyFor(lane, draft, match)
    if (key === undefined) return []
    const stale = isStale(key.rule, signal)
    touched.set(key, { key, shown: undefined, hasNew: true })
    return [{ key, match, before: stale ? notHolding(key, at) : undefined }]
  })
  takeOut(lane, draft, signal.id, touched, at)
  for (const { key, match } of entering) putIn(lane, draft, key, match, signal, first)
  for (const { key, before } of entering) {
    if (before === undefined) releaseHeld(draft, key)
    else holdStale(draft, key, at, before)
  }
  evaluateTouched(lane, draft, touched, at, signal.id, signal)
}

export function takeRetraction(lane: LaneMemory, draft: DeltaDraft, id: string, at: Instant): void {
  const touched = new Map<KeyMemory, Touch>()
  takeOut(lane, draft, id, touched, at)
  evaluateTouched(lane, draft, touched, at, id, undefined)
}

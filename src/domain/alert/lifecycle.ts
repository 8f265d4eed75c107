// The life of an alert: what an evaluation or a person's act makes of it. Total: every (alert, cause) has an answer, and no terminal state
// is left except by the documented reopening.
import type { EvaluationEvent } from '../rules/lane.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'

export type AlertState = 'firing' | 'acknowledged' | 'resolved' | 'expired'

/** What the life cycle needs to know of an alert. */
export interface AlertLife {
  readonly state: AlertState
  readonly level: LevelName | null
  readonly maxLevel: LevelName
  /** The level that a person acknowledged; a rise above it takes the acknowledgement off. */
  readonly acknowledgedLevel: LevelName | null
  /** The level at which a person closed the alert while its condition held; it opens again only above it. Null: not closed so. */
  readonly closedLevel: LevelName | null
  /** What evaluation finds while a person keeps the alert closed. */
  readonly heldLevel: LevelName | null
}

const actKinds = [
  'acknowledged',
  'unacknowledged',
  'resolved',
  'reopened',
  'comment',
  'escalated',
  'reminded',
  'action_recommended',
  'action_issued',
  'action_accepted',
  'action_declined',
  'action_started',
  'action_evidenced',
  'action_taken',
  'action_rated',
  'action_changed',
  'action_overdue',
  'outcome_labelled',
  // a silence begins, is about to end, has ended; a draft has waited too long
  'silenced',
  'silence_ending',
  'silence_ended',
  'draft_overdue',
  // a source behind the alert has taken consent back
  'consent_withdrawn',
] as const
/** What people, and the clocks that watch over their answers, add to an alert's record. The first four may move the alert. */
export interface Act {
  readonly kind: (typeof actKinds)[number]
}

export function rankOf(level: LevelName | null): number {
  return level === null ? -1 : levelNames.indexOf(level)
}

/** What of an evaluation moves an alert. */
type Evaluated = Pick<EvaluationEvent, 'kind' | 'level' | 'maxLevel'>

/** The alert after a change that evaluation found; undefined before = the episode opens. */
export function applyEvaluation(before: AlertLife | undefined, event: Evaluated): AlertLife {
  const maxLevel = higher(event.maxLevel, before?.maxLevel)
  if (before !== undefined && isKeptClosed(before, event))
    return { ...before, maxLevel, heldLevel: event.level }
  switch (event.kind) {
    case 'resolved':
    case 'expired':
      return { ...ended(before, event.kind), maxLevel, ...letGo }
    case 'fired':
    case 'reopened':
      return { state: 'firing', level: event.level, maxLevel, acknowledgedLevel: null, ...letGo }
    case 'raised':
    case 'lowered':
    case 'evidence_withdrawn':
    case 'recounted':
      return { ...moved(before, event), maxLevel, ...letGo }
  }
}

/** Whoever closed it first gives the state its name. */
function ended(
  before: AlertLife | undefined,
  kind: 'resolved' | 'expired',
): Pick<AlertLife, 'state' | 'level' | 'acknowledgedLevel'> {
  const state = before !== undefined && before.closedLevel !== null ? 'resolved' : kind
  return { state, level: null, acknowledgedLevel: before?.acknowledgedLevel ?? null }
}

const letGo = { closedLevel: null, heldLevel: null } as const

/** Closed by a person, and neither has the condition cleared nor has the level gone above the one at closing. */
function isKeptClosed(before: AlertLife, event: Evaluated): boolean {
  if (before.closedLevel === null || event.level === null) return false
  if (event.kind === 'fired' || event.kind === 'reopened') return false
  return rankOf(event.level) <= rankOf(before.closedLevel)
}

/** What is written into the alert's history: the evaluation as it changes what people were told. */
export interface Recorded {
  readonly kind: Exclude<EvaluationEvent['kind'], 'recounted'> | 'corrected' | 'cleared'
  readonly notify: boolean
}

/** `isCorrection`: brought about by a correction or a retraction of a signal. */
export function recordedAs(
  before: AlertLife | undefined,
  event: EvaluationEvent,
  isCorrection: boolean,
): Recorded {
  const { notify } = event
  // Closed or not: whoever was told the old numbers is told the new ones.
  const kind = event.kind === 'recounted' ? 'corrected' : event.kind
  if (before !== undefined && before.closedLevel !== null) {
    // Whoever was told has been told of the closing; that the condition is over as well concerns the record only.
    if (event.level === null) return { kind: 'cleared', notify: false }
    if (isKeptClosed(before, event)) return { kind, notify: false }
    return { kind: kind === 'raised' ? 'reopened' : kind, notify }
  }
  return kind === 'lowered' && isCorrection ? { kind: 'corrected', notify } : { kind, notify }
}

/** A closed alert stays as it is; an acknowledgement stands until the level rises above the one acknowledged. */
function moved(
  before: AlertLife | undefined,
  event: Evaluated,
): Pick<AlertLife, 'state' | 'level' | 'acknowledgedLevel'> {
  if (
    before !== undefined &&
    (event.kind === 'evidence_withdrawn' || event.kind === 'recounted') &&
    isClosed(before.state)
  )
    return pick(before)
  const { level } = event
  if (before?.state !== 'acknowledged' || rankOf(level) > rankOf(before.acknowledgedLevel)) {
    return { state: 'firing', level, acknowledgedLevel: null }
  }
  return { state: 'acknowledged', level, acknowledgedLevel: before.acknowledgedLevel }
}

const pick = ({ state, level, acknowledgedLevel }: AlertLife) => ({ state, level, acknowledgedLevel })

function higher(level: LevelName, other: LevelName | undefined): LevelName {
  return other !== undefined && rankOf(other) > rankOf(level) ? other : level
}

/** The alert after a person's act; undefined when the act changes nothing but is still recorded. */
export function applyAct(before: AlertLife, { kind }: Act): AlertLife | undefined {
  if (kind === 'acknowledged' && before.state === 'firing') {
    return { ...before, state: 'acknowledged', acknowledgedLevel: before.level }
  }
  if (kind === 'unacknowledged' && before.state === 'acknowledged') {
    return { ...before, state: 'firing', acknowledgedLevel: null }
  }
  if (kind === 'resolved' && !isClosed(before.state)) {
    return { ...before, state: 'resolved', level: null, closedLevel: before.level, heldLevel: before.level }
  }
  if (kind === 'reopened' && mayBeReopened(before)) {
    return { ...before, state: 'firing', level: before.heldLevel, acknowledgedLevel: null, ...letGo }
  }
  return undefined
}

/** Only what a person closed while its condition held; anything else opens by evidence. */
export function mayBeReopened(alert: Pick<AlertLife, 'heldLevel'>): boolean {
  return alert.heldLevel !== null
}

export function isClosed(state: AlertState): boolean {
  return state === 'resolved' || state === 'expired'
}

/** CAP certainty, from the evidence and not from the level (alerts-and-delivery.md §1). */
export function certaintyOf(
  evidence: readonly { readonly root: string; readonly credibility: number }[],
  isNoData: boolean,
): 'Observed' | 'Likely' | 'Possible' | 'Unknown' {
  if (isNoData) return 'Unknown'
  const roots = (worst: number) =>
    new Set(evidence.filter((one) => one.credibility <= worst).map((one) => one.root)).size
  if (roots(2) >= 2) return 'Observed'
  return roots(3) >= 1 ? 'Likely' : 'Possible'
}

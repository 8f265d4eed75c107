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
}

/** What people, and the clocks that watch over their answers, add to an alert's record. Only an acknowledgement moves the alert so far. */
export interface Act {
  readonly kind:
    | 'acknowledged'
    | 'comment'
    | 'escalated'
    | 'reminded'
    // a silence begins, is about to end, has ended; a draft has waited too long
    | 'silenced'
    | 'silence_ending'
    | 'silence_ended'
    | 'draft_overdue'
}

export function rankOf(level: LevelName | null): number {
  return level === null ? -1 : levelNames.indexOf(level)
}

/** The alert after a change that evaluation found; undefined before = the episode opens. */
export function applyEvaluation(before: AlertLife | undefined, event: EvaluationEvent): AlertLife {
  const maxLevel = higher(event.maxLevel, before?.maxLevel)
  switch (event.kind) {
    case 'resolved':
    case 'expired':
      return {
        state: event.kind,
        level: null,
        maxLevel,
        acknowledgedLevel: before?.acknowledgedLevel ?? null,
      }
    case 'fired':
    case 'reopened':
      return { state: 'firing', level: event.level, maxLevel, acknowledgedLevel: null }
    case 'raised':
    case 'lowered':
    case 'evidence_withdrawn':
      return { ...moved(before, event), maxLevel }
  }
}

/** A closed alert stays as it is; an acknowledgement stands until the level rises above the one acknowledged. */
function moved(before: AlertLife | undefined, event: EvaluationEvent): Omit<AlertLife, 'maxLevel'> {
  if (before !== undefined && event.kind === 'evidence_withdrawn' && isClosed(before.state)) return before
  const { level } = event
  if (before?.state !== 'acknowledged' || rankOf(level) > rankOf(before.acknowledgedLevel)) {
    return { state: 'firing', level, acknowledgedLevel: null }
  }
  return { state: 'acknowledged', level, acknowledgedLevel: before.acknowledgedLevel }
}

function higher(level: LevelName, other: LevelName | undefined): LevelName {
  return other !== undefined && rankOf(other) > rankOf(level) ? other : level
}

/** The alert after a person's act; undefined when the act changes nothing but is still recorded. */
export function applyAct(before: AlertLife, act: Act): AlertLife | undefined {
  if (act.kind !== 'acknowledged' || before.state !== 'firing') return undefined
  return { ...before, state: 'acknowledged', acknowledgedLevel: before.level }
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

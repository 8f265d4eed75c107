// The life of a response measure: what a person may do with it in each state, who may rate it, when it is overdue.
import type { Instant } from '../time.ts'

export const actionStates = [
  'recommended',
  'issued',
  'accepted',
  'declined',
  'started',
  'evidenced',
  'taken',
  'rated',
] as const
export type ActionState = (typeof actionStates)[number]

export const actionClasses = ['prevention', 'intervention', 'mediation'] as const
export type ActionClass = (typeof actionClasses)[number]

const actionVerbs = ['issue', 'accept', 'decline', 'start', 'evidence', 'rate', 'edit'] as const
export type ActionVerb = (typeof actionVerbs)[number]

/** Where a verb leads from each state; a state that is not named allows it not. `same`: the state stays. */
const moves: Readonly<Record<ActionVerb, Partial<Readonly<Record<ActionState, ActionState | 'same'>>>>> = {
  issue: { recommended: 'issued' },
  accept: { issued: 'accepted' },
  decline: { issued: 'declined', accepted: 'declined' },
  start: { issued: 'started', accepted: 'started' },
  evidence: {
    issued: 'evidenced',
    accepted: 'evidenced',
    started: 'evidenced',
    evidenced: 'same',
    taken: 'same',
    rated: 'same',
  },
  rate: {
    issued: 'rated',
    accepted: 'rated',
    declined: 'rated',
    started: 'rated',
    evidenced: 'rated',
    taken: 'rated',
    rated: 'same',
  },
  edit: { recommended: 'same', issued: 'same', accepted: 'same', started: 'same' },
}

/** The state after the verb; undefined when the verb has no place in this state. */
export function stateAfter(state: ActionState, verb: ActionVerb): ActionState | undefined {
  const to = moves[verb][state]
  return to === 'same' ? state : to
}

/** The verbs that a state allows. */
export function verbsOf(state: ActionState): ActionVerb[] {
  return actionVerbs.filter((verb) => stateAfter(state, verb) !== undefined)
}

const openStates: readonly ActionState[] = ['recommended', 'issued', 'accepted', 'started']

/** Nothing shows yet that it was done, and its time is over. */
export function isOverdue(
  action: { readonly state: ActionState; readonly dueAt: Instant | null },
  now: Instant,
): boolean {
  return action.dueAt !== null && action.dueAt <= now && openStates.includes(action.state)
}

/** Why a measure may not go to its addressee; undefined = it may. */
export function heldReason(
  institution: string | null,
  evidenceActors: readonly string[],
): 'conflict_of_interest' | undefined {
  return institution !== null && evidenceActors.includes(institution) ? 'conflict_of_interest' : undefined
}

export interface Rater {
  readonly person: string
  readonly office: string | null
}

/**
 * Whoever rates must stand outside of what is rated: not of the office that was asked, and not somebody who accepted, started or proved
 * the measure.
 */
export function isOutside(
  rater: Rater,
  addressee: string,
  doers: readonly string[],
  membersOf: (audience: string) => readonly string[],
): boolean {
  if (doers.includes(rater.person)) return false
  return rater.office === null || (rater.office !== addressee && !membersOf(addressee).includes(rater.office))
}

/** Without evidence nothing above «none» can be said. */
export function isRatingProven(rating: number, evidence: number): boolean {
  return rating === 0 || evidence > 0
}

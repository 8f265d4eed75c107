// What a response measure was at an earlier instant: its record up to then, told again.
import { type ActionState, type ActionVerb, stateAfter } from './action.ts'

export interface PastStep {
  readonly kind: string
  /** Recorded after the instant asked about. */
  readonly isAfter: boolean
  readonly body: {
    readonly before?: { readonly addressee?: string; readonly due_at?: string | null }
  }
}

export interface ActionNow {
  readonly addressee: string
  readonly dueAt: number | null
  readonly isHeld: boolean
  readonly isTaken: boolean
}

export interface ActionThen {
  readonly state: ActionState
  readonly addressee: string
  readonly dueAt: number | null
  readonly isHeld: boolean
}

const verbs: Readonly<Record<string, ActionVerb>> = {
  issued: 'issue',
  accepted: 'accept',
  declined: 'decline',
  started: 'start',
  evidenced: 'evidence',
  rated: 'rate',
}

/** `steps` in their order, from the first to the last. */
export function actionAt(now: ActionNow, steps: readonly PastStep[]): ActionThen {
  const first: ActionState = now.isTaken ? 'taken' : 'recommended'
  const state = steps
    .filter((one) => !one.isAfter)
    .reduce<ActionState>((before, { kind }) => {
      const verb = verbs[kind]
      return verb === undefined ? before : (stateAfter(before, verb) ?? before)
    }, first)
  // The first change after the instant says what stood before it.
  const was = steps.find((one) => one.isAfter && one.kind === 'changed')?.body.before
  const due = was?.due_at
  return {
    state,
    addressee: was?.addressee ?? now.addressee,
    dueAt: due === undefined ? now.dueAt : due === null ? null : Temporal.Instant.from(due).epochMilliseconds,
    isHeld: now.isHeld && !steps.some((one) => one.isAfter && one.kind === 'held'),
  }
}

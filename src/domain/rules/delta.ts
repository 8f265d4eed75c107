// What a fold changed, collected so that rows put and removed again within one batch come out as the rows that the batch leaves.
import type { Instant } from '../time.ts'
import type { KeyMemory } from './key-memory.ts'
import type { Contribution, ContributionRef, FoldDelta, KeyValues, PlacedEvent } from './lane.ts'

export interface DeltaDraft {
  readonly put: Map<string, FoldDelta['contributions']['put'][number]>
  readonly remove: Map<string, ContributionRef>
  /** Keys whose state changed or that are new, by rule state and key. */
  readonly changed: Map<string, KeyMemory>
  readonly evaluated: Map<string, KeyMemory>
  readonly events: PlacedEvent[]
  readonly unkeyed: Record<string, number>
}

export function startDelta(): DeltaDraft {
  return {
    put: new Map(),
    remove: new Map(),
    changed: new Map(),
    evaluated: new Map(),
    events: [],
    unkeyed: {},
  }
}

function rowName(ref: ContributionRef): string {
  return JSON.stringify([ref.ruleState, ref.key, ref.selector, ref.eventTime, ref.pos, ref.signalId])
}

export function refOf(ruleState: number, key: KeyValues, contribution: Contribution): ContributionRef {
  const { selector, signalId, eventTime, pos } = contribution
  return { ruleState, key, selector, signalId, eventTime, pos }
}

export function putRow(
  draft: DeltaDraft,
  ruleState: number,
  key: KeyValues,
  contribution: Contribution,
): void {
  draft.put.set(rowName(refOf(ruleState, key, contribution)), { ruleState, key, contribution })
}

/** A row that this batch put is taken back; it is also removed, because an older one may stand at the same place. */
export function removeRow(draft: DeltaDraft, ref: ContributionRef): void {
  const name = rowName(ref)
  draft.put.delete(name)
  draft.remove.set(name, ref)
}

function keyName(key: KeyMemory): string {
  return `${key.plan.active.ruleState} ${key.text}`
}

export function noteChanged(draft: DeltaDraft, key: KeyMemory): void {
  draft.changed.set(keyName(key), key)
}

export function noteEvaluated(draft: DeltaDraft, key: KeyMemory): void {
  draft.evaluated.set(keyName(key), key)
}

const placeOf = (key: KeyMemory) => ({ ruleState: key.plan.active.ruleState, key: key.values })

export function finishDelta(draft: DeltaDraft, lt: Instant): FoldDelta {
  return {
    contributions: { put: [...draft.put.values()], remove: [...draft.remove.values()] },
    keyStates: [...draft.changed.values()].map((key) => ({ ...placeOf(key), state: key.state })),
    timers: [...draft.evaluated.values()].map((key) => ({
      ...placeOf(key),
      due: key.due === Infinity ? null : key.due,
    })),
    events: draft.events,
    lt,
    unkeyed: draft.unkeyed,
  }
}

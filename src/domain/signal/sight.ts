// Which signals a caller may know of. What lies outside is answered as if it did not exist.
import { type Actor, coversPlace, isMarkingWithin, mayUseProcess } from '../actor.ts'
import type { Gazetteer } from '../place.ts'
import type { DerivedSignal } from './signal.ts'

export interface SeenSignal {
  readonly sourceId: string
  readonly derived: DerivedSignal
}

/** Reported by the caller's own source. */
export function isOwn(signal: SeenSignal, actor: Actor): boolean {
  return signal.sourceId === (actor.sourceId ?? `token-${actor.tokenId}`)
}

export function maySee(signal: SeenSignal, actor: Actor, places: Gazetteer): boolean {
  if (isOwn(signal, actor)) return true
  if (!answersFor(signal, actor, places)) return false
  if (actor.role === 'ombudsman' && !signal.derived.consent.ombudsman) return false
  return isMarkingWithin(signal.derived.marking, actor.marking)
}

/** By electoral process and territory alone: enough to agree to an act about a signal, not to read it. */
export function answersFor({ derived }: SeenSignal, actor: Actor, places: Gazetteer): boolean {
  const isOfProcess = Object.keys(derived.processes).some((process) => mayUseProcess(actor, process))
  return isOfProcess && coversPlace(actor, places.ancestors(derived.place))
}

/** What a list or a count of signals asks of the caller beside territory, marking and process. */
export function limitsOfSignals(actor: Actor): { readonly needsConsent: boolean; readonly sourceId: string } {
  return {
    needsConsent: actor.role === 'ombudsman',
    sourceId: actor.sourceId ?? `token-${actor.tokenId}`,
  }
}

// Where it happened, as finely as a reader may know it. What is cut is shown as cut.
import { type Actor, markingsOf, stricterMarking } from '../actor.ts'
import type { Marking } from '../pack.ts'
import type { Gazetteer } from '../place.ts'

/** May read exact places of reports marked above AMBER: whoever grades them, and their own source. */
export function mayReadExactPlace(actor: Actor, marking: Marking, isOwn: boolean): boolean {
  const isSensitive = stricterMarking(marking, 'TLP:AMBER') !== 'TLP:AMBER'
  return !isSensitive || isOwn || actor.scopes.includes('signals:grade')
}

/** A place within a municipality becomes the municipality; what is coarser already stays. */
export function coarsePlace(place: string, places: Gazetteer): string {
  return places.placeLevels(place).municipality ?? place
}

/** Markings whose reports the actor may tell apart by these places: within a municipality only those whose exact place they may read. */
export function markingsAt(actor: Actor, asked: readonly string[], places: Gazetteer): readonly Marking[] {
  const isFine = asked.some((one) => coarsePlace(one, places) !== one)
  return markingsOf(actor).filter((one) => !isFine || mayReadExactPlace(actor, one, false))
}

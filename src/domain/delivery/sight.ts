// Which alerts a caller may know of, and whose messages a caller reads.
import { type Actor, coversPlace, isMarkingWithin, mayUseProcess } from '../actor.ts'
import type { RoutingFile } from '../pack/routing-shapes.ts'
import type { Marking } from '../pack.ts'

/** `lineage`: the alert's place and everything that contains it. False means: answer as if the alert did not exist. */
export function maySeeAlert(
  actor: Actor,
  alert: { readonly process: string; readonly marking: Marking },
  lineage: readonly string[],
): boolean {
  return (
    mayUseProcess(actor, alert.process) &&
    isMarkingWithin(alert.marking, actor.marking) &&
    coversPlace(actor, lineage)
  )
}

/**
 * The recipients whose inbox is the caller's: the office or audience that the token answers for. A token without one reads, for the
 * Ombudsman, the inboxes of the institution's audiences, and for the UN liaison those of the audiences that need consent to share with
 * the UN; other roles have no inbox.
 */
export function inboxesOf(actor: Actor, routing: RoutingFile): string[] {
  if (actor.office !== null) return [actor.office]
  const audiences = routing.audiences.filter((one) => one.members_from === undefined)
  if (actor.role === 'ombudsman') return audiences.filter((one) => one.inside).map((one) => one.code)
  if (actor.role === 'un_liaison')
    return audiences.filter((one) => one.consent === 'un').map((one) => one.code)
  return []
}

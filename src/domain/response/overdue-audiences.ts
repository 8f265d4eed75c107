// Who hears that the time of a measure is over: the addressee where it is an audience of the house, and one step up.
import type { DeliveryPack } from '../delivery/delivery-pack.ts'
import { audienceOf } from '../delivery/routing.ts'

/**
 * The addressee itself where it is an audience inside, else the audiences inside that the rule names, because an institution outside is
 * spoken to by a person; and in any case whoever stands at the root of the route tree.
 */
export function overdueAudiences(
  { routing }: Pick<DeliveryPack, 'routing'>,
  addressees: readonly string[],
  named: readonly string[],
): string[] {
  const isInside = (code: string) => audienceOf(routing, code)?.inside === true
  const own = addressees.filter(isInside)
  const answering = addressees.some((code) => !isInside(code)) ? named.filter(isInside) : []
  const root = routing.route.audience
  return [...new Set([...own, ...answering, ...(root === undefined ? [] : [root])])]
}

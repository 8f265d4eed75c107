// Who keeps a rota: an office within its territory, or an audience of the routes; and who may see or change it.
import { type Actor, coversPlace } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { AppError } from '#platform/errors.ts'

export interface RotaOwner {
  readonly territory: readonly string[]
  isShownTo(actor: Actor): boolean
  isManagedBy(actor: Actor): boolean
}

export function ownersOf(pack: DeliveryPack, country: string): ReadonlyMap<string, RotaOwner> {
  const found = new Map<string, RotaOwner>()
  for (const { code, members_from: set } of pack.routing.audiences) {
    if (set === undefined) found.set(code, audienceOwner(code, country))
    for (const office of pack.offices[set ?? ''] ?? []) {
      found.set(office.code, officeOwner(pack, office.code, office.covers))
    }
  }
  return found
}

/** Everybody may know whom the national duty is; only those with the whole country, or of that audience, change it. */
function audienceOwner(code: string, country: string): RotaOwner {
  return {
    territory: [country],
    isShownTo: () => true,
    isManagedBy: (actor) => actor.office === code || actor.territory.includes(country),
  }
}

function officeOwner(pack: DeliveryPack, code: string, covers: readonly string[]): RotaOwner {
  const isOwn = (actor: Actor) =>
    actor.office === code || covers.some((area) => coversPlace(actor, pack.lineageOf(area)))
  return { territory: covers, isShownTo: isOwn, isManagedBy: isOwn }
}

/** An office that the caller may not know of is answered as one that does not exist. */
export function refuseOutside(owner: RotaOwner | undefined, code: string, actor: Actor): void {
  if (owner === undefined || !owner.isShownTo(actor)) {
    throw new AppError(
      'not_found',
      'ROTA_OWNER_UNKNOWN',
      `there is no office or audience ${code} that this token may see`,
    )
  }
  if (!owner.isManagedBy(actor)) {
    throw new AppError(
      'forbidden',
      'ROTA_OUTSIDE_TERRITORY',
      `the rota of ${code} is changed by a token of ${code} or of the whole country`,
    )
  }
}

export function refuseUnknownChannels(
  pack: DeliveryPack,
  channels: readonly string[] | null | undefined,
): void {
  const known = pack.routing.channels.map((one) => one.code)
  const wrong = channels?.find((one) => !known.includes(one))
  if (wrong === undefined) return
  throw new AppError(
    'invalid',
    'ROTA_CHANNEL_UNKNOWN',
    `routes.yaml has no channel ${wrong}; it has ${known.join(', ')}`,
  )
}

export function unknownRota(id: string): AppError {
  return new AppError('not_found', 'ROTA_UNKNOWN', `there is no rota ${id} that this token may see`)
}

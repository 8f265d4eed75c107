// What the walls of the database are told of an actor: the same rights that the statements filter by, in plain values.
import { type Actor, markingsOf } from '../actor.ts'

/** Every value that is missing means nothing. */
export interface Sight {
  readonly role: string
  readonly scopes: readonly string[]
  /** Every place of the country; else the codes in `places` alone. */
  readonly isEverywhere: boolean
  readonly places: readonly string[]
  readonly markings: readonly string[]
  /** null = all. */
  readonly processes: readonly string[] | null
  /** The own source. */
  readonly source: string
  /** The token or account. */
  readonly actor: string
}

export function sightOf(actor: Actor, country: string): Sight {
  return {
    role: actor.role,
    scopes: actor.scopes,
    isEverywhere: actor.territory.includes(country),
    places: actor.places ?? actor.territory,
    markings: markingsOf(actor),
    processes: actor.processes,
    source: actor.sourceId ?? `token-${actor.tokenId}`,
    actor: actor.tokenId,
  }
}

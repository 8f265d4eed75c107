// What delivery needs of a country: its routing, its offices with their territories, names and labels. Built once from a country pack.

import type { RoutingFile } from '../pack/routing-shapes.ts'
import type { CountryPack } from '../pack.ts'
import type { Gazetteer } from '../place.ts'
import type { Text } from '../text.ts'

export interface Office {
  readonly code: string
  readonly covers: readonly string[]
  readonly except: readonly string[]
}

export interface Geocode {
  readonly name: 'P-code' | 'ISO 3166-2'
  readonly code: string
}

export interface DeliveryPack {
  readonly routing: RoutingFile
  /** Code of the country, as in language tags: a territory that holds every place. */
  readonly country: string
  readonly timeZone: string
  /** Calendar windows in which channels are not changed; absent = none. */
  readonly changeFreeze?: readonly string[]
  /** By entity set code, as audiences name it in `members_from`. */
  readonly offices: Readonly<Record<string, readonly Office[]>>
  /** The place and everything that contains it, smallest first. */
  lineageOf(place: string): readonly string[]
  /** «Sacaba, Cochabamba»: the place and what contains it below the country; the code where there is no name. */
  placeText(place: string): string
  /** The actor code of an audience's institution; null when it belongs to none that may be an alleged actor. */
  institutionOf(audience: string): string | null
  addresseeLabel(code: string): Text
  natureOf(factor: string): 'endogenous' | 'exogenous' | undefined
  /** `department`, `municipality`, … → the code of that level which contains the place. */
  placeLevels(place: string): Readonly<Record<string, string>>
  /** Codes of exactly this place by the name of their system. */
  geocodesOf(place: string): readonly Geocode[]
  /** A closed ring of latitude and longitude around the place; undefined where the pack holds no geometry of it. */
  outlineOf(place: string): readonly (readonly [number, number])[] | undefined
  /** The acknowledgement clock of a calendar window. */
  clockOf(window: string | null): string
}

export function deliveryPackOf(pack: CountryPack, routing: RoutingFile, places: Gazetteer): DeliveryPack {
  const lineageOf = (place: string) => {
    const lineage = places.ancestors(place)
    return lineage.length === 0 ? [place] : lineage
  }
  const nameOf = (code: string) => pack.places.get(code)?.name ?? code
  return {
    routing,
    country: pack.country,
    timeZone: pack.timeZone,
    changeFreeze: pack.changeFreeze,
    offices: officesOf(pack),
    lineageOf,
    placeText(place) {
      const inner = lineageOf(place).filter((code) => code !== pack.country)
      const named = inner.filter((code, index) => index === 0 || pack.places.has(code))
      return named.length === 0 ? (pack.names?.es ?? pack.country) : named.map(nameOf).join(', ')
    },
    institutionOf: (audience) => pack.addressees.get(audience)?.institution ?? null,
    addresseeLabel: (code) => pack.addressees.get(code)?.labels ?? { es: code, en: code },
    natureOf: (factor) => pack.factors.get(factor)?.nature,
    placeLevels: (place) => ({ ...places.placeLevels(place) }),
    geocodesOf: (place) => geocodesOf(pack, place),
    outlineOf: (place) => (place === pack.country ? ringOf(pack.box) : undefined),
    clockOf: (window) => (window === null ? 'normal' : (pack.windows.get(window)?.clock ?? 'normal')),
  }
}

function officesOf(pack: CountryPack): Record<string, Office[]> {
  const found: Record<string, Office[]> = {}
  for (const set of pack.entitySets.values()) {
    const field = set.key[0]
    if (field === undefined || set.coverage === undefined) continue
    found[set.code] = set.members.flatMap((member, index) => {
      const code = member[field]
      const territory = set.coverage?.[index]
      return code === undefined || territory === undefined ? [] : [{ code, ...territory }]
    })
  }
  return found
}

/** The place's own code, and that of ISO 3166-2 where the pack lists it among the aliases. */
function geocodesOf(pack: CountryPack, place: string): Geocode[] {
  const aliases = pack.places.get(place)?.aliases ?? []
  const iso = aliases.find(
    (alias) => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(alias) && alias.startsWith(`${pack.country}-`),
  )
  return [
    { name: 'P-code', code: place },
    ...(iso === undefined ? [] : [{ name: 'ISO 3166-2', code: iso } as const]),
  ]
}

/** Counter-clockwise from the south-west corner; the last point is the first. */
function ringOf({ south, north, west, east }: CountryPack['box']): [number, number][] {
  return [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
    [south, west],
  ]
}

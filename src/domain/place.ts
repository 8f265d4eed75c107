// Territories: which one a text means, which ones contain it, and the fields a signal derives from it. Codes, lengths and names come
// from the pack; before the municipalities are imported a well-formed code under a known territory is accepted as it is.
import { nearest } from './pack/nearest.ts'
import type { CountryPack, Place } from './pack.ts'

/** The territories a signal's place lies in; a level finer than the place is missing. */
export interface PlaceLevels {
  readonly department?: string
  readonly province?: string
  readonly municipality?: string
}

export type ResolvedPlace =
  | { readonly code: string }
  /** Nothing fits, or several of one level do; `nearest` are the codes that may have been meant. */
  | {
      readonly code: undefined
      readonly nearest: readonly { readonly code: string; readonly name: string }[]
    }

export interface Gazetteer {
  /** The place first, then what contains it, the country last; empty for a code that is none. */
  ancestors(place: string): readonly string[]
  placeLevels(place: string): PlaceLevels
  /** `country`, `department`, …; undefined for a code that is none. */
  levelOf(place: string): string | undefined
  isWithin(place: string, territory: string): boolean
  /**
   * Codes, short codes, numeric codes, names and aliases, without regard to case and accents. A name shared by territories of several
   * levels means the coarsest («La Paz» is the department): a coarser place is never wrong, a finer one may be.
   */
  resolve(text: string): ResolvedPlace
}

/** Lower case, no accents, one space between words: how names are compared. */
export function normaliseName(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The pack with imported territories. Once they add any to the pack's own, a code that is not listed is unknown. */
export function withGazetteer(pack: CountryPack, imported: readonly Place[], version?: string): CountryPack {
  const places = new Map(pack.places)
  for (const place of imported) {
    const before = places.get(place.code)
    const names = before === undefined ? [] : [before.name, ...before.aliases]
    const aliases = [...new Set([...place.aliases, ...names])].filter((alias) => alias !== place.name)
    places.set(place.code, { ...place, aliases })
  }
  const versions = version === undefined ? pack.versions : { ...pack.versions, gazetteer: version }
  const isGazetteerComplete = places.size > pack.places.size || pack.isGazetteerComplete === true
  return { ...pack, places, versions, isGazetteerComplete }
}

interface Scheme {
  readonly levels: readonly { readonly level: string; readonly length: number }[]
  readonly numericPrefix: string | undefined
}

/** Codes that are built as the pack says, whether or not they are listed. */
class CodeScheme {
  private readonly pack: CountryPack
  private readonly scheme: Scheme

  constructor(pack: CountryPack) {
    this.pack = pack
    this.scheme = {
      levels: pack.placeScheme?.levels ?? [],
      numericPrefix: pack.placeScheme?.numericPrefix,
    }
  }

  rank(level: string): number {
    const index = this.scheme.levels.findIndex((one) => one.level === level)
    return index === -1 ? this.scheme.levels.length : index
  }

  levelOf(code: string): string | undefined {
    return this.scheme.levels.find((one) => one.length === code.length)?.level
  }

  /** The code one level up by its letters; undefined at the top. */
  parent(code: string): string | undefined {
    const above = this.scheme.levels.findLast((one) => one.length < code.length)
    return above === undefined ? undefined : code.slice(0, above.length)
  }

  /** A code below a listed territory whose own level is not imported yet. Below the country the digits begin. */
  isPlausible(code: string): boolean {
    if (this.pack.isGazetteerComplete === true) return false
    const top = this.scheme.levels[1]?.length
    if (top === undefined || code.length <= top || this.levelOf(code) === undefined) return false
    return this.pack.places.has(code.slice(0, top)) && /^\d+$/.test(code.slice(top))
  }

  fromDigits(text: string): string | undefined {
    const prefix = this.scheme.numericPrefix
    return prefix !== undefined && /^\d+$/.test(text) ? prefix + text : undefined
  }
}

/** Names and aliases in normalised form → the places that bear them. */
function indexNames(places: Iterable<Place>): ReadonlyMap<string, readonly Place[]> {
  const index = new Map<string, Place[]>()
  for (const place of places) {
    for (const name of new Set([place.code, place.name, ...place.aliases].map(normaliseName))) {
      const bearers = index.get(name)
      if (bearers === undefined) index.set(name, [place])
      else bearers.push(place)
    }
  }
  return index
}

export function createGazetteer(pack: CountryPack): Gazetteer {
  const scheme = new CodeScheme(pack)
  const names = indexNames(pack.places.values())
  const isPlace = (code: string) => pack.places.has(code) || scheme.isPlausible(code)

  const named = (code: string) => ({ code, name: pack.places.get(code)?.name ?? code })
  const ancestors = (place: string) => {
    const line: string[] = []
    let code: string | undefined = isPlace(place) ? place : undefined
    // A place already in the line would be a circle in the data; the line ends there.
    while (code !== undefined && !line.includes(code)) {
      line.push(code)
      const listed = pack.places.get(code)
      code = listed === undefined ? scheme.parent(code) : (listed.parent ?? undefined)
    }
    return line
  }
  const levelOf = (place: string) =>
    pack.places.get(place)?.level ?? (isPlace(place) ? scheme.levelOf(place) : undefined)

  const byName = (text: string): ResolvedPlace => {
    const wanted = normaliseName(text)
    const bearers = names.get(wanted) ?? []
    const coarsest = Math.min(...bearers.map((place) => scheme.rank(place.level)))
    const fitting = bearers.filter((place) => scheme.rank(place.level) === coarsest)
    const [only] = fitting
    if (fitting.length === 1 && only !== undefined) return { code: only.code }
    if (fitting.length > 1)
      return { code: undefined, nearest: fitting.map((place) => named(place.code)).slice(0, 10) }
    const near = nearest(wanted, names.keys()).flatMap((name) => names.get(name) ?? [])
    const codes = [...new Set(near.map((place) => place.code))].slice(0, 5)
    return { code: undefined, nearest: codes.map(named) }
  }

  return {
    ancestors,
    levelOf,
    isWithin: (place, territory) => ancestors(place).includes(territory),
    placeLevels: (place) => {
      const at = (level: string) => ancestors(place).find((code) => levelOf(code) === level)
      const department = at('department')
      const province = at('province')
      const municipality = at('municipality')
      return {
        ...(department === undefined ? {} : { department }),
        ...(province === undefined ? {} : { province }),
        ...(municipality === undefined ? {} : { municipality }),
      }
    },
    resolve: (text) => {
      const code = text.trim().toUpperCase()
      const found = [code, scheme.fromDigits(code)].find((one) => one !== undefined && isPlace(one))
      return found === undefined ? byName(text) : { code: found }
    },
  }
}

// What the offices of a country are called: as its pack says, else by their set and the places that they answer for. Pure.
import type { CountryPack, EntitySet, Labelled } from '../pack.ts'
import type { Text } from '../text.ts'

/** Every member that answers for a territory, in the order of the pack, each code once. */
export function namedOffices(pack: CountryPack): Labelled[] {
  const found = new Map<string, Labelled>()
  for (const set of pack.entitySets.values()) {
    const field = set.key[0]
    if (field === undefined || set.coverage === undefined) continue
    for (const [index, member] of set.members.entries()) {
      const code = member[field]
      if (code === undefined || found.has(code)) continue
      found.set(code, { code, labels: set.names?.[index] ?? placesOf(pack, set, index) })
    }
  }
  return [...found.values()]
}

function placesOf(pack: CountryPack, { labels, coverage }: EntitySet, index: number): Text {
  const covers = coverage?.[index]?.covers ?? []
  const places = covers.map((code) => pack.places.get(code)?.name ?? code).join(', ')
  return { es: `${labels.es}: ${places}`, en: `${labels.en}: ${places}` }
}

// Codes → words of the reader's language. A code without a label stays visible as it is: better than a blank.
import type { Meta, Place } from './api-types.ts'
import type { Language } from './texts/language.ts'

type CodeList =
  | 'electionTypes'
  | 'phases'
  | 'windows'
  | 'milestones'
  | 'addressees'
  | 'audiences'
  | 'offices'
  | 'actors'
  | 'eventTypes'
  | 'targets'
  | 'rights'
  | 'populations'
  | 'responseLines'
  | 'sourceKinds'
  | 'topics'
  | 'indicators'

export interface Labels {
  readonly of: (list: CodeList, code: string) => string
  readonly options: (list: CodeList) => readonly { readonly code: string; readonly label: string }[]
  /** What a code is called in any language: a file need not be in the reader's. */
  names(list: CodeList, code: string): readonly string[]
  /** The codes of a list in the pack's own order. */
  codes(list: CodeList): readonly string[]
  readonly place: (code: string) => string
  /** Whoever receives what is sent: an office, or a group of the routes. */
  readonly recipient: (code: string) => string
  /** The territories above a place, nearest first, without the country: «Murillo, La Paz». */
  readonly within: (place: Place) => string
}

export function createLabels(meta: Meta | undefined, places: readonly Place[], language: Language): Labels {
  const lists = new Map(
    Object.entries(meta?.codes ?? {}).map(([name, list]) => [
      name,
      new Map(list.map((one) => [one.code, one.labels[language]])),
    ]),
  )
  const of = (list: CodeList, code: string) => lists.get(list)?.get(code)
  const byCode = new Map(places.map((place) => [place.code, place]))
  return {
    of: (list, code) => of(list, code) ?? code,
    options: (list) =>
      [...(lists.get(list) ?? [])]
        .map(([code, label]) => ({ code, label }))
        .toSorted((a, b) => a.label.localeCompare(b.label, language)),
    names: (list, code) => Object.values(meta?.codes[list]?.find((one) => one.code === code)?.labels ?? {}),
    codes: (list) => [...(lists.get(list)?.keys() ?? [])],
    place: (code) => byCode.get(code)?.name ?? code,
    recipient: (code) => of('audiences', code) ?? of('offices', code) ?? of('addressees', code) ?? code,
    within(place) {
      const names: string[] = []
      let above = place.parent === null ? undefined : byCode.get(place.parent)
      while (above !== undefined && above.parent !== null) {
        names.push(above.name)
        above = byCode.get(above.parent)
      }
      return names.join(', ')
    },
  }
}

/** A word for a code that the API itself defines. */
export function wordFor(labels: Readonly<Record<string, string>>, code: string | number): string {
  return labels[String(code)] ?? String(code)
}

/** Without accents and case, for comparing what a person types with a name. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
}

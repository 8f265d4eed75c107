// How a territory stands, place by place: the highest open level and what it was before, how much is reported, and who is not heard.

import type { CountryPack, Place } from '../pack.ts'
import type { Gazetteer } from '../place.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import { formatInstant } from '../time.ts'

const dayMs = 86_400_000
/** So many days before the time asked about say how much a place reports as a rule. */
export const usualDays = 28

/** Signals of one place from one source, inside the time asked about and in the usual days before it. */
export interface SignalCount {
  readonly place: string
  readonly source: string
  readonly now: number
  readonly before: number
  readonly last: number | null
}

export interface OpenAlert {
  readonly place: string
  readonly level: LevelName
  readonly isAnswered: boolean
}

export interface SituationFacts {
  /** undefined: the caller may not read signals. */
  readonly signals: readonly SignalCount[] | undefined
  readonly alerts: readonly OpenAlert[]
  /** Those that were open at the beginning of the time asked about, with their level then. */
  readonly alertsBefore: readonly Pick<OpenAlert, 'place' | 'level'>[]
  readonly days: number
}

interface Reports {
  readonly signals: number
  /** As many as the usual days before would bring in this time, to one decimal. */
  readonly expected: number
  /** Sources that reported in this time. */
  readonly sources: number
  /** Sources that reported in this time or in the usual days before it. */
  readonly sourcesKnown: number
  readonly lastAt: number | null
  /** unheard: nobody ever reported in this time or before it; silent: reports were to be expected and none came. */
  readonly coverage: 'reporting' | 'silent' | 'quiet' | 'unheard'
}

export interface PlaceSituation {
  readonly place: string
  readonly level: LevelName | null
  readonly levelBefore: LevelName | null
  readonly open: number
  readonly unanswered: number
  /** Offices and other listed sources that answer for the place, and how many of them reported; null: nobody is listed. */
  readonly listed: { readonly all: number; readonly heard: number } | null
  readonly reports: Reports | null
}

/** The places of a level within a parent; without a level those right below it. */
export function placesBelow(
  pack: CountryPack,
  places: Gazetteer,
  parent: string,
  level: string | undefined,
): readonly Place[] {
  return [...pack.places.values()].filter((one) =>
    level === undefined
      ? one.parent === parent
      : one.code !== parent && one.level === level && places.isWithin(one.code, parent),
  )
}

export function situationOf(
  pack: CountryPack,
  places: Gazetteer,
  below: readonly Place[],
  facts: SituationFacts,
): readonly PlaceSituation[] {
  const within = (place: string, code: string) => places.isWithin(place, code)
  return below.map(({ code }) => {
    const open = facts.alerts.filter((one) => within(one.place, code))
    const before = facts.alertsBefore.filter((one) => within(one.place, code))
    const signals = facts.signals?.filter((one) => within(one.place, code))
    return {
      place: code,
      level: highest(open),
      levelBefore: highest(before),
      open: open.length,
      unanswered: open.filter((one) => !one.isAnswered).length,
      listed: listedFor(pack, places, code, signals),
      reports: signals === undefined ? null : reportsOf(signals, facts.days),
    }
  })
}

function highest(alerts: readonly { readonly level: LevelName }[]): LevelName | null {
  return levelNames.findLast((level) => alerts.some((one) => one.level === level)) ?? null
}

function reportsOf(counts: readonly SignalCount[], days: number): Reports {
  const signals = sum(counts.map((one) => one.now))
  const before = sum(counts.map((one) => one.before))
  const expected = Math.round((before / usualDays) * days * 10) / 10
  const heard = new Set(counts.filter((one) => one.now > 0).map((one) => one.source))
  const known = new Set(counts.filter((one) => one.now + one.before > 0).map((one) => one.source))
  const times = counts.flatMap((one) => one.last ?? [])
  return {
    signals,
    expected,
    sources: heard.size,
    sourcesKnown: known.size,
    lastAt: times.length === 0 ? null : Math.max(...times),
    coverage: coverageOf(signals, expected, known.size),
  }
}

/** Zero is a number where somebody reports; where nobody does it is no number at all. */
function coverageOf(signals: number, expected: number, known: number): Reports['coverage'] {
  if (known === 0) return 'unheard'
  if (signals > 0) return 'reporting'
  return expected >= 1 ? 'silent' : 'quiet'
}

/** Members of the pack's lists of sources whose territory touches the place. */
function listedFor(
  pack: CountryPack,
  places: Gazetteer,
  code: string,
  signals: readonly SignalCount[] | undefined,
): PlaceSituation['listed'] {
  const ids = new Set<string>()
  for (const { key, members, coverage } of pack.entitySets.values()) {
    if (!key.includes('source.id')) continue
    for (const [index, member] of members.entries()) {
      const covers = coverage?.[index]?.covers ?? []
      const touches = covers.some((one) => places.isWithin(one, code) || places.isWithin(code, one))
      const id = member['source.id']
      if (touches && id !== undefined) ids.add(id)
    }
  }
  if (ids.size === 0) return null
  const heard = new Set(signals?.filter((one) => one.now > 0).map((one) => one.source))
  return { all: ids.size, heard: [...ids].filter((id) => heard.has(id)).length }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

/** From when on the usual days count, and from when on the time asked about. */
export function spansOf(now: number, days: number): { readonly usualFrom: number; readonly from: number } {
  const from = now - days * dayMs
  return { usualFrom: from - usualDays * dayMs, from }
}

/** As the API and bulletins give it: one shape, so that their numbers are the same. */
export function placeNumbers({ reports, listed, ...one }: PlaceSituation) {
  return {
    place: one.place,
    level: one.level,
    level_before: one.levelBefore,
    open_alerts: one.open,
    unanswered: one.unanswered,
    listed_sources: listed?.all ?? null,
    listed_heard: reports === null ? null : (listed?.heard ?? null),
    ...reportNumbers(reports),
  }
}

/** null: the caller sees no signals, which is not the same as none. */
function reportNumbers(reports: PlaceSituation['reports']) {
  if (reports === null)
    return {
      signals: null,
      expected: null,
      sources: null,
      sources_known: null,
      last_received: null,
      coverage: null,
    }
  const { signals, expected, sources, sourcesKnown, lastAt, coverage } = reports
  const last = lastAt === null ? null : formatInstant(lastAt)
  return { signals, expected, sources, sources_known: sourcesKnown, last_received: last, coverage }
}

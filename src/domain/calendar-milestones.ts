// Which milestones of an electoral calendar were known at an instant, and when they lie: versions, revisions, local days.

import type { CalendarFile, Confidence, MilestoneEntry } from './pack/calendar-shapes.ts'
import { confidences } from './pack/calendar-shapes.ts'
import type { CountryPack, MilestoneAnchor, MilestoneDefinition } from './pack.ts'
import type { Instant } from './time.ts'
import { parseInstant } from './time.ts'

export interface KnownMilestone {
  readonly code: string
  /** null = of the whole process. */
  readonly round: number | null
  /** A day is a span; everything else has from = to. */
  readonly from: Instant
  readonly to: Instant
  readonly confidence: Confidence
  /** Territory codes, or a word where the calendar does not say which ones; absent = where the process takes place. */
  readonly scope?: string | readonly string[]
}

export type CalendarVersion = CalendarFile['versions'][number]

export function startOfDay(date: string, zone: string): Instant {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds
}

/** `days` are local calendar days in the zone, `ms` elapsed time after them. */
export function shift(at: Instant, offset: MilestoneAnchor['offset'], zone: string): Instant {
  if (offset.days === 0) return at + offset.ms
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return local.add({ days: offset.days }).epochMilliseconds + offset.ms
}

/** What hangs on both is as sure as the weaker one. */
export function weaker(one: Confidence, other: Confidence): Confidence {
  return confidences.indexOf(one) > confidences.indexOf(other) ? one : other
}

/** The version known at an instant; undefined before the first one became known. */
export function versionAt(file: CalendarFile, knownAt: Instant): CalendarVersion | undefined {
  return file.versions.findLast((version) => startOfDay(version.known_from, file.time_zone) <= knownAt)
}

interface Dated {
  readonly date?: string | null | undefined
  readonly at?: string | undefined
}

function timeOf(
  entry: Dated,
  edge: MilestoneDefinition['dayEdge'],
  zone: string,
): { from: Instant; to: Instant } | undefined {
  if (entry.at !== undefined) {
    const at = parseInstant(entry.at)
    return at === undefined ? undefined : { from: at, to: at }
  }
  if (entry.date === undefined || entry.date === null) return undefined
  const start = startOfDay(entry.date, zone)
  const end = shift(start, { days: 1, ms: 0 }, zone)
  if (edge === 'day') return { from: start, to: end }
  return edge === 'start' ? { from: start, to: start } : { from: end, to: end }
}

/** The date and confidence of an entry as of a version; undefined where that version knows none. */
export function wordingAt(
  entry: MilestoneEntry,
  version: number,
): (Dated & { confidence: Confidence }) | undefined {
  if (entry.version !== undefined && entry.version > version) return undefined
  if (entry.superseded === true && entry.version !== undefined && entry.version < version) return undefined
  const last = entry.revisions?.at(-1)
  // The entry itself says how the act stands now, sometimes more exactly than its last revision.
  if (last === undefined || version >= last.version) return entry
  return entry.revisions?.findLast((revision) => revision.version <= version)
}

/** A version of the calendar says in advance when the act takes place. */
export function isAnnounced(entry: MilestoneEntry): boolean {
  return entry.version !== undefined || entry.revisions !== undefined
}

/** An act that nobody announces is known once it has happened; one that a version announced, with that version. */
function isKnown(
  entry: MilestoneEntry,
  definition: MilestoneDefinition,
  from: Instant,
  knownAt: Instant,
): boolean {
  return definition.isObserved !== true || isAnnounced(entry) || from <= knownAt
}

/** In time order. Acts that were not held, and those of a separate part of the process (party primaries), are left out. */
export function knownMilestones(
  file: CalendarFile,
  pack: Pick<CountryPack, 'milestones'>,
  knownAt: Instant,
): readonly KnownMilestone[] {
  const version = versionAt(file, knownAt)
  if (version === undefined) return []
  const known: KnownMilestone[] = []
  for (const entry of file.milestones) {
    const definition = pack.milestones.get(entry.code)
    if (definition === undefined || entry.held === false || entry.process_part !== undefined) continue
    const wording = wordingAt(entry, version.version)
    const time = wording && timeOf(wording, definition.dayEdge, file.time_zone)
    if (wording === undefined || time === undefined || !isKnown(entry, definition, time.from, knownAt))
      continue
    known.push({
      code: entry.code,
      round: entry.round ?? null,
      ...time,
      confidence: wording.confidence,
      ...(entry.scope === undefined ? {} : { scope: entry.scope }),
    })
  }
  return withDefaults(known, pack, file.time_zone).toSorted((a, b) => a.from - b.from)
}

/** Rounds with an election day, ascending. */
export function roundsOf(milestones: readonly KnownMilestone[]): readonly number[] {
  const rounds = milestones.flatMap((one) =>
    one.code === 'election_day' && one.round !== null ? [one.round] : [],
  )
  return [...new Set(rounds)].toSorted((a, b) => a - b)
}

/**
 * A milestone of a round, else of the whole process. Where an act took place more than once (cut short, opened again), an opening counts
 * from the first time and a closing till the last.
 */
export function findMilestone(
  milestones: readonly KnownMilestone[],
  code: string,
  round: number,
  edge: MilestoneDefinition['dayEdge'],
): KnownMilestone | undefined {
  const all = milestones.filter((one) => one.code === code)
  const own = all.filter((one) => one.round === round)
  const fitting = own.length > 0 ? own : all.filter((one) => one.round === null)
  return edge === 'end' ? fitting.at(-1) : fitting[0]
}

function withDefaults(
  known: readonly KnownMilestone[],
  pack: Pick<CountryPack, 'milestones'>,
  zone: string,
): readonly KnownMilestone[] {
  const added: KnownMilestone[] = []
  for (const definition of pack.milestones.values()) {
    const { otherwise } = definition
    if (otherwise === undefined) continue
    for (const round of roundsOf(known)) {
      if (known.some((one) => one.code === definition.code && one.round === round)) continue
      const base = known.find((one) => one.code === otherwise.milestone && one.round === round)
      if (base === undefined) continue
      const at = shift(base.from, otherwise.offset, zone)
      const confidence = weaker('derived', base.confidence)
      added.push({ code: definition.code, round, from: at, to: at, confidence })
    }
  }
  return [...known, ...added]
}

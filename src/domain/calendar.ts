// An electoral calendar as known at an instant → the phases and calendar windows it opens, per round and territory, and its milestones.

import type { KnownMilestone } from './calendar-milestones.ts'
import {
  findMilestone,
  isAnnounced,
  knownMilestones,
  roundsOf,
  shift,
  startOfDay,
  versionAt,
  weaker,
} from './calendar-milestones.ts'
import type { CalendarFile, Confidence } from './pack/calendar-shapes.ts'
import type { CountryPack, MilestoneAnchor, PhaseDefinition, PhaseLimit, WindowDefinition } from './pack.ts'
import type { CalendarSpan, LaneCalendar } from './rules/lane.ts'
import type { Instant } from './time.ts'

export interface DerivedSpan extends CalendarSpan {
  readonly round: number
  /** The weaker of its two ends. */
  readonly confidence: Confidence
  /** Milestones that its ends hang on; null = it has no known end. */
  readonly opensWith: string
  readonly closesWith: string | null
  /** Of a phase. */
  readonly period?: string
  /** The calendar limits it to territories it does not name, e.g. the tables affected; it is then shown for the whole territory. */
  readonly scope?: string
}

export interface DerivedCalendar extends LaneCalendar {
  readonly process: string
  /** 0 = nothing of this process was known yet. */
  readonly version: number
  readonly status: 'in_force' | 'suspended' | 'annulled' | 'unknown'
  readonly spans: readonly DerivedSpan[]
  readonly rounds: readonly number[]
  /** The round whose dates `milestones` gives: the last one that has begun. */
  readonly round: number
  /** Every known milestone of every round. */
  readonly known: readonly KnownMilestone[]
}

/** End of what has no known end: the last instant that RFC 3339 can write with a four-digit year. */
export const openEnd: Instant = 253_402_300_799_999

interface Edge {
  readonly at: Instant
  readonly milestone: string | null
  readonly confidence: Confidence
  readonly scope?: string | readonly string[]
}

interface Interval {
  readonly from: Edge
  readonly to: Edge
}

interface Deriving {
  readonly file: CalendarFile
  readonly pack: CountryPack
  readonly milestones: readonly KnownMilestone[]
  /** When running periods stood still. */
  readonly stopped: readonly Interval[]
}

const find = (of: Deriving, code: string, round: number) =>
  findMilestone(of.milestones, code, round, of.pack.milestones.get(code)?.dayEdge ?? 'start')

function edgeAt(
  of: Deriving,
  anchor: MilestoneAnchor,
  round: number,
  end: 'start' | 'end' = 'start',
): Edge | undefined {
  const found = find(of, anchor.milestone, anchor.round ?? round)
  if (found === undefined) return undefined
  return {
    at: shift(end === 'end' ? found.to : found.from, anchor.offset, of.file.time_zone),
    milestone: found.code,
    confidence: found.confidence,
    ...(found.scope === undefined ? {} : { scope: found.scope }),
  }
}

const estimated = (edge: Edge | undefined): Edge | undefined =>
  edge && { ...edge, confidence: weaker('derived', edge.confidence) }

function limitEdge(of: Deriving, limits: readonly PhaseLimit[], round: number): Edge | undefined {
  for (const limit of limits) {
    if (limit.round !== undefined && limit.round !== round) continue
    const has = (code: string) => find(of, code, round) !== undefined
    if (!limit.ifKnown.every(has) || limit.ifUnknown.some(has)) continue
    const edge = edgeAt(of, { milestone: limit.milestone, offset: limit.offset }, round, limit.edge)
    if (edge !== undefined) return limit.offset.days === 0 && limit.offset.ms === 0 ? edge : estimated(edge)
  }
  return undefined
}

const edgeOf = (one: KnownMilestone): Edge => ({
  at: one.from,
  milestone: one.code,
  confidence: one.confidence,
})

function suspensions(milestones: readonly KnownMilestone[]): readonly Interval[] {
  return milestones
    .filter((one) => one.code === 'suspended')
    .map((one) => {
      const resumed = milestones.find((other) => other.code === 'resumed' && other.from >= one.from)
      const open: Edge = { at: openEnd, milestone: null, confidence: one.confidence }
      return { from: edgeOf(one), to: resumed === undefined ? open : edgeOf(resumed) }
    })
}

/** What is left of an interval when the standstills are cut out of it. */
function running(interval: Interval, stopped: readonly Interval[]): readonly Interval[] {
  let parts: readonly Interval[] = [interval]
  for (const stop of stopped) {
    parts = parts.flatMap((part) => {
      if (stop.to.at <= part.from.at || part.to.at <= stop.from.at) return [part]
      return [
        { from: part.from, to: stop.from },
        { from: { ...part.from, ...stop.to }, to: part.to },
      ].filter((piece) => piece.from.at < piece.to.at)
    })
  }
  return parts
}

/** Where a span holds: its opening act's own scope, else that of the round's vote, else of the process. */
function territories(
  of: Deriving,
  interval: Interval,
  round: number,
): { places: readonly string[]; scope?: string } {
  const whole = Array.isArray(of.file.scope.territories) ? of.file.scope.territories : [of.pack.country]
  const scope = interval.from.scope ?? find(of, 'election_day', round)?.scope
  if (scope === undefined) return { places: whole }
  return typeof scope === 'string' ? { places: whole, scope } : { places: scope }
}

function spansOf(
  of: Deriving,
  what: { type: 'phase' | 'window'; code: string; period?: string },
  interval: Interval,
  round: number,
): readonly DerivedSpan[] {
  const { places, scope } = territories(of, interval, round)
  return places.map((place) => ({
    ...what,
    place,
    from: interval.from.at,
    to: interval.to.at,
    round,
    confidence: weaker(interval.from.confidence, interval.to.confidence),
    opensWith: interval.from.milestone ?? '',
    closesWith: interval.to.milestone,
    ...(scope === undefined ? {} : { scope }),
  }))
}

function between(
  of: Deriving,
  from: Edge | undefined,
  to: Edge | undefined,
  stops: boolean,
): readonly Interval[] {
  if (from === undefined || to === undefined || from.at >= to.at) return []
  return stops ? running({ from, to }, of.stopped) : [{ from, to }]
}

/** The end of what stays open while no end of it is known. */
function openFrom(from: Edge | undefined, isOpenEnded: boolean | undefined): Edge | undefined {
  return from !== undefined && isOpenEnded === true
    ? { at: openEnd, milestone: null, confidence: from.confidence }
    : undefined
}

function phaseSpans(of: Deriving, phase: PhaseDefinition, round: number): readonly DerivedSpan[] {
  if (phase.limits === undefined) return []
  const from = limitEdge(of, phase.limits.from, round)
  const to = limitEdge(of, phase.limits.to, round) ?? openFrom(from, phase.isOpenEnded)
  return between(of, from, to, phase.stopsWhenSuspended === true).flatMap((interval) =>
    spansOf(of, { type: 'phase', code: phase.code, period: phase.period }, interval, round),
  )
}

function windowSpans(of: Deriving, window: WindowDefinition, round: number): readonly DerivedSpan[] {
  if (window.electionTypes !== undefined && !window.electionTypes.includes(of.file.type)) return []
  if (window.rounds !== undefined && !window.rounds.includes(round)) return []
  const edge = (anchor: MilestoneAnchor, otherwise: MilestoneAnchor | undefined) =>
    edgeAt(of, anchor, round) ?? estimated(otherwise && edgeAt(of, otherwise, round))
  const from = edge(window.from, window.elseFrom)
  const to = edge(window.to, window.elseTo) ?? openFrom(from, window.isOpenEnded)
  const stops = of.pack.phases.get(window.phase)?.stopsWhenSuspended === true
  return between(of, from, to, stops).flatMap((interval) =>
    spansOf(of, { type: 'window', code: window.code }, interval, round),
  )
}

/** What hangs on dates of the whole process comes out of every round alike; it is kept once. */
function withoutRepeats(spans: readonly DerivedSpan[]): readonly DerivedSpan[] {
  const seen = new Set<string>()
  return spans.filter((span) => {
    const same = [span.type, span.code, span.place, span.from, span.to].join(' ')
    if (seen.has(same)) return false
    seen.add(same)
    return true
  })
}

function beginningOf(milestones: readonly KnownMilestone[], round: number): Instant {
  return Math.min(...milestones.filter((one) => one.round === round).map((one) => one.from))
}

/**
 * The dates a rule's anchors mean during a round: those of the round and of the whole process, and of earlier rounds what lay before their
 * vote (candidacies, the roll). An earlier round's count is not taken for this one's.
 */
function milestonesOfRound(
  milestones: readonly KnownMilestone[],
  round: number,
  pack: Pick<CountryPack, 'milestones'>,
): LaneCalendar['milestones'] {
  const edge = (code: string) => pack.milestones.get(code)?.dayEdge ?? 'start'
  const dates: Record<string, { from: Instant; to: Instant }> = {}
  for (const code of new Set(milestones.map((one) => one.code))) {
    let found = findMilestone(milestones, code, round, edge(code))
    for (let earlier = round - 1; found === undefined && earlier >= 1; earlier--) {
      const vote = findMilestone(milestones, 'election_day', earlier, 'day')
      const before = findMilestone(milestones, code, earlier, edge(code))
      if (vote !== undefined && before !== undefined && before.from < vote.from) found = before
    }
    if (found !== undefined) dates[code] = { from: found.from, to: found.to }
  }
  return dates
}

export function deriveCalendar(file: CalendarFile, pack: CountryPack, knownAt: Instant): DerivedCalendar {
  const version = versionAt(file, knownAt)
  const milestones = knownMilestones(file, pack, knownAt)
  const rounds = roundsOf(milestones)
  const of: Deriving = { file, pack, milestones, stopped: suspensions(milestones) }
  // Without an election day (suspended, not set yet) what hangs on other dates of round one still holds.
  const spans = (rounds.length === 0 ? [1] : rounds).flatMap((round) => [
    ...[...pack.phases.values()].flatMap((phase) => phaseSpans(of, phase, round)),
    ...[...pack.windows.values()].flatMap((window) => windowSpans(of, window, round)),
  ])
  const round = rounds.findLast((one) => beginningOf(milestones, one) <= knownAt) ?? rounds[0] ?? 1
  return {
    process: file.process,
    version: version?.version ?? 0,
    // That a version was superseded is hindsight: while it is the last one known, it is in force.
    status: version?.status === 'superseded' ? 'in_force' : (version?.status ?? 'unknown'),
    spans: withoutRepeats(spans).toSorted((a, b) => a.from - b.from || a.to - b.to),
    milestones: milestonesOfRound(milestones, round, pack),
    rounds,
    round,
    known: milestones,
  }
}

/**
 * The instants at which deriveCalendar gives something else, in order: a version becomes known, an act that nobody announces happens, a
 * further round begins. Each is a calendar entry of the process's lanes.
 */
export function calendarChanges(file: CalendarFile, pack: CountryPack): readonly Instant[] {
  const changes = file.versions.map((version) => startOfDay(version.known_from, file.time_zone))
  const first = changes[0] ?? 0
  const last = knownMilestones(file, pack, openEnd)
  const announced = new Set(file.milestones.filter(isAnnounced).map((entry) => entry.code))
  for (const one of last)
    if (pack.milestones.get(one.code)?.isObserved === true && !announced.has(one.code)) changes.push(one.from)
  for (const round of roundsOf(last).slice(1)) changes.push(beginningOf(last, round))
  return [...new Set(changes)].filter((at) => at >= first).toSorted((a, b) => a - b)
}

/** The calendar as known from each of its changes on, numbered from 1: what is stored, and what lanes are told one after the other. */
export function calendarHistory(
  file: CalendarFile,
  pack: CountryPack,
): readonly { readonly revision: number; readonly knownFrom: Instant; readonly calendar: DerivedCalendar }[] {
  return calendarChanges(file, pack).map((knownFrom, index) => ({
    revision: index + 1,
    knownFrom,
    calendar: deriveCalendar(file, pack, knownFrom),
  }))
}

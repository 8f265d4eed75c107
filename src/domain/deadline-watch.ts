// The legal clock: which watched acts of a calendar are due when, which of them nobody has recorded in time, and what a new version moved.
import type { DerivedCalendar } from './calendar.ts'
import { dayBeginningAt } from './calendar-days.ts'
import type { KnownMilestone } from './calendar-milestones.ts'
import { findMilestone, shift } from './calendar-milestones.ts'
import type { CountryPack, DeadlineWatch } from './pack.ts'
import type { Instant } from './time.ts'

/** An act of the electoral body with a date that the watch looks at. */
export interface Deadline {
  readonly milestone: string
  /** null = of the whole process. */
  readonly round: number | null
  /** By when it is to have taken place. */
  readonly due: Instant
  /** When the watch speaks up: `due`, and the time that people have to record the act. */
  readonly speaks: Instant
  readonly confidence: KnownMilestone['confidence']
}

/** An act that a person recorded as done. */
export interface RecordedAct {
  readonly milestone: string
  readonly round: number | null
}

/** In the order of their time. */
export function deadlines(
  calendar: Pick<DerivedCalendar, 'known'>,
  pack: CountryPack,
  { graceDay, graceHour }: Pick<DeadlineWatch, 'graceDay' | 'graceHour'>,
): readonly Deadline[] {
  const keys = new Map(calendar.known.map((one) => [`${one.code} ${one.round}`, one]))
  const found: Deadline[] = []
  for (const { code, round } of keys.values()) {
    const definition = pack.milestones.get(code)
    if (definition?.isWatched !== true) continue
    const own = calendar.known.filter((one) => one.round === round)
    const one = findMilestone(own, code, round ?? 0, definition.dayEdge)
    if (one === undefined) continue
    const isDay = one.from !== one.to || dayBeginningAt(one.from, pack.timeZone) !== null
    // What is given by its day only may take place at any hour of it.
    const due =
      one.from === one.to && isDay && definition.dayEdge === 'start' ? nextDay(one.from, pack) : one.to
    found.push({
      milestone: code,
      round,
      due,
      speaks: due + (isDay ? graceDay : graceHour),
      confidence: one.confidence,
    })
  }
  return found.toSorted((a, b) => a.speaks - b.speaks || (a.milestone < b.milestone ? -1 : 1))
}

function nextDay(at: Instant, { timeZone }: CountryPack): Instant {
  return shift(at, { days: 1, ms: 0 }, timeZone)
}

/** Deadlines that have passed since the watch began, and whose act nobody recorded. What was due before it began is not held against anybody. */
export function missedDeadlines(
  all: readonly Deadline[],
  acts: readonly RecordedAct[],
  { since, now }: { readonly since: Instant; readonly now: Instant },
): readonly Deadline[] {
  return all.filter(
    (one) =>
      since < one.due &&
      one.speaks <= now &&
      !acts.some((act) => act.milestone === one.milestone && act.round === one.round),
  )
}

/** When the watch has to look again; undefined = nothing is to come. */
export function nextLook(all: readonly Deadline[], now: Instant): Instant | undefined {
  return all.find(({ speaks }) => speaks > now)?.speaks
}

export interface MovedDeadline {
  readonly milestone: string
  readonly round: number | null
  readonly before: Instant
  /** null = it has no date any more. */
  readonly after: Instant | null
}

/** Watched acts that were still to come and that the new version puts on another date, the soonest first. */
export function movedDeadlines(
  before: readonly Deadline[],
  after: readonly Deadline[],
  now: Instant,
): readonly MovedDeadline[] {
  return before
    .filter(({ due }) => due > now)
    .flatMap((one) => {
      const then = after.find((other) => other.milestone === one.milestone && other.round === one.round)
      return then?.due === one.due
        ? []
        : [{ milestone: one.milestone, round: one.round, before: one.due, after: then?.due ?? null }]
    })
    .toSorted((a, b) => a.before - b.before)
}

// A further version of an electoral calendar, made from the one in force by steps: a date moves or is set, the process stands still or goes on.
// The file keeps what every earlier version said.
import { deriveCalendar } from './calendar.ts'
import { daysOfMilestone } from './calendar-days.ts'
import {
  type CalendarVersion,
  isAnnounced,
  type KnownMilestone,
  versionAt,
  wordingAt,
} from './calendar-milestones.ts'
import { calendarAsKnown } from './calendar-truncate.ts'
import type { CalendarFile, Confidence, MilestoneEntry } from './pack/calendar-shapes.ts'
import type { CountryPack } from './pack.ts'
import type { Text } from './text.ts'
import type { Instant } from './time.ts'

/** Nothing else; what lies after the day that moves; everything that is still to come. */
export const alongs = ['nothing', 'later', 'to_come'] as const
export type Along = (typeof alongs)[number]

export type CalendarStep =
  /** To another local day; an hour stays. `along`: other dated milestones, of any round, that move by as many days. */
  | {
      readonly act: 'move'
      readonly milestone: string
      readonly round?: number | undefined
      readonly date: string
      readonly along: Along
    }
  /** A milestone that has no date yet, or another kind of date. Without `round` it is one of the whole process. */
  | {
      readonly act: 'set'
      readonly milestone: string
      readonly round?: number | undefined
      readonly when: When
    }
  | { readonly act: 'suspend'; readonly at: string }
  | { readonly act: 'resume'; readonly at: string }

/** A local day, or an instant with an offset. */
export type When = { readonly date: string } | { readonly at: string }

export interface CalendarChange {
  readonly steps: readonly CalendarStep[]
  /** What the electoral body did, such as a resolution. */
  readonly act: Text
  /** How sure the new dates are. */
  readonly confidence: Confidence
  /** Where it was published. */
  readonly source?: { readonly publisher: string; readonly public: string } | undefined
}

export interface CalendarFault {
  readonly code: 'CALENDAR_MILESTONE_UNKNOWN' | 'CALENDAR_MILESTONE_ORDER' | 'CALENDAR_STANDS'
  readonly message: string
}

interface Changing {
  readonly file: CalendarFile
  readonly pack: CountryPack
  readonly now: Instant
  readonly version: CalendarVersion
  readonly change: CalendarChange
  /** Ids of the sources of what is new. */
  readonly sources: readonly string[]
}

/** `now` is when the change is known; the version counts from its local day on. */
export function changeCalendar(
  file: CalendarFile,
  pack: CountryPack,
  now: Instant,
  change: CalendarChange,
): { readonly file: CalendarFile } | CalendarFault {
  const known = calendarAsKnown(file, now)
  const last = versionAt(known, now) ?? known.versions[0]
  if (last === undefined)
    return { code: 'CALENDAR_MILESTONE_UNKNOWN', message: `${file.process} has no calendar yet` }
  const number = last.version + 1
  const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(file.time_zone).toPlainDate()
  const source =
    change.source === undefined ? [] : [{ id: `version-${number}`, ...change.source, date: day.toString() }]
  const version: CalendarVersion = {
    version: number,
    known_from: day.toString(),
    status: last.status === 'suspended' ? 'suspended' : 'in_force',
    confidence: change.confidence,
    act: change.act,
    source: source.map(({ id }) => id),
  }
  let next: CalendarFile = {
    ...known,
    sources: [...known.sources, ...source],
    versions: [...known.versions, version],
  }
  for (const step of change.steps) {
    const done = takeStep(
      {
        file: next,
        pack,
        now,
        version: next.versions.at(-1) ?? version,
        change,
        sources: version.source ?? [],
      },
      step,
    )
    if ('code' in done) return done
    next = done
  }
  return finished(next, pack, now, deriveCalendar(known, pack, now).known)
}

function takeStep(of: Changing, step: CalendarStep): CalendarFile | CalendarFault {
  switch (step.act) {
    case 'move':
      return move(of, step)
    case 'set':
      return set(of, step)
    case 'suspend':
      return stand(of, 'suspended', step.at)
    case 'resume':
      return stand(of, 'resumed', step.at)
  }
}

/** Election day as the file says it for readers, and the order of what opens and closes. */
function finished(file: CalendarFile, pack: CountryPack, now: Instant, before: readonly KnownMilestone[]) {
  const calendar = deriveCalendar(file, pack, now)
  // What was out of order before stays a matter of its own.
  const fault = orderFault(calendar.known)
  if (fault !== undefined && orderFault(before) === undefined) return fault
  const vote = calendar.milestones['election_day']
  const versions = file.versions.map((one, index) =>
    index < file.versions.length - 1
      ? one
      : { ...one, election_day: vote === undefined ? null : localDay(vote.from, file).toString() },
  )
  return { file: { ...file, versions } }
}

function move(of: Changing, step: Extract<CalendarStep, { act: 'move' }>): CalendarFile | CalendarFault {
  const { file, pack, now } = of
  const before = deriveCalendar(file, pack, now)
  const old =
    step.round === undefined
      ? before.milestones[step.milestone]
      : before.known.find((one) => one.code === step.milestone && one.round === step.round)
  if (old === undefined) return undated(file, step.milestone)
  const oldDay = dayOfAct(of, step.milestone, old)
  const days = oldDay.until(Temporal.PlainDate.from(step.date)).days
  if (days === 0) return file
  const after = { nothing: undefined, later: oldDay, to_come: localDay(now, file) }[step.along]
  const milestones = file.milestones.map((entry) => {
    const wording = wordingAt(entry, of.version.version)
    if (wording === undefined) return entry
    const isMeant = entry.code === step.milestone && (step.round === undefined || entry.round === step.round)
    const own = dayOf(wording)
    const isAlong =
      after !== undefined &&
      own !== undefined &&
      Temporal.PlainDate.compare(own, after) > 0 &&
      !isStillUnknown(of, entry, own)
    return isMeant || isAlong ? reworded(of, entry, shifted(wording, days, file)) : entry
  })
  return { ...file, milestones }
}

/** The day that the calendar gives: of what counts until a day ends, that day and not the midnight after it. */
function dayOfAct({ file, pack }: Changing, code: string, { from, to }: Pick<KnownMilestone, 'from' | 'to'>) {
  const edge = pack.milestones.get(code)?.dayEdge ?? 'start'
  const { first } = daysOfMilestone({ from, to }, edge, file.time_zone)
  return first === null ? localDay(from, file) : Temporal.PlainDate.from(first)
}

/** An act that is known once it has happened, and has not. */
function isStillUnknown(
  { pack, now, file }: Changing,
  entry: MilestoneEntry,
  day: Temporal.PlainDate,
): boolean {
  const isObserved = pack.milestones.get(entry.code)?.isObserved === true && !isAnnounced(entry)
  return isObserved && Temporal.PlainDate.compare(day, localDay(now, file)) > 0
}

function set(of: Changing, step: Extract<CalendarStep, { act: 'set' }>): CalendarFile | CalendarFault {
  const { file, pack } = of
  if (!pack.milestones.has(step.milestone))
    return {
      code: 'CALENDAR_MILESTONE_UNKNOWN',
      message: `the country pack has no milestone "${step.milestone}"; those that it has are in GET /v1/meta, codes.milestones`,
    }
  const index = file.milestones.findIndex(
    (entry) => entry.code === step.milestone && entry.round === step.round && entry.held !== false,
  )
  const entry = file.milestones[index]
  if (entry !== undefined)
    return { ...file, milestones: file.milestones.with(index, reworded(of, entry, step.when)) }
  const added: MilestoneEntry = {
    code: step.milestone,
    ...(step.round === undefined ? {} : { round: step.round }),
    version: of.version.version,
    ...step.when,
    confidence: of.change.confidence,
    source: [...of.sources],
  }
  return { ...file, milestones: [...file.milestones, added] }
}

/** Running periods stop, or go on from where they stood. */
function stand(of: Changing, code: 'suspended' | 'resumed', at: string): CalendarFile | CalendarFault {
  const { file, version } = of
  const isStanding = version.status === 'suspended'
  if (isStanding === (code === 'suspended'))
    return {
      code: 'CALENDAR_STANDS',
      message: `the calendar of ${file.process} is ${isStanding ? 'suspended already' : 'not suspended'}`,
    }
  const entry: MilestoneEntry = {
    code,
    version: version.version,
    at,
    confidence: of.change.confidence,
    source: [...of.sources],
  }
  const versions = file.versions.map((one) =>
    one.version === version.version
      ? { ...one, status: isStanding ? ('in_force' as const) : ('suspended' as const) }
      : one,
  )
  return { ...file, versions, milestones: [...file.milestones, entry] }
}

/** The entry as of the new version; what earlier versions said stays below it. */
function reworded(of: Changing, entry: MilestoneEntry, when: When | { date: null }): MilestoneEntry {
  const { date, at, confidence, source, revisions, note: _, ...rest } = entry
  const first = { version: rest.version ?? 1, ...timeOf({ date, at }), confidence, source }
  const earlier = (revisions ?? [first]).filter((one) => one.version !== of.version.version)
  const now = { ...when, confidence: of.change.confidence, source: [...of.sources] }
  return { ...rest, ...now, revisions: [...earlier, { version: of.version.version, ...now }] }
}

const timeOf = ({ date, at }: Pick<MilestoneEntry, 'date' | 'at'>) =>
  at === undefined ? { date: date ?? null } : { at }

function dayOf({ date, at }: Pick<MilestoneEntry, 'date' | 'at'>): Temporal.PlainDate | undefined {
  const text = date ?? at?.slice(0, 10)
  return text === undefined ? undefined : Temporal.PlainDate.from(text)
}

function shifted(
  { date, at }: Pick<MilestoneEntry, 'date' | 'at'>,
  days: number,
  file: CalendarFile,
): When | { date: null } {
  if (at !== undefined) {
    const local = Temporal.Instant.from(at).toZonedDateTimeISO(file.time_zone).add({ days })
    return { at: local.toString({ timeZoneName: 'never' }) }
  }
  return { date: date == null ? null : Temporal.PlainDate.from(date).add({ days }).toString() }
}

function localDay(at: Instant, file: CalendarFile): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(file.time_zone).toPlainDate()
}

function undated(file: CalendarFile, milestone: string): CalendarFault {
  return {
    code: 'CALENDAR_MILESTONE_UNKNOWN',
    message: `the calendar of ${file.process} has no date for the milestone "${milestone}"; those that it has are in GET /v1/processes/${file.process}/calendar`,
  }
}

const pairs = [
  ['_open', '_close'],
  ['_start', '_end'],
] as const

/** What opens after it closes. */
function orderFault(known: readonly KnownMilestone[]): CalendarFault | undefined {
  for (const one of known) {
    const pair = pairs.find(([opening]) => one.code.endsWith(opening))
    if (pair === undefined) continue
    const code = `${one.code.slice(0, -pair[0].length)}${pair[1]}`
    const closing = known.findLast((other) => other.code === code && other.round === one.round)
    if (closing !== undefined && closing.to < one.from)
      return {
        code: 'CALENDAR_MILESTONE_ORDER',
        message: `"${one.code}" would lie after "${closing.code}": ${iso(one.from)} and ${iso(closing.to)}; move both`,
      }
  }
  return undefined
}

const iso = (at: Instant) => Temporal.Instant.fromEpochMilliseconds(at).toString()

// What would happen if a milestone moved: the calendar derived twice, before and after, and what differs. Nothing is kept.
import { type DerivedCalendar, deriveCalendar } from './calendar.ts'
import { versionAt, wordingAt } from './calendar-milestones.ts'
import type { CalendarFile, MilestoneEntry } from './pack/calendar-shapes.ts'
import type { CountryPack } from './pack.ts'
import type { Instant } from './time.ts'

export interface Move {
  readonly milestone: string
  /** Local day of the process on which its beginning is to lie. */
  readonly date: string
  /** Dated milestones after it move by as many days. */
  readonly withLater: boolean
}

interface Stretch {
  readonly from: Instant
  readonly to: Instant
}

export interface MovedPart {
  readonly type: 'phase' | 'window' | 'milestone'
  readonly code: string
  readonly place: string | null
  /** null = it is not there. */
  readonly before: Stretch | null
  readonly after: Stretch | null
}

export interface CalendarPreview {
  readonly calendar: DerivedCalendar
  readonly moved: readonly MovedPart[]
}

/** undefined: the calendar has no milestone of that code with a day that could move. */
export function previewMove(
  file: CalendarFile,
  pack: CountryPack,
  knownAt: Instant,
  move: Move,
): CalendarPreview | undefined {
  const before = deriveCalendar(file, pack, knownAt)
  const old = before.milestones[move.milestone]
  if (old === undefined) return undefined
  const oldDay = Temporal.Instant.fromEpochMilliseconds(old.from)
    .toZonedDateTimeISO(file.time_zone)
    .toPlainDate()
  const days = oldDay.until(Temporal.PlainDate.from(move.date)).days
  const version = versionAt(file, knownAt)?.version ?? 0
  const milestones = file.milestones.map((entry) => {
    const known = asKnown(entry, version)
    if (known === undefined) return entry
    const isMoved = entry.code === move.milestone || (move.withLater && isAfter(known, oldDay))
    return isMoved ? shifted(known, days, file) : entry
  })
  const later: CalendarFile = { ...file, milestones }
  const calendar = deriveCalendar(later, pack, knownAt)
  return { calendar, moved: [...movedMilestones(before, calendar), ...movedSpans(before, calendar)] }
}

/** The entry with the date that the version in force gives it, and without what came later; undefined where that version knows none. */
function asKnown(entry: MilestoneEntry, version: number): MilestoneEntry | undefined {
  const wording = wordingAt(entry, version)
  if (wording === undefined) return undefined
  const { revisions: _, date: _date, at: _at, ...rest } = entry
  return wording.at === undefined ? { ...rest, date: wording.date ?? null } : { ...rest, at: wording.at }
}

function dayOf(entry: MilestoneEntry): Temporal.PlainDate | undefined {
  const text = entry.date ?? entry.at?.slice(0, 10)
  return text === undefined ? undefined : Temporal.PlainDate.from(text)
}

function isAfter(entry: MilestoneEntry, day: Temporal.PlainDate): boolean {
  const own = dayOf(entry)
  return own !== undefined && Temporal.PlainDate.compare(own, day) > 0
}

function shifted(entry: MilestoneEntry, days: number, file: CalendarFile): MilestoneEntry {
  const { date, at, ...rest } = entry
  if (at !== undefined) {
    const local = Temporal.Instant.from(at).toZonedDateTimeISO(file.time_zone).add({ days })
    return { ...rest, at: local.toString({ timeZoneName: 'never' }) }
  }
  return { ...rest, date: date == null ? null : Temporal.PlainDate.from(date).add({ days }).toString() }
}

function movedMilestones(before: DerivedCalendar, after: DerivedCalendar): MovedPart[] {
  const codes = new Set([...Object.keys(before.milestones), ...Object.keys(after.milestones)])
  return [...codes].flatMap((code) =>
    difference('milestone', code, null, before.milestones[code], after.milestones[code]),
  )
}

const nameOf = (span: DerivedCalendar['spans'][number]) =>
  [span.type, span.code, span.place, span.round].join(' ')

const grouped = (calendar: DerivedCalendar) => Map.groupBy(calendar.spans, nameOf)

function movedSpans(before: DerivedCalendar, after: DerivedCalendar): MovedPart[] {
  const [old, young] = [grouped(before), grouped(after)]
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name) => {
    const [left, right] = [old.get(name) ?? [], young.get(name) ?? []]
    return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
      const one = left[index] ?? right[index]
      return one === undefined ? [] : difference(one.type, one.code, one.place, left[index], right[index])
    }).flat()
  })
}

function difference(
  type: MovedPart['type'],
  code: string,
  place: string | null,
  before: Stretch | undefined,
  after: Stretch | undefined,
): MovedPart[] {
  if (before?.from === after?.from && before?.to === after?.to) return []
  const only = (one: Stretch | undefined) => (one === undefined ? null : { from: one.from, to: one.to })
  return [{ type, code, place, before: only(before), after: only(after) }]
}

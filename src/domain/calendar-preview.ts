// What differs between two derived calendars: what people see before a date moves, and what a new version is told by.
import type { DerivedCalendar } from './calendar.ts'
import type { Instant } from './time.ts'

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

/** Milestones first, then phases and calendar windows. */
export function movedParts(before: DerivedCalendar, after: DerivedCalendar): readonly MovedPart[] {
  return [...movedMilestones(before, after), ...movedSpans(before, after)]
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

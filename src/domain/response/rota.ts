// Who is on duty: shifts, absences with their cover, the fallback person; gaps, and when that changes next. Pure.
import type { Instant } from '../time.ts'

/** As the office writes it: a code that the office knows, a name to read aloud, and channels of their own where they have some. */
export interface DutyPerson {
  readonly person: string
  readonly name: string
  readonly channels: readonly string[] | null
}

/** Half-open [from, to). */
export interface Shift extends DutyPerson {
  readonly from: Instant
  readonly to: Instant
}

export interface Absence {
  readonly person: string
  readonly from: Instant
  readonly to: Instant
  /** Who stands in; null = nobody. */
  readonly cover: DutyPerson | null
}

export interface Rota {
  readonly shifts: readonly Shift[]
  readonly absences: readonly Absence[]
  /** Called when nobody else is on duty. */
  readonly fallback: DutyPerson | null
}

export interface OnDuty extends DutyPerson {
  readonly because: 'shift' | 'cover' | 'fallback'
}

interface Span {
  readonly from: Instant
  readonly to: Instant
}

const isIn = (span: Span, at: Instant) => span.from <= at && at < span.to

/** Everybody on duty, each once; the fallback person only when there is nobody else. Empty = nobody can be called. */
export function onDuty(rota: Rota, at: Instant): OnDuty[] {
  const found = present(rota, at)
  if (found.length > 0) return found
  const { fallback } = rota
  if (fallback === null) return []
  const stand = standIn(rota, fallback, at)
  return stand === undefined ? [] : [{ ...stand, because: 'fallback' }]
}

function present(rota: Rota, at: Instant): OnDuty[] {
  const found = new Map<string, OnDuty>()
  for (const shift of rota.shifts) {
    if (!isIn(shift, at)) continue
    const { person, name, channels } = shift
    const stand = standIn(rota, { person, name, channels }, at)
    if (stand === undefined || found.has(stand.person)) continue
    found.set(stand.person, { ...stand, because: stand.person === person ? 'shift' : 'cover' })
  }
  return [...found.values()]
}

/** The person, or whoever covers their absence; a cover may be absent in turn. */
function standIn(rota: Rota, person: DutyPerson, at: Instant): DutyPerson | undefined {
  const asked = new Set<string>()
  let stand: DutyPerson | null = person
  while (stand !== null && !asked.has(stand.person)) {
    asked.add(stand.person)
    const absence = absenceOf(rota, stand.person, at)
    if (absence === undefined) return stand
    stand = absence.cover
  }
  return undefined
}

function absenceOf(rota: Rota, person: string, at: Instant): Absence | undefined {
  return rota.absences.find((one) => one.person === person && isIn(one, at))
}

/** When it may change who is on duty, after an instant: starts and ends of shifts and absences, in order. */
function edges(rota: Rota, after: Instant, before: Instant): Instant[] {
  const all = [...rota.shifts, ...rota.absences].flatMap(({ from, to }) => [from, to])
  return [...new Set(all.filter((at) => at > after && at < before))].toSorted((a, b) => a - b)
}

/** The next instant at which it may change who is on duty; undefined = never again. */
export function nextChange(rota: Rota, after: Instant): Instant | undefined {
  return edges(rota, after, Infinity)[0]
}

/** Stretches of [from, to) in which nobody is on a shift; a fallback person does not fill a gap, it only softens one. */
export function gapsOf(rota: Rota, from: Instant, to: Instant): Span[] {
  return stretches(rota, { from, to }, (at) => present(rota, at).length === 0)
}

/** Stretches of [from, to) in which nobody can be called: a gap without a fallback person, or while that person is away. */
export function emptyTimesOf(rota: Rota, from: Instant, to: Instant): Span[] {
  return stretches(rota, { from, to }, (at) => onDuty(rota, at).length === 0)
}

function stretches(rota: Rota, { from, to }: Span, holds: (at: Instant) => boolean): Span[] {
  const found: { from: Instant; to: Instant }[] = []
  const points = [from, ...edges(rota, from, to), to]
  for (const [index, start] of points.slice(0, -1).entries()) {
    const end = points[index + 1] ?? to
    if (start >= end || !holds(start)) continue
    const last = found.at(-1)
    if (last?.to === start) last.to = end
    else found.push({ from: start, to: end })
  }
  return found
}

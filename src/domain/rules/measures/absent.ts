// absent: who was expected to report and did not. It looks at all matches, without the cap, of keys that an entity set expects.
import type { Instant } from '../../time.ts'
import { resolveAnchor } from '../anchor.ts'
import type { EntityMember, KeyValues } from '../lane.ts'
import { firstAfter, type Item } from '../series.ts'
import type { KeyView, MeasureOf, Operator } from './measure.ts'

type Absent = MeasureOf<'absent'>

/** The keys that an entity set expects of a rule: members that name every group field, one key per combination of their values. */
export function expectedKeys(
  members: readonly EntityMember[],
  groupBy: readonly string[],
): readonly KeyValues[] {
  return members.flatMap((member) =>
    groupBy.reduce<readonly KeyValues[]>(
      (keys, field) => {
        const value = Object.hasOwn(member, field) ? member[field] : undefined
        const values = value === undefined ? [] : typeof value === 'string' ? [value] : value
        return keys.flatMap((key) => values.map((one) => [...key, one]))
      },
      [[]],
    ),
  )
}

function isExpected(measure: Absent, key: KeyView): boolean {
  return expectedKeys(key.facts.entities.get(measure.expected) ?? [], key.rule.groupBy).some((values) =>
    values.every((value, at) => value === key.values[at]),
  )
}

function matches(measure: Absent, key: KeyView): readonly Item[] {
  return key.series[measure.of]?.all ?? []
}

/** The last match up to `at` that is not before `since`. */
function lastMatch(measure: Absent, key: KeyView, since: Instant, at: Instant): Item | undefined {
  const items = matches(measure, key)
  const last = items[firstAfter(items, at) - 1]
  return last !== undefined && last.at >= since ? last : undefined
}

interface Slots {
  readonly since: Instant
  readonly every: number
  readonly grace: number
  readonly until: Instant
}

/** Numbers of the slots that are due by `at` and began at or after `from`: first and one past the last. */
function dueSlots(
  { since, every, grace, until }: Slots,
  from: Instant,
  at: Instant,
): readonly [number, number] {
  const first = Math.ceil((Math.max(from, since) - since) / every)
  const past = Math.floor((Math.min(until, at - grace) - since) / every)
  return [first, Math.max(first, past)]
}

function slotsOf(measure: Absent, key: KeyView, since: Instant): Slots | null {
  if ('deadline' in measure.due || measure.due.every <= 0) return null
  const until = resolveAnchor(measure.due.until, key.facts)
  return until === null ? null : { since, every: measure.due.every, grace: measure.due.grace, until }
}

function nextSlotChange(slots: Slots, at: Instant): Instant {
  const { since, every, grace, until } = slots
  const slot = Math.max(0, Math.floor((at - grace - since) / every)) // slot i ends at since + (i + 1) · every
  const end = since + (slot + 1) * every
  const due = end + grace > at ? end : end + every
  return due <= until ? due + grace : Infinity
}

export const absent: Operator<Absent> = {
  selectors: ({ of }) => [of],
  scan(measure, key, at) {
    const since = resolveAnchor(measure.since, key.facts)
    if (since === null || !isExpected(measure, key)) return null
    const last = lastMatch(measure, key, since, at)
    if ('deadline' in measure.due) {
      const deadline = resolveAnchor(measure.due.deadline, key.facts)
      if (deadline === null) return null
      return at >= deadline && last === undefined ? 1 : 0
    }
    const slots = slotsOf(measure, key, since)
    if (slots === null) return null
    const [first, past] = dueSlots(slots, last?.at ?? since, at)
    return past - first
  },
  nextChange(measure, key, at) {
    const items = matches(measure, key)
    const future = items[firstAfter(items, at)]?.at ?? Infinity
    const since = resolveAnchor(measure.since, key.facts)
    if (since === null) return future
    if ('deadline' in measure.due) {
      const deadline = resolveAnchor(measure.due.deadline, key.facts)
      return Math.min(future, deadline !== null && deadline > at ? deadline : Infinity)
    }
    const slots = slotsOf(measure, key, since)
    return Math.min(future, slots === null ? Infinity : nextSlotChange(slots, at))
  },
  atMost: () => Infinity,
  // it has no window, and what speaks against it is not what an alert rests on
  evidence: () => [],
  window: () => 0,
  reach: () => Infinity,
  onlyFalls: false,
  isWhole: true,
}

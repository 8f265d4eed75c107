// What a person should look at twice before a changed rule is proposed: departments that fall silent, and a flood. Both follow from the alerts of
// the draft beside those of the revision in force.
import type { Gazetteer } from '../place.ts'
import type { Change } from './compare-alerts.ts'

export interface ChangeCounts {
  readonly new: number
  readonly lost: number
  readonly same: number
}

/** More than so many times as many alerts as now are a flood (console C53). */
const floodFrom = 5

const placeFields: ReadonlySet<string> = new Set(['place', 'municipality', 'province', 'department'])

/** The place that a key names; undefined for a key without one. */
export function placeOfKey(groupBy: readonly string[], key: readonly string[]): string | undefined {
  return key[groupBy.findIndex((field) => placeFields.has(field))]
}

/** The department that a key lies in; null for a key without a place, or above the departments. */
export function departmentOfKey(
  groupBy: readonly string[],
  key: readonly string[],
  places: Gazetteer,
): string | null {
  const place = placeOfKey(groupBy, key)
  return place === undefined ? null : (places.placeLevels(place).department ?? null)
}

export function countChanges(alerts: readonly { readonly change: Change }[]): ChangeCounts {
  const count = (change: Change) => alerts.filter((one) => one.change === change).length
  return { new: count('new'), lost: count('lost'), same: count('same') }
}

/** Departments in which the revision in force warned and the draft never would. */
export function silencedDepartments(
  alerts: readonly { readonly change: Change; readonly department: string | null }[],
): readonly string[] {
  const groups = [...Map.groupBy(alerts, ({ department }) => department)]
  return groups
    .flatMap(([department, all]) => {
      const counts = countChanges(all)
      return department !== null && counts.lost > 0 && counts.new + counts.same === 0 ? [department] : []
    })
    .toSorted()
}

/** How many times as many alerts as now the draft would give, when that is a flood; null when it is none, or when there is nothing to compare with. */
export function floodOf(counts: ChangeCounts): number | null {
  const now = counts.lost + counts.same
  const then = counts.new + counts.same
  return now > 0 && then > floodFrom * now ? Math.round((then / now) * 10) / 10 : null
}

// The response index: what became of the measures that were recommended and are due. Never a bare percentage.
import { proportion } from '../backtest/proportion.ts'
import { round6 } from '../rules/rounding.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import type { Instant } from '../time.ts'
import { type ActionState, isOverdue } from './action.ts'

export interface IndexedAction {
  /** The institution, territory, class or electoral process that it is counted under. */
  readonly group: string
  /** Of the alert when the measure was recommended. */
  readonly level: LevelName
  readonly state: ActionState
  readonly dueAt: Instant | null
  readonly rating: number | null
  readonly evidence: number
  /** Never asked for: its addressee belongs to the alleged actor. */
  readonly isHeld: boolean
  /** Recorded as done by those who did it, not recommended. */
  readonly isTaken: boolean
}

export interface IndexRow {
  readonly group: string
  /** Recommended measures already due; the index is about these. */
  readonly n: number
  /** Σ w·rating / 4 Σ w; null when nothing is due. */
  readonly index: number | null
  readonly low: number
  readonly high: number
  readonly overdue: number
  /** Overdue of those due. */
  readonly overdueShare: number | null
  readonly notYetDue: number
  /** Not yet due of all that were asked for. */
  readonly notYetDueShare: number | null
  readonly held: number
  readonly taken: number
}

/** A measure of a critical alert weighs four times one of an informative alert. */
export const weightOf = (level: LevelName): number => levelNames.indexOf(level) + 1

/** Sorted by group. */
export function responseIndex(actions: readonly IndexedAction[], now: Instant): IndexRow[] {
  return [...Map.groupBy(actions, ({ group }) => group)]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([group, members]) => rowOf(group, members, now))
}

function rowOf(group: string, members: readonly IndexedAction[], now: Instant): IndexRow {
  const asked = members.filter((one) => !one.isHeld && !one.isTaken && one.dueAt !== null)
  const due = asked.filter((one) => one.dueAt !== null && one.dueAt <= now)
  const overdue = due.filter((one) => isOverdue(one, now)).length
  const notYetDue = asked.length - due.length
  return {
    group,
    n: due.length,
    ...indexOf(due),
    overdue,
    overdueShare: share(overdue, due.length),
    notYetDue,
    notYetDueShare: share(notYetDue, asked.length),
    held: members.filter((one) => one.isHeld).length,
    taken: members.filter((one) => one.isTaken).length,
  }
}

/** Wilson's interval with the effective count of a weighted mean (Σw)² / Σw²: wider than the truth for ratings in between, never narrower. */
function indexOf(due: readonly IndexedAction[]): Pick<IndexRow, 'index' | 'low' | 'high'> {
  const weights = due.map((one) => weightOf(one.level))
  const total = weights.reduce((sum, one) => sum + one, 0)
  if (total === 0) return { index: null, low: 0, high: 1 }
  const earned = due.reduce((sum, one, at) => sum + (weights[at] ?? 0) * valueOf(one), 0)
  const effective = total ** 2 / weights.reduce((sum, one) => sum + one ** 2, 0)
  const index = earned / total
  const { low, high } = proportion(index * effective, effective)
  return { index: round6(index), low, high }
}

/** 0 to 1; without evidence or rating it is none. */
function valueOf(action: IndexedAction): number {
  return action.evidence === 0 ? 0 : (action.rating ?? 0) / 4
}

const share = (count: number, of: number): number | null => (of === 0 ? null : round6(count / of))

/** As the API and bulletins give it. */
export function indexNumbers(row: IndexRow) {
  return {
    group: row.group,
    n: row.n,
    index: row.index,
    low: row.low,
    high: row.high,
    overdue: row.overdue,
    overdue_share: row.overdueShare,
    not_yet_due: row.notYetDue,
    not_yet_due_share: row.notYetDueShare,
    held_back: row.held,
    taken: row.taken,
  }
}

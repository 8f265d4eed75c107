// What an alert was at an earlier instant: its record up to then, told again.
import type { LevelName } from '../rules/rule.ts'
import { type AlertLife, applyAct, applyEvaluation } from './lifecycle.ts'

/** One line of an alert's record. */
export interface PastEvent {
  /** As recorded, which names some evaluations otherwise than evaluation does. */
  readonly kind: string
  readonly level: LevelName | null
  /** By a person; what evaluation and clocks add has none. */
  readonly isByPerson: boolean
}

const evaluations = new Map(
  Object.entries({
    fired: 'fired',
    reopened: 'reopened',
    raised: 'raised',
    lowered: 'lowered',
    evidence_withdrawn: 'evidence_withdrawn',
    resolved: 'resolved',
    expired: 'expired',
    corrected: 'recounted',
    cleared: 'resolved',
  } as const),
)
/** Of what people add, these alone may move the alert. */
const moving = ['acknowledged', 'unacknowledged', 'resolved', 'reopened'] as const

/** The alert after these lines in their order; undefined: there was none yet. */
export function lifeAfter(events: readonly PastEvent[]): AlertLife | undefined {
  return events.reduce<AlertLife | undefined>(tell, undefined)
}

function tell(before: AlertLife | undefined, event: PastEvent): AlertLife | undefined {
  const kind = event.isByPerson ? undefined : evaluations.get(event.kind)
  if (kind !== undefined) {
    const maxLevel = event.level ?? before?.maxLevel ?? 'info'
    return applyEvaluation(before, { kind, level: event.level, maxLevel })
  }
  const act = moving.find((one) => one === event.kind)
  return before === undefined || act === undefined ? before : (applyAct(before, { kind: act }) ?? before)
}
